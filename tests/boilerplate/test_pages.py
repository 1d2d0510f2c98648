"""What goes from a page, what stays, and that every cut can be undone."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.boilerplate import NO_SITE, strip_pages, strip_text, undo_cuts
from pipeline.boilerplate.lines import make_pages
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


def test_captions_go_when_a_person_wants_none() -> None:
    text = cases("pages")[0]["text"]
    stripped = strip_text(text, settings=Boilerplate(captions="drop"))
    assert [row.line for row in stripped.removed] == [3, 5]
    assert [row.rule for row in stripped.removed] == ["caption.line", "repeat.caption"]


def test_rules_of_ones_own_count() -> None:
    rules = """
language = "en"
[[rule]]
family = "share"
kind = "line"
pattern = 'tell your gull'
match = ["Tell your gull!"]
keep = ["Tell your gull a story."]
"""
    prose = cases("pages")[0]["text"].splitlines()[0]
    text = f"{prose}\n{prose[::-1]}\nTell your gull!\n"
    assert strip_text(text, "en").text == text
    stripped = strip_text(text, "en", Boilerplate(rules=(rules,)))
    assert [row.rule for row in stripped.removed] == ["phrase.share.en"]


def test_batches_do_not_change_what_goes_from_a_page() -> None:
    texts = [case["text"] for case in cases("pages")]
    languages = [case.get("language", "") for case in cases("pages")]
    together = strip_pages(make_pages(texts, languages), [NO_SITE] * len(texts), Boilerplate())
    alone = [strip_text(t, n) for t, n in zip(texts, languages, strict=True)]
    assert together == alone


@pytest.mark.parametrize("preset", ["safe", "default", "bold"])
def test_every_row_by_score_names_its_reasons(preset: str) -> None:
    menu = "\n".join(f"Harbour {name}" for name in ("News", "Sport", "Tides", "Shop", "Jobs"))
    page = cases("pages")[0]["text"]
    stripped = strip_text(f"{menu}\n{page}\n{menu}\n", "en", Boilerplate(preset=preset))
    scored = [row for row in stripped.removed if row.rule == "score.line"]
    assert preset == "safe" or scored
    for row in scored:
        assert row.evidence.count("+") == 3, row.evidence
        assert "Harbour" in row.text
