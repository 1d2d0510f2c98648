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

from collections.abc import Iterable
from functools import cache, lru_cache

import pyarrow as pa
import pyarrow.compute as pc
import regex

from pipeline.language import table

_SPACES = r"[\x{00a0}\x{200c}\t]"
_INVISIBLE = r"[\p{Cf}\p{Cc}]+"
# Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs, tatweel; Indic signs stay.
_MARKS = r"[\x{0300}-\x{036f}\x{0591}-\x{05c7}\x{064b}-\x{065f}\x{0670}\x{0640}]+"
_LEAD = r"^[\s\-*·>|#+/~=:.,()\[\]{}\p{So}\p{Sm}]+"
_TAIL = r"[\s:.!|,;\-*>()\[\]{}=/~+\p{So}\p{Sm}]+$"
_PATTERN_TOKEN = regex.compile(r"\\[pP]\{[^}]*\}|\\.|\(\?[a-zA-Z:=!<]+|.", regex.S)


@cache
def _classes(name: str) -> tuple[tuple[str, str], ...]:
    """Pairs of (pattern of the characters, what they are compared as) from folding.toml."""
    targets: dict[str, list[str]] = {}
    for char, target in table("folding")[name].items():
        targets.setdefault(target, []).append(rf"\x{{{ord(char):04x}}}")
    return tuple((f"[{''.join(chars)}]", target) for target, chars in targets.items())


def _replaced(lines: pa.Array, pairs: Iterable[tuple[str, str]]) -> pa.Array:
    for pattern, target in pairs:
        lines = pc.replace_substring_regex(lines, pattern, target)
    return lines


def _fold_letters(lines: pa.Array) -> pa.Array:
    lines = pc.utf8_normalize(_replaced(lines, _classes("signs")), "NFKD")
    lines = pc.utf8_lower(pc.replace_substring_regex(lines, _MARKS, ""))
    return _replaced(pc.utf8_normalize(lines, "NFC"), _classes("letters"))


def fold_lines(lines: pa.Array) -> pa.Array:
    """The folding keys of a column of lines."""
    ascii_only = pc.string_is_ascii(lines)
    other = lines.filter(pc.invert(ascii_only))
    other = _replaced(other, ((_SPACES, " "), (_INVISIBLE, "")))
    folded = pc.replace_with_mask(
        pc.ascii_lower(lines.cast(pa.string())), pc.invert(ascii_only), _fold_letters(other)
    )
    folded = pc.replace_substring(pc.replace_substring(folded, "''", '"'), "(c)", "copyright ")
    return _replaced(folded, ((_LEAD, ""), (_TAIL, ""), (r"\s+", " ")))


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


def fold_pattern(pattern: str) -> str:
    """Fold the letters of a phrase rule the way lines are folded; escapes and groups stay."""
    parts = [
        token
        if token[0] == "\\" or token.startswith("(?") or token.isascii()
        else fold_characters(token).strip()
        for token in _PATTERN_TOKEN.findall(pattern)
    ]
    return "".join(p.lower() if len(p) == 1 and p.isascii() and p.isalpha() else p for p in parts)
