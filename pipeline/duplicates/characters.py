"""What each character is to a tokenizer: its class, and the character it is compared as.

Case, width, accents written apart, digit scripts and Arabic vowel signs do not count: NFKC where it
gives one character, case folded; every decimal digit is an ASCII digit. Texts come in NFC.

>>> classes("Don’t pay ５ €!"), folded("Don’t pay ５ €!")
("Www'w www d  !", "don't pay 5 €!")
"""

import unicodedata
from bisect import bisect_right
from functools import cache

import numpy as np
from numpy.typing import NDArray

# One letter a class, so that a text becomes a string of classes a pattern can read.
CLASSES = " wWdc',._-\n!"
(
    SEPARATOR,
    LETTER,
    CAPITAL,
    DIGIT,
    CHARACTER,
    APOSTROPHE,
    COMMA,
    POINT,
    GAP,
    SKIPPED,
    NEWLINE,
    STOP,
) = range(len(CLASSES))


def _bounds(*ranges: tuple[int, int]) -> tuple[int, ...]:
    """Where each range begins, and where what follows it begins."""
    return tuple(bound for low, high in ranges for bound in (low, high + 1))


# Scripts without spaces: each character is a token. Thai, Lao, Myanmar, Khmer, Han, Kana, Bopomofo.
_UNSPACED = _bounds(
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3021, 0x312F),
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
# Hebrew points, Arabic vowel signs and tatweel, variation selectors: written or not, the word is
# one.
_UNWRITTEN = _bounds(
    (0x0591, 0x05BD),
    (0x0640, 0x0640),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0xFE00, 0xFE0F),
    (0xE0100, 0xE01EF),
)
_SPECIAL = {
    "'": APOSTROPHE,
    "\N{RIGHT SINGLE QUOTATION MARK}": APOSTROPHE,
    "\N{MODIFIER LETTER APOSTROPHE}": APOSTROPHE,
    ",": COMMA,
    ".": POINT,
    # Spaces that stand between the digits of one number.
    "\N{NO-BREAK SPACE}": GAP,
    "\N{NARROW NO-BREAK SPACE}": GAP,
    "\N{THIN SPACE}": GAP,
    "\n": NEWLINE,
}
# A capital after one of these says nothing about a name.
_STOPS = frozenset('!?:;…"“”„«»‹›‘()[]{}|—–•·*。！？：；「」『』，、،؛؟।॥։።')


def _within(code: int, bounds: tuple[int, ...]) -> bool:
    return bisect_right(bounds, code) % 2 == 1


def _folded(char: str, category: str) -> str:
    if category == "Nd":
        return str(unicodedata.digit(char))
    plain = unicodedata.normalize("NFKC", char)
    for form in (plain.casefold(), plain.lower(), plain):
        if len(form) == 1:
            return form
    return char


@cache
def character(code: int) -> tuple[int, int]:
    """Class and folded code point of a code point; lone surrogates and unknown ones separate."""
    char = chr(code)
    if char in _SPECIAL:
        kind = _SPECIAL[char]
        return kind, ord("'") if kind == APOSTROPHE else code
    if char in _STOPS:
        return STOP, code
    category = unicodedata.category(char)
    if category == "Cf" or _within(code, _UNWRITTEN):
        return SKIPPED, code
    if category[0] not in "LMN":
        return SEPARATOR, code
    same = ord(_folded(char, category))
    if category == "Nd":
        return DIGIT, same
    if category[0] in "LM" and _within(same, _UNSPACED):
        return CHARACTER, same
    return (CAPITAL if category in ("Lu", "Lt") else LETTER), same


@cache
def page(number: int) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Classes and folded code points of the 256 characters from ``256 * number``."""
    both = [character(code) for code in range(number << 8, (number + 1) << 8)]
    return np.array([kind for kind, _ in both], np.uint8), np.array([s for _, s in both], np.uint32)


class _Classes(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = CLASSES[character(code)[0]]
        return self[code]


class _Folded(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = chr(character(code)[1])
        return self[code]


_classes, _same = _Classes(), _Folded()


def classes(text: str) -> str:
    """The text as a string of classes, one letter a character."""
    return text.translate(_classes)


def folded(text: str) -> str:
    """The text as it is compared, one character for one."""
    return text.translate(_same)
