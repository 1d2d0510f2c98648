"""What the decision asks of lines: chances against presets, edges as one, pages of odd shape."""

import numpy as np

from pipeline.boilerplate.decide import Tagged, Verdict, decide
from pipeline.boilerplate.lines import Page, make_page
from pipeline.boilerplate.removal import HIGH, Removal
from pipeline.boilerplate.score import Scores, model

PROSE = [
    "The ferry left the pier at noon, and nobody on the quay had ever seen it go before.",
    "The crew had found a piano on the slipway, and it was in tune when they came to it.",
    "Nobody has asked for it, and the harbour board has given it a berth until the winter.",
    "The choir of the island will sing to it on Sunday, if the wind lets the singers land.",
]
NOTICE = "The texts of this paper are its own, and nobody may print them without a word from it."
PAGE = [*PROSE, NOTICE, "Tide table", "Fog horn"]


def page_of(lines: list[str]) -> Page:
    """An English page of these lines."""
    return make_page("\n".join(lines), "en")


def verdict(
    lines: list[str], chances: list[int], preset: str, removals: tuple[Removal, ...] = ()
) -> Verdict:
    """The verdict on lines with these chances, in ten-thousandths."""
    features = sum(bool(feature.second) for feature in model().feature)
    nothing = np.zeros(len(lines), np.int64)
    scores = Scores(nothing, np.array(chances), np.zeros((features, len(lines)), np.int64))
    tagged = Tagged([None] * len(lines), removals, scores, model().preset[preset])
    return decide(page_of(lines), tagged, {})


def gone(found: Verdict) -> list[int]:
    """The lines that go."""
    return [removal.index for removal in found.removals]


def removal(index: int, rule: str, evidence: str = "") -> Removal:
    """A rule's removal of a line."""
    return Removal(index, rule, "test", HIGH, "A reason.", evidence)


def test_a_short_line_may_go_with_less_certainty_than_a_long_one() -> None:
    middling = "A menu of nine words that is no prose"
    lines = [*PROSE, "Fog horn", middling]
    assert gone(verdict(lines, [10] * 4 + [9500, 9500], "default")) == [4]
    assert gone(verdict(lines, [10] * 4 + [9990, 9990], "default")) == [4, 5]


def test_safe_takes_no_line_that_reads_like_prose() -> None:
    chances = [10] * 4 + [9998] * 3
    assert gone(verdict(PAGE, chances, "default")) == [4, 5, 6]
    assert gone(verdict(PAGE, chances, "safe")) == [5, 6]


def test_a_template_that_reads_like_prose_asks_the_score() -> None:
    lines = [*PROSE, "Tide table", "Fog horn", NOTICE]
    printed = (removal(5, "template.site"), removal(6, "template.site"))
    assert gone(verdict(lines, [10] * 7, "default", printed)) == [5]
    assert gone(verdict(lines, [10] * 6 + [9900], "default", printed)) == [5, 6]
    assert gone(verdict(lines, [10] * 6 + [9900], "safe", printed)) == []


def test_an_edge_is_one_decision() -> None:
    edge = (removal(5, "edge.tail", "line 5"), removal(6, "edge.tail", "line 5"))
    assert gone(verdict(PAGE, [10] * 5 + [9100, 8300], "default", edge)) == [5, 6]
    assert gone(verdict(PAGE, [10] * 5 + [9100, 5000], "default", edge)) == []


def test_a_phrase_asks_the_score_and_a_rule_of_ones_own_does_not() -> None:
    shipped = (removal(5, "phrase.share.en", "en.toml rule 1"),)
    own = (removal(5, "phrase.share.en", "[boilerplate] rules, file 1 rule 1"),)
    assert gone(verdict(PAGE, [10] * 7, "default", shipped)) == []
    assert gone(verdict(PAGE, [10] * 7, "default", own)) == [5]


def test_a_page_whose_text_is_a_list_is_safes() -> None:
    listed = ["Rope", "Tar", "Two oars", "Lamp oil", "Sail cloth", "Biscuit"] * 12
    lines = [*PROSE[:2], *listed, "Fog horn"]
    chances = [10] * (len(lines) - 1)
    found = verdict(lines, [*chances, 9700], "default")
    assert gone(found) == []
    assert "not_article" in found.flags
    assert gone(verdict([*PROSE, "Fog horn"], [10] * 4 + [9700], "default")) == [4]


def test_what_the_site_prints_does_not_count_as_prose_that_goes() -> None:
    notices = [NOTICE.replace("paper", name) for name in ("page", "site", "desk", "house")] * 4
    lines = [*PROSE, *PROSE, "Tide table", "Fog horn", *(2 * notices)]
    printed = tuple(removal(index, "template.site") for index in range(10, len(lines)))
    found = verdict(lines, [10] * 10 + [9990] * 2 * len(notices), "default", printed)
    assert gone(found) == list(range(10, len(lines)))
    assert found.flags == ()
