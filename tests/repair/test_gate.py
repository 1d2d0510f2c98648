"""The fast path against the slow one: what it passes, no repair may change."""

import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.repair import repair_text, replay_repairs, undo_repairs
from pipeline.repair.gate import may_change, telling_pairs
from pipeline.repair.lines import repair_line
from pipeline.repair.pages import PAGES, page_characters
from pipeline.settings import Repair

PAGE_CHARACTERS = sorted({char for page in PAGES for char in page_characters(page, 0x80, 0x100)})
LETTERS = (
    "aeinrst ALE,. 5&;<\n\t"
    + "оеаиЯВСі"
    + "αεοΒΓ"
    + "ابتةئ"
    + "שלוםא"
    + "漢字かなカ"
    + "กาน"
    + "가나"
)
ANY = st.text(st.sampled_from(PAGE_CHARACTERS + list(LETTERS)), max_size=40)
MISREAD = st.builds(
    lambda text, page: text.encode().decode(page, "replace"),
    st.text(st.sampled_from(LETTERS + "éüłčőß“”’—…"), max_size=30),
    st.sampled_from(PAGES),
)


def _fast_equals_slow(text: str) -> None:
    for line in text.split("\n"):
        if not may_change(line, Repair()):
            assert repair_line(line, Repair()) == (), ascii(line)


@settings(max_examples=1500, deadline=None)
@given(ANY)
def test_page_characters(text: str) -> None:
    _fast_equals_slow(text)


@settings(max_examples=1000, deadline=None)
@given(MISREAD)
def test_misread_text(text: str) -> None:
    _fast_equals_slow(text)


@settings(max_examples=1000, deadline=None)
@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    _fast_equals_slow(text)


def test_every_pair_of_page_characters_in_words() -> None:
    rng = random.Random(7)
    chars = PAGE_CHARACTERS
    pairs = [(rng.choice(chars), rng.choice(chars)) for _ in range(6_000)]
    for left, right in pairs:
        for shape in ("bo{}{}te", "{}{}te", "bo{}{}", " {}{} ", "BO{}{} 5"):
            _fast_equals_slow(shape.format(left, right))


def test_the_pairs_are_not_those_of_ordinary_text() -> None:
    ordinary = "« l’été », „Öl“, 5 €, Від, Її, «Єва», A–Z, §5, 10³, O’Neill, naïve, ça, où"
    assert not any(pair in telling_pairs() for pair in pairwise(ordinary))


@settings(max_examples=600, deadline=None)
@given(st.text(st.characters(), max_size=80) | ANY | MISREAD)
def test_repair_never_raises_and_leads_back(text: str) -> None:
    repaired = repair_text(text)
    assert undo_repairs(repaired.text, repaired.repairs) == text
    assert replay_repairs(text, repaired.repairs) == repaired.text
    repaired.text.encode()
