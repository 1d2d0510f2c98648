"""Folding keys: one way to compare lines, used by phrases, repeats and site counts alike.

Width, case, accents, quote style, dashes, bullets in front and closing marks do not count. Leading
quote marks stay: a quoted line is not furniture. Columns of lines are folded at once, by Arrow: its
Unicode tables are the same on every Python.

>>> fold("• Read ALSO:")
'read also'
>>> repeat_keys(fold_lines(pa.array(["the words ''Donetsk''", "the words ”Donetsk”"]))).to_pylist()
['the words donetsk', 'the words donetsk']
>>> site_keys(fold_lines(pa.array(["12 comments", "3 comments"]))).to_pylist()
['0 comments', '0 comments']
"""

from functools import cache, lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import regex
from numpy.typing import NDArray

from pipeline.language import table
from pipeline.language.characters import (
    BMP,
    SURROGATES,
    characters,
    decoded,
    encoded,
    matches,
    text_bytes,
)

_SPACES = r"[\x{00a0}\x{200c}\t]"
_INVISIBLE = r"[\p{Cf}\p{Cc}]+"
# Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs, tatweel; Indic signs stay.
_MARKS = r"[\x{0300}-\x{036f}\x{0591}-\x{05c7}\x{064b}-\x{065f}\x{0670}\x{0640}]+"
_SIGNS = r"[\p{So}\p{Sm}]"  # in front and at the end as little worth as bullets
# What else goes there, and all of it in lines of ASCII, whose only such signs are + < = > | ~.
_LEAD = "\t\n\f\r -*:>|#+/~=.,()[]{}<"
_TAIL = "\t\n\f\r :.!|,;-*>()[]{}=/~+<"
# Characters whose folding is looked up one by one, once; Han and Hangul between them stay.
_LOOKED_UP = ((0x0000, 0x3400), (0xFB00, 0xFFFF))
# What lies between and is not sure to stay, and the last, which stands for all beyond.
_SURROUNDED = ((0x3400, 0x4E00), (0xA000, 0xAC00), (0xD7A4, 0xFB00), (0xFFFF, 0x10000))
# Marks, and the parts of Hangul letters, become one with their neighbours; what RE2 does not know
# yet may be a mark.
_JOINS = r"[\pM\x{1100}-\x{11ff}]|[^\pL\pM\pN\pP\pS\pZ\p{Cc}\p{Cf}]"
_DEPENDS, _NOTHING = 0xFFFFFFFF, 0xFFFFFFFE  # no code points
_SIGNS_END = 0x20000  # no sign has a code point from here on
_PRIVATE = range(0xE000, 0xF900)  # characters of private use
_PATTERN_TOKEN = regex.compile(r"\\[pP]\{[^}]*\}|\\.|\(\?[a-zA-Z:=!<]+|.", regex.S)


@cache
def _targets(name: str) -> tuple[NDArray[np.uint32], list[tuple[str, str]]]:
    """What characters are compared as, from folding.toml: one as one by code point, and others."""
    targets = table("folding")[name]
    one_as_one = {ord(char): ord(target) for char, target in targets.items() if len(target) == 1}
    points = np.arange(BMP if one_as_one else 0, dtype=np.uint32)
    points[list(one_as_one)] = list(one_as_one.values())
    return points, [(char, target) for char, target in targets.items() if len(target) != 1]


def _translated(lines: pa.Array, name: str) -> pa.Array:
    targets, others = _targets(name)
    for char, target in others:
        lines = pc.replace_substring(lines, char, target)
    if len(targets) == 0:
        return lines
    points, bounds = decoded(lines)
    there = np.where(points < BMP, targets[np.minimum(points, BMP - 1)], points)
    return encoded(there, bounds)


def _replaced(lines: pa.Array, *pairs: tuple[str, str]) -> pa.Array:
    for pattern, target in pairs:
        lines = pc.replace_substring_regex(lines, pattern, target)
    return lines


def _fold_letters(lines: pa.Array) -> pa.Array:
    lines = pc.utf8_normalize(_translated(lines, "signs"), "NFKD")
    lines = pc.utf8_lower(_replaced(lines, (_MARKS, "")))
    return _translated(pc.utf8_normalize(lines, "NFC"), "letters")


def _fold_one_by_one(lines: pa.Array) -> pa.Array:
    return _fold_letters(_replaced(lines, (_SPACES, " "), (_INVISIBLE, "")))


@cache
def _one_by_one() -> tuple[NDArray[np.uint32], list[str]]:
    """What each character becomes wherever it stands: another one, nothing, several (a stand-in,
    one of private use, for each such text of the list), or it depends."""
    table = np.arange(BMP, dtype=np.uint32)
    points = np.concatenate([np.arange(start, end, dtype=np.uint32) for start, end in _LOOKED_UP])
    singles = characters(points)
    folded = _fold_one_by_one(singles)
    size = pc.utf8_length(folded).to_numpy()
    longer = folded.filter(pa.array(size > 1)).dictionary_encode()
    becomes = np.full(len(points), _NOTHING, np.uint32)
    becomes[size == 1] = decoded(folded.filter(pa.array(size == 1)))[0]
    becomes[size > 1] = _PRIVATE.start + longer.indices.to_numpy()
    depends = matches(singles, _JOINS) | matches(folded, _JOINS)
    table[points] = np.where(depends, _DEPENDS, becomes)
    for start, end in _SURROUNDED:
        table[start:end] = _DEPENDS
    return table, longer.dictionary.to_pylist()


