"""What goes from a page, what stays, and that every cut can be undone."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.boilerplate import strip_text, undo_cuts
from pipeline.settings import Boilerplate
from tests.boilerplate.cases import cases


@pytest.mark.parametrize("case", cases("pages"), ids=lambda case: case["name"])
def test_exactly_the_furniture_goes(case: dict[str, Any]) -> None:
    text = case["text"]
    stripped = strip_text(text, case.get("language", ""))
    assert [row.line for row in stripped.removed] == case["remove"]
    assert set(case.get("flags", ())) <= set(stripped.flags)
    if not case["remove"]:
        assert stripped.text == text


@pytest.mark.parametrize("case", cases("pages"), ids=lambda case: case["name"])
def test_cuts_are_spans_of_the_text_and_can_be_undone(case: dict[str, Any]) -> None:
    text = case["text"]
    stripped = strip_text(text, case.get("language", ""))
    assert all(row.text == text[row.start : row.end] for row in stripped.removed)
    assert undo_cuts(stripped.text, [(row.start, row.text) for row in stripped.removed]) == text


@pytest.mark.parametrize("case", cases("pages"), ids=lambda case: case["name"])
def test_every_row_explains_itself(case: dict[str, Any]) -> None:
    for row in strip_text(case["text"], case.get("language", "")).removed:
        assert row.reason.endswith(".")
        assert row.level in ("high", "medium", "low")
        assert row.rule.count(".") >= 1
        assert row.category
        assert row.evidence


_LINES = st.sampled_from(
    [
        "",
        "  ",
        "Sign up to read this article",
        "Read also:",
        "A headline about the piano",
        "The piano stood on the slipway when the first crew came to work, and it was in tune.",
        "Nobody has asked for it, and the harbour board has given it a berth until the winter.",
        "Keeper Ida Holm in the old room, with the spare lamp, last May",
        "- one bullet",
        "“We never sold it”",
        "Поділитися у Facebook",
        "12 Comments",
    ]
)


@settings(deadline=None, max_examples=40)
@given(st.lists(_LINES, max_size=30), st.booleans())
def test_any_page_can_be_restored(lines: list[str], ends: bool) -> None:
    text = "\n".join(lines) + ("\n" if ends else "")
    stripped = strip_text(text, "en")
    assert undo_cuts(stripped.text, [(row.start, row.text) for row in stripped.removed]) == text
    assert stripped.text.strip() or not text.strip()


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=200))
def test_any_text_passes(text: str) -> None:
    stripped = strip_text(text)
    assert undo_cuts(stripped.text, [(row.start, row.text) for row in stripped.removed]) == text


def test_report_cuts_nothing_and_says_what_would_go() -> None:
    text = cases("pages")[0]["text"]
    stripped = strip_text(text, settings=Boilerplate(action="report"))
    assert stripped.text == text
    assert [row.line for row in stripped.removed] == [5]
    assert stripped.removed[0].text == ""
    assert "Keeper Ida Holm" in stripped.removed[0].evidence
