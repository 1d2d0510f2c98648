"""Lines beside lines: lists stay or go as a whole, and a line goes with those around it."""

from typing import Any

import numpy as np
import pytest

from pipeline.boilerplate import strip_text
from pipeline.boilerplate.decide import Tagged, Verdict, decide
from pipeline.boilerplate.likely import likely_text
from pipeline.boilerplate.lines import make_page
from pipeline.boilerplate.score import Scores, model
from tests.boilerplate.cases import cases


def verdict(lines: list[list[Any]], language: str, preset: str = "default") -> Verdict:
    """What goes of these lines, each with its chance of being furniture."""
    page = make_page("\n".join(line for _, line in lines), language)
    chances = np.array([chance for chance, _ in lines])
    features = sum(bool(feature.second) for feature in model().feature)
    nothing = np.zeros(len(lines), np.int64)
    scores = Scores(nothing, chances, np.zeros((features, len(lines)), np.int64))
    return decide(page, Tagged([None] * len(lines), (), scores, model().preset[preset]), {})


@pytest.mark.parametrize("case", cases("company"), ids=lambda case: case["name"])
def test_what_goes_of_lines_beside_lines(case: dict[str, Any]) -> None:
    found = verdict(case["lines"], case["language"])
    assert [removal.index + 1 for removal in found.removals] == case["remove"]


@pytest.mark.parametrize("case", cases("company"), ids=lambda case: case["name"])
def test_safe_takes_no_more(case: dict[str, Any]) -> None:
    found = verdict(case["lines"], case["language"], "safe")
    assert {removal.index + 1 for removal in found.removals} <= set(case["remove"])


def test_a_line_that_goes_with_others_says_so() -> None:
    case = next(case for case in cases("company") if "with the links around" in case["name"])
    reasons = {r.index + 1: r.reason for r in verdict(case["lines"], case["language"]).removals}
    assert reasons.pop(8).endswith("97.0 of 100 such lines are, and the lines around it go.")
    assert not any("around it" in reason for reason in reasons.values())


def test_where_nothing_is_likely_the_likeliest_lines_are_text() -> None:
    page = make_page("A pier in the fog\nTide table and berths\nFog horn\nLost nets", "en")
    assert likely_text(page, [7000, 7900, 7000, 9000], {}) == [0, 1]
    assert likely_text(page, [4000, 7900, 7000, 9000], {}) == [0]
    assert likely_text(page, [7000, 7900, 7000, 9000], {0, 1}) == []


PROSE = """
The piano stood on the slipway when the first crew came to work, and it was in tune, they said.

Nobody has asked for it, and the harbour board has given it a berth until the end of the year.
"""


@pytest.mark.parametrize(
    ("above", "below", "walled"),
    [
        ("Subscribe\nLog in\n", "", False),
        ("Sign up to read this article\n", "", False),
        ("", "\nSign up to read this article\n", True),
        ("", "\nSubscribe\n", True),
        ("", "\nTides\nBerths\nNets\nLamps\nSubscribe\nLog in\n", False),
    ],
)
def test_a_menu_item_is_no_paywall(above: str, below: str, walled: bool) -> None:
    stripped = strip_text(above + PROSE + below, "en")
    assert any(row.category == "signup" for row in stripped.removed)
    assert ("paywalled" in stripped.flags) == walled