def _fold_wide(lines: pa.Array) -> pa.Array:
    """Letters folded, by the table; lines with a character that joins others as a whole."""
    table, longer = _one_by_one()
    points, bounds = decoded(lines)
    becomes = table.take(points, mode="clip")
    odd = np.flatnonzero(becomes >= _PRIVATE.start)
    special = becomes[odd]
    depends, gone, several = (
        odd[some] for some in (special == _DEPENDS, special == _NOTHING, special < _PRIVATE.stop)
    )
    becomes[depends] = ord("?")
    folded = encoded(np.delete(becomes, gone), bounds - np.searchsorted(gone, bounds))
    written_out = _holding(several, bounds)
    texts = folded.filter(written_out)
    for stand_in in np.unique(special[special < _PRIVATE.stop]).tolist():
        texts = pc.replace_substring(texts, chr(stand_in), longer[stand_in - _PRIVATE.start])
    folded = pc.replace_with_mask(folded, written_out, texts)
    again = _holding(depends, bounds)
    return pc.replace_with_mask(folded, again, _fold_one_by_one(lines.filter(again)))


def _holding(places: NDArray[np.int64], bounds: NDArray[np.int64]) -> pa.Array:
    """For each line: does it hold one of these places?"""
    return pa.array(np.diff(np.searchsorted(places, bounds)) > 0)


def fold_lines(lines: pa.Array) -> pa.Array:
    """The folding keys of a column of lines."""
    lines = lines.cast(pa.string())
    wide = pc.invert(pc.string_is_ascii(lines))
    other = _named_signs(_fold_wide(lines.filter(wide)))
    other = pc.utf8_rtrim(pc.utf8_ltrim(other, "·" + _LEAD + _signs()), _TAIL + _signs())
    narrow = _named_signs(pc.ascii_lower(lines))
    narrow = pc.ascii_rtrim(pc.ascii_ltrim(narrow, _LEAD), _TAIL)
    folded = pc.replace_with_mask(narrow, wide, other)
    uneven = pa.array(_may_be_uneven(folded))
    return pc.replace_with_mask(folded, uneven, _replaced(folded.filter(uneven), (r"\s+", " ")))


@cache
def _signs() -> str:
    points = np.delete(np.arange(_SIGNS_END, dtype=np.uint32), SURROGATES)
    return "".join(map(chr, points[matches(characters(points), _SIGNS)].tolist()))


def _may_be_uneven(lines: pa.Array) -> NDArray[np.bool_]:
    """Does white space that is not one space stand in a line? Now and then yes when it does not."""
    data, bounds = text_bytes(lines)
    doubled = np.append((data[1:] == ord(" ")) & (data[:-1] == ord(" ")), False)[: len(data)]
    return np.diff(np.searchsorted(np.flatnonzero(doubled | (data < ord(" "))), bounds)) > 0


def _named_signs(lines: pa.Array) -> pa.Array:
    return pc.replace_substring(pc.replace_substring(lines, "''", '"'), "(c)", "copyright ")


@lru_cache(maxsize=1 << 12)
def fold(line: str) -> str:
    """The folding key of one line."""
    return str(fold_lines(pa.array([line], pa.string()))[0].as_py())


@lru_cache(maxsize=1 << 12)
def fold_characters(text: str) -> str:
    """Fold letters only: case, accents, width, quotes and dashes; spaces and marks stay."""
    return str(_fold_letters(pa.array([text], pa.string()))[0].as_py())


def repeat_keys(folded: pa.Array) -> pa.Array:
    """From folded lines: quotes and dashes gone too, digits stay."""
    return pc.ascii_trim_whitespace(pc.replace_substring_regex(folded, r"[\"'\-\s]+", " "))


def site_keys(folded: pa.Array) -> pa.Array:
    """From folded lines: every number becomes 0."""
    return pc.replace_substring_regex(folded, r"\p{Nd}+", "0")


def _is_wide(token: str) -> bool:
    """Are there letters beyond ASCII in a piece of a pattern that is no escape and no group?"""
    return not (token.isascii() or token[0] == "\\" or token.startswith("(?"))


def fold_pattern(pattern: str) -> str:
    """Fold the letters of a phrase rule the way lines are folded; escapes and groups stay."""
    parts = _PATTERN_TOKEN.findall(pattern)
    wide = [at for at, part in enumerate(parts) if _is_wide(part)]
    folded = _fold_letters(pa.array([parts[at] for at in wide], pa.string())).to_pylist()
    for at, letters in zip(wide, folded, strict=True):
        parts[at] = letters.strip()
    return "".join(p.lower() if len(p) == 1 and p.isascii() and p.isalpha() else p for p in parts)
