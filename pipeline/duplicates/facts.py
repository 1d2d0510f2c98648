"""Facts of a text, and whether two texts tell the same: numbers, dates, names, negation.

A copy with one figure changed shares nearly all of its shingles with the original, so shingles
cannot see it. Two facts are compared when they stand in the same place: the same three words on
their left, or on their right, or two on both sides, within one line. Measured, not proven: see
docs/duplicates.md.

>>> from pipeline.duplicates.tokens import tokens
>>> def of(text): return facts(tokens(text))
>>> conflict(of("The toll rose to 12 at sea, he said"), of("The toll rose to 31 at sea, he said"))
('12', '31')
>>> conflict(of("The toll rose to 1,200 at sea"), of("The toll rose to 1200 at sea"))
"""

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate, pairwise

from pipeline.duplicates.shingles import run_hash
from pipeline.duplicates.tokens import WORD_WEIGHT, Token, token_hash
from pipeline.language import table

NUMBER, DATE, NAME, NEGATION = 1, 2, 3, 4
SIDE = 3 * WORD_WEIGHT  # three words on one side place a fact ...
AROUND = 2 * WORD_WEIGHT  # ... or two on both sides
CLOSE_NAMES = 2  # edits between spellings of one name of at least
LONG_NAME = 5  # letters
SALT_RIGHT, SALT_AROUND = 0x5BD1E995, 0x1B873593


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact, and hashes of what stands beside it; 0 where a line has too little.

    For a negation `left` and `right` are shingles that would stand there without it.
    """

    kind: int
    word: str
    left: int
    right: int
    around: int

    @property
    def places(self) -> tuple[int, ...]:
        """The hashes that name where the fact stands."""
        return tuple(key for key in (self.left, self.right, self.around) if key)


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files(__package__).joinpath("facts.toml").read_text("utf-8"))


@cache
def listed() -> dict[str, tuple[int, str]]:
    """Word -> kind and the value it is compared by: months, days, numbers in words, negations."""
    found: dict[str, tuple[int, str]] = {}
    tables = _tables()
    for name, kind, first in (("months", DATE, 1), ("weekdays", DATE, 1), ("numbers", NUMBER, 2)):
        for words in tables[name].values():
            for at, same in enumerate(words.split(), first):
                value = str(at) if kind == NUMBER else f"{name[0]}{at}"
                for word in same.split("/"):
                    found.setdefault(word, (kind, value))
    for words in tables["negation"].values():
        for entry in words.split():
            word, _, without = entry.partition("/")
            found.setdefault(word, (NEGATION, without))
    return found


def number_value(word: str) -> str:
    """A number as it is compared: no zeros in front, none at the end of a fraction.

    >>> number_value("007.50"), number_value("3rd"), number_value("12.03.2031")
    ('7.5', '3rd', '12.03.2031')
    """
    whole, point, fraction = word.partition(".")
    if not (whole.isdecimal() and (fraction.isdecimal() or not point)):
        return word
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def facts(found: Sequence[Token]) -> list[Fact]:
    """The facts of a text, in order."""
    known, hashes = listed(), [token.hash for token in found]
    lines = list(accumulate(token.opens_line for token in found))
    facts: list[Fact] = []
    for at, token in enumerate(found):
        kind, value = known.get(token.word, (0, ""))
        if token.number:
            kind, value = NUMBER, number_value(token.word)
        elif not kind and _is_name(token):
            kind, value = NAME, token.word
        if kind == NEGATION:
            facts.append(_negation(found, at, value))
        elif kind:
            left = _side(found, lines, at, -1)
            right = _side(found, lines, at, 1)
            facts.append(Fact(kind, value, *_places(hashes, at, left, right)))
    return [fact for fact in facts if fact.places]


def _is_name(token: Token) -> bool:
    inside = token.capital and not token.opens_sentence
    return inside and token.word not in function_words()


@cache
def function_words() -> frozenset[str]:
    """Words that carry no fact, whatever their case: in titles they have capitals."""
    listed = table("function_words")["words"].values()
    return frozenset(word for words in listed for word in words.split())


def _side(found: Sequence[Token], lines: Sequence[int], at: int, step: int) -> tuple[int, int]:
    """How many tokens beside a fact weigh SIDE and AROUND; 0 where its line has too few."""
    weight = count = 0
    around = 0
    next_one = at + step
    while 0 <= next_one < len(found) and lines[next_one] == lines[at] and weight < SIDE:
        weight += found[next_one].weight
        count += 1
        if not around and weight >= AROUND:
            around = count
        next_one += step
    return (count if weight >= SIDE else 0), around


def _places(
    hashes: Sequence[int], at: int, left: tuple[int, int], right: tuple[int, int]
) -> tuple[int, int, int]:
    before = run_hash(hashes[at - left[0] : at]) if left[0] else 0
    after = run_hash([SALT_RIGHT, *hashes[at + 1 : at + 1 + right[0]]]) if right[0] else 0
    both = 0
    if left[1] and right[1]:
        beside = [*hashes[at - left[1] : at], *hashes[at + 1 : at + 1 + right[1]]]
        both = run_hash([SALT_AROUND, *beside])
    return before, after, both


def _negation(found: Sequence[Token], at: int, without: str) -> Fact:
    """The two shingles that would run across the place without the negation."""
    instead = [token_hash(without)] if without else []
    size = 5 if found[at].weight == WORD_WEIGHT else 10
    half = size // 2
    keys = []
    for before in (half, half + 1):
        after = size - before - len(instead)
        around = [*found[max(0, at - before) : at], *found[at + 1 : at + 1 + after]]
        whole = at >= before and len(around) == before + after
        even = all(token.weight == found[at].weight for token in around)
        hashes = [token.hash for token in around]
        keys.append(
            run_hash([*hashes[:before], *instead, *hashes[before:]]) if whole and even else 0
        )
    return Fact(NEGATION, found[at].word, keys[0], keys[1], 0)


def conflict(
    ours: Sequence[Fact],
    theirs: Sequence[Fact],
    our_shingles: Sequence[int] = (),
    their_shingles: Sequence[int] = (),
) -> tuple[str, str] | None:
    """The first fact of ours that theirs tells otherwise in the same place, or None.

    A fact conflicts when each of its places holds it more often in our text than in theirs, and
    one of them holds another fact of which the reverse is true. So a sentence cut or moved is no
    conflict: what it says has an equal place of its own, or nothing else in its place.
    """
    our_places, their_places = _Places(ours), _Places(theirs)
    for fact in ours:
        if fact.kind == NEGATION or not _only(fact, our_places, their_places):
            continue
        for key in fact.places:
            for other in their_places.at.get(key, ()):
                if (
                    _comparable(fact, other)
                    and not _same(fact, other)
                    and _only(other, their_places, our_places)
                ):
                    return fact.word, other.word
    return _negated(ours, their_places, our_shingles, their_shingles) or _turned(
        _negated(theirs, our_places, their_shingles, our_shingles)
    )


class _Places:
    """The facts of a text by place, and how often a place holds a word."""

    def __init__(self, listed: Sequence[Fact]) -> None:
        self.at: dict[int, list[Fact]] = {}
        self.count: Counter[tuple[int, str]] = Counter()
        for fact in listed:
            for key in fact.places:
                self.at.setdefault(key, []).append(fact)
                self.count[key, fact.word] += 1


def _only(fact: Fact, here: _Places, there: _Places) -> bool:
    """Each place of the fact holds it more often here than there."""
    return all(here.count[key, fact.word] > there.count[key, fact.word] for key in fact.places)


def _negated(
    ours: Sequence[Fact],
    their_places: _Places,
    our_shingles: Sequence[int],
    their_shingles: Sequence[int],
) -> tuple[str, str] | None:
    """A negation of ours in a place where theirs runs on without one more often than ours."""
    for fact in ours:
        if fact.kind == NEGATION and any(
            their_shingles.count(key) > our_shingles.count(key) and key not in their_places.at
            for key in fact.places
        ):
            return fact.word, ""
    return None


def _turned(found: tuple[str, str] | None) -> tuple[str, str] | None:
    return found and (found[1], found[0])


def _comparable(one: Fact, other: Fact) -> bool:
    return one.kind == other.kind or {one.kind, other.kind} == {NUMBER, DATE}


def _same(one: Fact, other: Fact) -> bool:
    """One fact in two spellings: a name shortened to its start, or two letters apart."""
    if one.kind != NAME or other.kind != NAME:
        return False
    short, long = sorted((one.word, other.word), key=len)
    if long.startswith(short):
        return True
    return len(short) >= LONG_NAME and edits(short, long) <= CLOSE_NAMES


def edits(one: str, other: str) -> int:
    """Insertions, deletions and substitutions between two words (Levenshtein 1966).

    >>> edits("kitten", "sitting")
    3
    """
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        above, row = row, [at]
        for (left, up), char_there in zip(pairwise(above), other, strict=True):
            row.append(min(up + 1, row[-1] + 1, left + (char != char_there)))
    return row[-1]
