"""Tokens of a text: words, numbers, and single characters of scripts without spaces.

Only these count when two texts are compared: not punctuation, case, quote style, digit grouping.

>>> [token.word for token in tokens("“Don’t,” he said: 1,000 of 3.5\u00a0million")]
['dont', 'he', 'said', '1000', 'of', '3.5', 'million']
>>> [token.word for token in tokens("東京 2031")], [token.weight for token in tokens("東京 2031")]
(['東', '京', '2031'], [1, 1, 2])
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pipeline.duplicates.characters import classes, folded

WORD_WEIGHT, CHARACTER_WEIGHT = 2, 1
MASK = (1 << 64) - 1

# Three digits after a mark are a group (1,000; 1.000; 1'000; 1 000); other digits are a fraction.
_TOKEN = re.compile(
    r"[wWd](?:[wWd-]|(?<=[wW])'(?=[wW])|(?<=d)[,.'_](?=ddd(?!d))|(?<=d)[,.](?=d))*|c"
)
_FRACTION = re.compile(r"(?<=d)[,.](?!ddd(?!d))")


@dataclass(frozen=True, slots=True)
class Token:
    """A token: the word as it is compared, its hash, what stands around it, and its span."""

    word: str
    hash: int
    weight: int
    number: bool
    capital: bool
    opens_line: bool
    opens_sentence: bool
    start: int
    end: int


def normalized(text: str) -> str:
    """The text in NFC: composed and decomposed accents are one."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def tokens(text: str) -> list[Token]:
    """Tokens of a text in NFC, in order."""
    kinds, same = classes(text), folded(text)
    found: list[Token] = []
    last = 0
    for match in _TOKEN.finditer(kinds):
        start, end = match.span()
        kind = kinds[start:end]
        between = kinds[last:start]
        opens_line = not found or "\n" in between
        word = same[start:end] if kind.isalpha() else _joined(kind, same[start:end])
        found.append(
            Token(
                word,
                character_hash(word) if kind == "c" else word_hash(word),
                CHARACTER_WEIGHT if kind == "c" else WORD_WEIGHT,
                "d" in kind,
                kind[0] == "W",
                opens_line,
                opens_line or "." in between or "!" in between,
                start,
                end,
            )
        )
        last = end
    return found


def _joined(kind: str, word: str) -> str:
    """A word without the marks inside it; the mark of a fraction becomes a point."""
    fractions = {match.start() for match in _FRACTION.finditer(kind)}
    return "".join(
        "." if at in fractions else char
        for at, char in enumerate(word)
        if kind[at].isalpha() or at in fractions
    )


def fmix64(value: int) -> int:
    """The finalizer of MurmurHash3 (Appleby, public domain): every bit moves every other."""
    value ^= value >> 33
    value = value * 0xFF51AFD7ED558CCD & MASK
    value ^= value >> 33
    value = value * 0xC4CEB9FE1A85EC53 & MASK
    return value ^ (value >> 33)


@lru_cache(maxsize=1 << 17)
def word_hash(word: str) -> int:
    """FNV-1a over code points (Fowler, Noll, Vo), then mixed."""
    value = 0xCBF29CE484222325
    for char in word:
        value = (value ^ ord(char)) * 0x100000001B3 & MASK
    return fmix64(value)


@lru_cache(maxsize=1 << 17)
def bytes_hash(data: bytes) -> int:
    """FNV-1a over bytes, then mixed."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & MASK
    return fmix64(value)


@lru_cache(maxsize=1 << 16)
def character_hash(char: str) -> int:
    """The hash of a single-character token, apart from that of a word of one letter."""
    return fmix64(ord(char) + 0x9E3779B97F4A7C15 & MASK)


def token_hash(word: str) -> int:
    """The hash a word has as a token."""
    return (character_hash if classes(word) == "c" else word_hash)(word)
