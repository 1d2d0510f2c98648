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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from pipeline.duplicates.shingles import run_hash
from pipeline.duplicates.tokens import WORD_WEIGHT, Token, character_hash, word_hash

NUMBER, DATE, NAME, NEGATION = 1, 2, 3, 4
SIDE = 3 * WORD_WEIGHT  # three words on one side place a fact ...
AROUND = 2 * WORD_WEIGHT  # ... or two on both sides
CLOSE_NAMES = 2  # edits between spellings of one name of at least
LONG_NAME = 5  # letters
_SALT_RIGHT, _SALT_AROUND = 0x5BD1E995, 0x1B873593


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
    """The facts of a text, in order; a name is a capital inside a sentence."""
    table, hashes = listed(), [token.hash for token in found]
    line, lines = 0, []
    for token in found:
        line += token.opens_line
        lines.append(line)
    facts: list[Fact] = []
    for at, token in enumerate(found):
        kind, value = table.get(token.word, (0, ""))
        if token.number:
            kind, value = NUMBER, number_value(token.word)
        elif not kind and token.capital and not token.opens_sentence:
            kind, value = NAME, token.word
        if kind == NEGATION:
            facts.append(_negation(found, at, value))
        elif kind:
            left = _side(found, lines, at, -1)
            right = _side(found, lines, at, 1)
            facts.append(Fact(kind, value, *_places(hashes, at, left, right)))
    return [fact for fact in facts if fact.places]


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
    after = run_hash([_SALT_RIGHT, *hashes[at + 1 : at + 1 + right[0]]]) if right[0] else 0
    both = 0
    if left[1] and right[1]:
        beside = [*hashes[at - left[1] : at], *hashes[at + 1 : at + 1 + right[1]]]
        both = run_hash([_SALT_AROUND, *beside])
    return before, after, both


def _negation(found: Sequence[Token], at: int, without: str) -> Fact:
    """The two shingles that would run across the place without the negation."""
    instead = [word_hash(without)] if without else []
    if found[at].weight != WORD_WEIGHT:
        instead = [character_hash(char) for char in without]
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
    our_shingles: Iterable[int] = (),
    their_shingles: Iterable[int] = (),
) -> tuple[str, str] | None:
    """The first fact of ours that theirs tells otherwise in the same place, or None.

    A fact that stands in an equal place of its own in the other text does not conflict: there a
    sentence was cut or moved.
    """
    our_places, their_places = _by_place(ours), _by_place(theirs)
    for fact in ours:
        if fact.kind == NEGATION:
            continue
        found = [other for key in fact.places for other in their_places.get(key, ())]
        if any(other.word == fact.word for other in found):
            continue
        for other in found:
            if not _comparable(fact, other) or _same(fact, other):
                continue
            mirrored = (mine for key in other.places for mine in our_places.get(key, ()))
            if all(mine.word != other.word for mine in mirrored):
                return fact.word, other.word
    return _negated(ours, their_places, frozenset(their_shingles)) or _turned(
        _negated(theirs, our_places, frozenset(our_shingles))
    )


def _by_place(listed: Sequence[Fact]) -> dict[int, list[Fact]]:
    places: dict[int, list[Fact]] = {}
    for fact in listed:
        for key in fact.places:
            places.setdefault(key, []).append(fact)
    return places


def _negated(
    ours: Sequence[Fact],
    their_places: dict[int, list[Fact]],
    their_shingles: frozenset[int],
) -> tuple[str, str] | None:
    for fact in ours:
        if fact.kind != NEGATION or not any(key in their_shingles for key in fact.places):
            continue
        if not any(key in their_places for key in fact.places):
            return fact.word, "nothing"
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
