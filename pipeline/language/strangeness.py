"""How strange the letters of a text stand: counts that speak for a wrong legacy page.

All counts are vectorised over UTF-16 code units and look at characters beyond ASCII and their
neighbours only, so that clean text costs next to nothing.

>>> strangeness("Wczoraj by³a w najwy¿szej formie").marks, strangeness("Wczoraj była").marks
(2, 0)
>>> strangeness("Åse og Øyvind fra Ærø").outside, strangeness("ðá þæ ñø żą ľô ğı ůő ţâ").outside > 4
(0, True)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.language.alphabets import alphabets

_BMP = 0x10000
# Marks that the code pages hold, and that stand neither inside a word nor straight before one.
_IN_WORD = "¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶¸¹º»¼½¾¿†‡•‣․‥…‰ƒˆ˜€∆≈√≤≥×÷‘‚“”„₫₪฿№"
_BEFORE_WORD = "¢¤¥¦¨¬¯±´µ¶¸¼½¾†‡ƒˆ˜∆≈√≤≥×÷∞∑∂∏∫◊⁄ﬁﬂ"
_CYRILLIC_BETWEEN = "‘“„—–"  # between small Cyrillic letters
_CYRILLIC_BEFORE = "€–—‘‚”„†‡•"  # after a space, before a small Cyrillic letter
_SMALL_CYRILLIC = frozenset(map(chr, range(0x430, 0x460)))
# Kinds of a character beyond ASCII; they are counted together, so each pair of kinds has a number.
_LETTER, _ACCENT, _CYRILLIC, _CAPITAL, _STRANGE = (1 << bit for bit in range(5))
_KIND_BITS = np.array([[number >> bit & 1 for bit in range(5)] for number in range(32)])
# Places: what a character, the one before and the one after have to be, a bit a condition.
_INNER_UPPER, _INNER_LOWER, _CONTROL, _INSIDE, _STRAIGHT, _EURO, _BETWEEN, _SPACED = (
    1 << bit for bit in range(8)
)


@dataclass(frozen=True, slots=True)
class Strangeness:
    """Counts of a sample: letters of kinds, capitals and marks in words, letters out of place."""

    letters: int = 0
    accents: int = 0  # U+00C0 to U+00FF
    cyrillic: int = 0
    cyrillic_capitals: int = 0
    strange: int = 0  # marks that text seldom holds
    inner_capitals: int = 0
    in_word: int = 0
    before_word: int = 0
    outside: int = 0  # letters that the best fitting language does not write
    beyond: int = 0  # letters beyond ASCII

    @property
    def marks(self) -> int:
        """Capitals and marks in or straight before words."""
        return self.inner_capitals + self.in_word + self.before_word

    @property
    def oddity(self) -> int:
        """Characters that stand where no language has them."""
        return self.outside + self.marks


@dataclass(frozen=True, slots=True)
class CodeUnits:
    """A text in UTF-16 code units with a space at both ends; where it goes beyond ASCII."""

    units: NDArray[np.uint16]
    beyond: NDArray[np.intp]

    def head(self, size: int) -> "CodeUnits":
        """The first `size` units, and what stands after them."""
        if len(self.units) <= size + 2:
            return self
        return CodeUnits(self.units[: size + 2], self.beyond[self.beyond <= size])


def code_units(text: str) -> CodeUnits:
    """The code units of a text; halves of UTF-16 characters pass."""
    units = np.frombuffer(f" {text} ".encode("utf-16-le", "surrogatepass"), np.uint16)
    return CodeUnits(units, np.flatnonzero(units > 0x7F))


def strangeness(text: str, languages: Iterable[str] | None = None) -> Strangeness:
    """The counts of a text; letters out of place are those of the best of `languages` (all)."""
    return Strangeness() if text.isascii() else measure(code_units(text), languages)


def measure(text: CodeUnits, languages: Iterable[str] | None = None) -> Strangeness:
    """The same for code units."""
    units, at = text.units, text.beyond
    if not len(at):
        return Strangeness()
    counts = np.bincount(_kinds()[units[at]], minlength=32) @ _KIND_BITS
    letters, accents, cyrillic, capitals, strange = counts.tolist()
    places = _places()
    met = places[1][units[at]] & places[0][units[at - 1]] & places[2][units[at + 1]]
    inner, in_word, straight = _places_met(met) if met.any() else (0, 0, 0)
    return Strangeness(
        letters=int(np.count_nonzero(_is_ascii_letter()[units])) + letters,
        accents=accents,
        cyrillic=cyrillic,
        cyrillic_capitals=capitals,
        strange=strange,
        inner_capitals=inner,
        in_word=in_word,
        before_word=straight,
        outside=_outside(units[at], languages) if letters else 0,
        beyond=letters,
    )


def _places_met(met: NDArray[np.uint8]) -> tuple[int, int, int]:
    """How often the conditions are met: capitals in words, marks in words, marks before words."""

    def count(*bits: int) -> int:
        return sum(int(np.count_nonzero(met & np.uint8(bit))) for bit in bits)

    return (
        count(_INNER_UPPER, _INNER_LOWER),
        count(_CONTROL, _INSIDE),
        count(_STRAIGHT, _EURO, _BETWEEN, _SPACED),
    )


def _outside(units: NDArray[np.uint16], languages: Iterable[str] | None) -> int:
    masks = _writers()[units]
    names = _bits() if languages is None else languages
    wanted = sum(1 << _bits()[name] for name in names)
    if int(np.bitwise_and.reduce(masks)) & wanted:
        return 0
    kinds, counts = np.unique(masks, return_counts=True)
    bits = np.array([bit for bit in _bits().values() if wanted >> bit & 1], np.uint64)
    missing = (kinds[:, None] >> bits[None, :]) & np.uint64(1) == 0
    return int((counts[:, None] * missing).sum(axis=0).min())


@cache
def _bits() -> dict[str, int]:
    return {name: bit for bit, name in enumerate(sorted(alphabets()))}


@cache
def _writers() -> NDArray[np.uint64]:
    """For each code unit the languages that write it, a bit a language; all bits for no letters.

    Scripts of which we know no alphabet are written by all.
    """
    table = np.full(_BMP, np.uint64(2**64 - 1))
    for point in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x5D0, 0x5EB)):
        if chr(point).isalpha():
            table[point] = 0
    for point in range(0x620, 0x6D4):
        if chr(point).isalpha():
            table[point] = 0
    for name, alphabet in alphabets().items():
        for char in {form for low in alphabet for form in (low, low.upper(), low.title())}:
            if len(char) == 1 and ord(char) < _BMP and ord(char) > 0x7F and char.isalpha():
                table[ord(char)] |= np.uint64(1 << _bits()[name])
    return table


@cache
def _is_ascii_letter() -> NDArray[np.bool_]:
    table = np.zeros(_BMP, np.bool_)
    table[0x41:0x5B] = table[0x61:0x7B] = True
    return table


@cache
def _kinds() -> NDArray[np.uint8]:
    table = np.zeros(_BMP, np.uint8)
    table[_that(str.isalpha)] |= _LETTER
    table[:0x80] = 0
    table[0xC0:0x100] |= _ACCENT
    table[0x400:0x530] |= _CYRILLIC
    table[0x400:0x430] |= _CAPITAL
    for low, high in ((0x80, 0xC0), (0x2010, 0x2045), (0x20AC, 0x20AD), (0x2122, 0x2123)):
        table[low:high] |= _STRANGE
    table[0x2500:0x25A0] |= _STRANGE
    return table


def _that(test: Callable[[str], bool]) -> NDArray[np.bool_]:
    """For each code unit whether its character passes a test."""
    return np.fromiter(map(test, map(chr, range(_BMP))), np.bool_, _BMP)


@cache
def _places() -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
    """For each code unit, which conditions it meets before, at and after the place looked at."""
    before, here, after = (np.zeros(_BMP, np.uint8) for _ in range(3))
    before |= _INNER_LOWER
    after |= _INNER_UPPER | _CONTROL
    letter, lower, upper = (_that(test) for test in (str.isalpha, str.islower, str.isupper))
    small, space = _that(_SMALL_CYRILLIC.__contains__), _that(" \n\t".__contains__)
    before[letter] |= _CONTROL | _INSIDE
    before[~letter] |= _STRAIGHT
    before[lower] |= _INNER_UPPER | _EURO
    before[small] |= _BETWEEN
    before[space] |= _SPACED
    after[letter] |= _INSIDE | _STRAIGHT
    after[~letter] |= _EURO
    after[small] |= _BETWEEN | _SPACED
    after[upper & (np.arange(_BMP) < 0x80)] |= _INNER_LOWER
    here[upper] |= _INNER_UPPER
    here[lower] |= _INNER_LOWER
    here[0x80:0xA0] |= _CONTROL
    here[0x2500:0x25A0] |= _INSIDE | _STRAIGHT
    for marks, bit in (
        (_IN_WORD, _INSIDE),
        (_BEFORE_WORD, _STRAIGHT),
        (_CYRILLIC_BETWEEN, _BETWEEN),
        (_CYRILLIC_BEFORE, _SPACED),
        ("€", _EURO),
    ):
        for mark in marks:
            here[ord(mark)] |= bit
    return before, here, after
