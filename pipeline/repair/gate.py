"""The fast path: whether any repair could change a text, decided at memory speed.

`may_change(text, settings)` False means that no step of `repair_line` changes any line of it, and
that its letters are not strange enough for a legacy page. True means nothing but "look closer".

The proof: every repair of mojibake asks for a pair of neighbours that `sequences` calls telling, or
that it names beside them; the pairs of all code pages are listed here, by those very functions.
Controls, litter and separators are single characters; entities need an ampersand; NFC is asked of
`unicodedata` where a character is not quick to pass. A property test holds the fast path against
the slow one.
"""

import unicodedata
from collections import defaultdict
from functools import cache

import numpy as np
import regex
from numpy.typing import NDArray

from pipeline.language.strangeness import CodeUnits, code_units
from pipeline.repair.controls import LITTER
from pipeline.repair.entities import ENTITY
from pipeline.repair.pages import PAGES, decode_sequence, page_characters
from pipeline.repair.sequences import could_be_certain, is_telling
from pipeline.settings import Repair

_BMP = 0x10000
_PLAIN_ASCII = bytes([9, 10, *range(0x20, 0x7F)])
_ABOVE_ASCII = bytes(range(0x80, 0x100))
_SINGLE, _PAIRED, _NFC, _HALF = 1, 2, 4, 8
_LONE_HALF = regex.compile("[\ud800-\udfff]")


def may_change(text: str, settings: Repair, units: CodeUnits | None = None) -> bool:
    """False only when no repair of lines could change the text. `units` are those of the text."""
    if settings.quotes == "straight" and not text.isascii():
        return True
    if settings.quotes == "repair" and "''" in text:
        return True
    if "&" in text and ENTITY.search(text):
        return True
    if text.isascii():
        return bool(text.encode().translate(None, _PLAIN_ASCII))
    if text.encode("utf-8", "surrogatepass").translate(None, _PLAIN_ASCII + _ABOVE_ASCII):
        return True
    return _beyond_ascii_may_change(text, units or code_units(text))


def _beyond_ascii_may_change(text: str, given: CodeUnits) -> bool:
    units, at = given.units, given.beyond
    kinds = _kinds()[units[at]]
    union = int(np.bitwise_or.reduce(kinds))
    if union & _SINGLE:
        return True
    if union & _PAIRED:
        places = at[(kinds & np.uint8(_PAIRED)) != 0]
        number, pairs = _pairs()
        here = number[units[places]]
        if pairs[number[units[places - 1]], here].any():
            return True
        if pairs[here, number[units[places + 1]]].any():
            return True
    if union & _HALF and _LONE_HALF.search(text):
        return True
    return bool(union & (_NFC | _HALF)) and not unicodedata.is_normalized("NFC", text)


@cache
def _kinds() -> NDArray[np.uint8]:
    """For each code unit: a repair by itself, a member of a telling pair, not quick to pass NFC."""
    table = np.zeros(_BMP, np.uint8)
    for char in (*LITTER, "\u2028", "\u2029", *map(chr, range(0x80, 0xA0))):
        table[ord(char)] |= _SINGLE
    for left, right in telling_pairs():
        for char in (left, right):
            if char > "\x7f":
                table[ord(char)] |= _PAIRED
    for point in range(0x80, _BMP):
        char = chr(point)
        if 0xD800 <= point < 0xE000:
            table[point] |= _HALF
            continue
        decomposes = not unicodedata.is_normalized("NFC", char)
        if decomposes or unicodedata.combining(char) or point in _joins_back():
            table[point] |= _NFC
    return table


@cache
def _joins_back() -> frozenset[int]:
    """Characters that compose with the letter before them without being combining marks."""
    found = {*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)}
    for point in range(0x80, _BMP):
        parts = unicodedata.decomposition(chr(point)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            found.add(int(parts[1], 16))
    return frozenset(found)


@cache
def _pairs() -> tuple[NDArray[np.uint16], NDArray[np.bool_]]:
    """A number for each code unit (0: in no pair), and whether two numbers are a telling pair."""
    pairs = telling_pairs()
    chars = sorted({char for pair in pairs for char in pair})
    number = np.zeros(_BMP, np.uint16)
    for index, char in enumerate(chars, 1):
        number[ord(char)] = index
    matrix = np.zeros((len(chars) + 1, len(chars) + 1), np.bool_)
    for left, right in pairs:
        matrix[number[ord(left)], number[ord(right)]] = True
    return number, matrix


@cache
def telling_pairs() -> frozenset[tuple[str, str]]:
    """Every pair of neighbours without which no mojibake is read back."""
    letters = [chr(point) for point in range(0x41, 0x7B) if chr(point).isalpha()]
    small = {chr(point) for point in range(0x61, _BMP) if chr(point).islower()}
    found = {("â", "€"), ("Ã", " ")} | {(letter, "Ã") for letter in small}
    beside: defaultdict[str, set[str]] = defaultdict(set)  # what may stand behind a character
    for page in PAGES:
        tails = page_characters(page, 0x80, 0xC0)
        for left in (*page_characters(page, 0xC2, 0xF5), *tails):
            beside[left].update(tails)
        for lead in page_characters(page, 0xC2, 0xE0):
            for tail in tails:
                if not decode_sequence(lead + tail, page):
                    continue
                alone, after_letter = could_be_certain(lead, tail)
                if alone:
                    found.add((lead, tail))
                elif after_letter:
                    found.update((letter, lead) for letter in letters)
                    found.update((tail, letter) for letter in letters if letter.islower())
        for lead in page_characters(page, 0xE0, 0xF0):
            found.update((lead, tail) for tail in tails if _opens_print(lead + tail, page))
    for left, rights in beside.items():
        found.update((left, right) for right in rights if is_telling(left, right))
    return frozenset(found)


def _opens_print(pair: str, page: str) -> bool:
    """Whether a pair begins the quotes, dashes and joiners of U+2000 to U+2122, or a BOM."""
    data = pair.encode(page)
    return data in (b"\xe2\x80", b"\xe2\x81", b"\xe2\x82", b"\xe2\x84", b"\xef\xbb")
