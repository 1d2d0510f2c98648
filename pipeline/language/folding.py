"""Folding keys: one way to compare lines, used by phrases, repeats and site counts alike.

Width, case, accents, quote style, dashes, bullets in front and closing marks do not count. Leading
quote marks stay: a quoted line is not furniture.

>>> fold("• Read ALSO:")
'read also'
>>> repeat_key(fold("the words ''Donetsk''")) == repeat_key(fold("the words ”Donetsk”"))
True
>>> site_key(fold("12 comments")) == site_key(fold("3 comments"))
True
"""

import unicodedata
from functools import cache, lru_cache

import regex

from pipeline.language import table

_INVISIBLE = regex.compile(r"[\p{Cf}\p{Cc}]+")
# Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs, tatweel; Indic signs stay.
_MARKS = regex.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0640]+")
_LEAD = regex.compile(r"^[\s\-*·>|#+/~=:.,()\[\]{}\p{So}\p{Sm}]+")
_TAIL = regex.compile(r"[\s:.!|,;\-*>()\[\]{}=/~+\p{So}\p{Sm}]+$")
_QUOTES_AND_DASHES = regex.compile(r"[\"'\-\s]+")
_DIGITS = regex.compile(r"\d+")
_PATTERN_TOKEN = regex.compile(r"\\[pP]\{[^}]*\}|\\.|\(\?[a-zA-Z:=!<]+|.", regex.S)


@cache
def _same() -> dict[int, str]:
    return {ord(char): same for char, same in table("folding").items()}


def fold_characters(text: str) -> str:
    """Fold letters only: case, accents, width, quotes and dashes; spaces and marks stay."""
    text = unicodedata.normalize("NFKD", text.translate(_same()))
    text = unicodedata.normalize("NFC", _MARKS.sub("", text)).translate(_same())
    return str(text.casefold().translate(_same()))


@lru_cache(maxsize=1 << 16)
def fold(line: str) -> str:
    """The folding key of a line, for phrase rules."""
    if line.isascii():
        text = str(line.casefold())
    else:
        for space in "\u00a0\u200c\t":
            line = line.replace(space, " ")
        text = fold_characters(_INVISIBLE.sub("", line))
    text = text.replace("''", '"').replace("(c)", "copyright ")
    return " ".join(_TAIL.sub("", _LEAD.sub("", text)).split())


def repeat_key(folded: str) -> str:
    """From a folded line: quotes and dashes gone too, digits stay."""
    return str(_QUOTES_AND_DASHES.sub(" ", folded)).strip()


def site_key(folded: str) -> str:
    """From a folded line: every number becomes 0."""
    return str(_DIGITS.sub("0", folded))


def fold_pattern(pattern: str) -> str:
    """Fold the letters of a phrase rule the way lines are folded; escapes and groups stay."""
    parts = [
        token
        if token[0] == "\\" or token.startswith("(?") or token.isascii()
        else fold_characters(token).strip()
        for token in _PATTERN_TOKEN.findall(pattern)
    ]
    return "".join(p.lower() if len(p) == 1 and p.isascii() and p.isalpha() else p for p in parts)
