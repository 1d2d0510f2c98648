"""Interviews stay whole, whatever the score says of their short lines."""

from typing import Any

import numpy as np
import pytest

from pipeline.boilerplate import strip_text
from pipeline.boilerplate.decide import Tagged, decide
from pipeline.boilerplate.dialogue import dialogue
from pipeline.boilerplate.hits import page_hits
from pipeline.boilerplate.lines import Page, make_page
from pipeline.boilerplate.phrases import phrase_lines
from pipeline.boilerplate.removal import MEDIUM, Removal
from pipeline.boilerplate.score import Scores, model
from tests.boilerplate.cases import cases

SURE = 9_990


def scored(page: Page, chances: list[int]) -> Scores:
    """Scores of a page alone, with these chances."""
    features = sum(bool(feature.second) for feature in model().feature)
    nothing = np.zeros((features, len(page)), np.int64)
    return Scores(np.zeros(len(page), np.int64), np.array(chances), nothing)


def spoken(text: str) -> set[int]:
    """The lines of interviews of an English page whose every line is furniture by score."""
    page = make_page(text, "en")
    return set(dialogue(page, [SURE] * len(page)).lines)


@pytest.mark.parametrize("preset", ["safe", "default", "bold"])
@pytest.mark.parametrize("case", cases("interviews"), ids=lambda case: case["name"])
def test_an_interview_stays_whole(case: dict[str, Any], preset: str) -> None:
    page = make_page(case["text"], case["language"])
    chances = [100 if prose else SURE for prose in page.prose]
    hits = page_hits([page])
    tagged = Tagged(hits, phrase_lines(page, hits), scored(page, chances), model().preset[preset])
    removed = [page.number[removal.index] for removal in decide(page, tagged, {}).removals]
    assert removed == case["remove"]


@pytest.mark.parametrize("case", cases("interviews"), ids=lambda case: case["name"])
def test_an_interview_stays_whole_with_the_points_that_ship(case: dict[str, Any]) -> None:
    menu = "Home\nNews\nSport\nWeather\nLog in\nSubscribe\n"
    for above in ("", menu):
        kept = strip_text(above + case["text"], case["language"]).text.split("\n")
        lines = enumerate(case["text"].split("\n"), 1)
        asked = [line for number, line in lines if line and number not in case["remove"]]
        assert [line for line in asked if line not in kept] == []


def test_a_question_asked_in_every_interview_of_a_site_stays() -> None:
    text = "\n".join(
        [
            "What do you read?",
            "The tide table, and whatever the sea brings to the slipway when it has been read.",
            "And what do you sing?",
            "Whatever the wind lets me, and mostly to the cat, who has heard it all before.",
            "More from the Gazette",
        ]
    )
    page = make_page(text, "en")
    site = [Removal(i, "template.site", "template", MEDIUM, "A reason.", "") for i in (0, 2, 4)]
    chances = scored(page, [SURE, 100, SURE, 100, SURE])
    verdict = decide(page, Tagged([None] * 5, site, chances, model().preset["default"]), {})
    assert [removal.index for removal in verdict.removals] == [4]


def test_one_question_is_no_interview() -> None:
    assert spoken("Forgot your password?\nLog in\nHome\nNews") == set()


def test_questions_in_a_list_are_no_interview() -> None:
    menu = ["Who pays?", "Who rows?", "Who sings?", "Why now?", "Where to?"]
    assert spoken("\n".join(menu)) == set()


def test_labels_of_a_form_are_no_speakers() -> None:
    assert spoken("Name:\nE-mail:\nName:\nE-mail:\nSend") == set()
    assert spoken("Price: 12\nPrice: 14\nPrice: 16\nSend") == set()


def test_quick_questions_with_quick_answers_are_an_interview() -> None:
    talk = ["Tea?", "Never.", "Coffee?", "Always.", "Sea?", "Calm.", "Cat?", "Asleep."]
    assert spoken("\n".join(talk)) == set(range(8))
