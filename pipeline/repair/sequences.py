"""Misread sequences: which of them are certain, and how they are read back.

Why text is like this: UTF-8 bytes were read through a single-byte page (`cafÃ©`, `GΓ¥r`, `m√∏rk`),
often for a part of a line only, because a page is put together from pieces. Wrong where the very
characters are meant: a capital before a mark (`IRMÃ”`, `5 Å²`), a formula (`√π`), Ukrainian `Ві`.
So a sequence counts as certain only if its characters never meet in ordinary text.

>>> read_back("Han mødte en mand i GÃ¥rden")
'Han mødte en mand i Gården'
>>> read_back("A IRMÃ” foi; 5 Å², √π, Від"), read_back("virt√π e m√∏rk")
('A IRMÃ” foi; 5 Å², √π, Від', 'virtù e mørk')
"""

import regex

from pipeline.language.alphabets import written_with
from pipeline.repair.pages import PAGES, decode_sequence, is_common, sequence_pattern

# Marks that print sets after a letter, and before one: there they prove nothing.
_AFTER = frozenset("‘’‚‛“”„‟«»‹›–—…•·\u00a0\u00ad²³¹°ºª™®©§´΄΅†‡€‰،؛؟׳״־")
# Persian and Hebrew set these inside words, and their code pages have them.
_JOINERS = frozenset("\u200c\u200d\u200e\u200f")
_BEFORE = frozenset("‘’‚‛“”„‟«»‹›–—…•·\u00a0\u00ad²³¹°ºª©®§´¿¡†‡€£¥№")
# What three-byte sequences hide in Western text: quotes, dashes, the joiners of Persian, a BOM.
_PRINT = frozenset("‘’‚“”„†•…‹›‐–—′″€™\u200b\u200c\u200d\u200e\u200f\u2028\u202f\u2060\ufeff")
_GLUE = frozenset("©®™§°¶")  # never between a capital that begins a word and the rest of it
_NO_WORD = frozenset("ÂÃ")  # neither is a word, nor begins one before a mark
_FORMULA = frozenset("πµΩ∂∑∏∫∞")
_WESTERN = ("sloppy-windows-1252", "latin-1")
_INNER_CAPITAL = regex.compile(r"\p{Ll}\p{Lu}")
_OTHER_SCRIPT = regex.compile(r"[\p{Greek}\p{Cyrillic}]")


def is_telling(lead: str, tail: str) -> bool:
    """Whether two neighbouring characters never meet in ordinary text.

    >>> is_telling("Ã", "¤"), is_telling("Ă", "ł"), is_telling("В", "і"), is_telling("Å", "²")
    (True, True, False, False)
    """
    if "\x80" <= tail <= "\x9f" or "\x80" <= lead <= "\x9f":
        return True
    if tail in _JOINERS or lead in _JOINERS:
        return False
    if lead == "ƒ":
        return True
    if lead.isalpha() and tail.isalpha():
        central = lead < "\u0250" and tail < "\u0250" and max(lead, tail) >= "\u0100"
        return central and lead.isupper() and not written_with(lead + tail)
    if lead.isalpha():
        return tail not in _AFTER
    if tail.isalpha():
        return lead not in _BEFORE
    return not _is_drawn(lead, tail) and (lead not in _AFTER or tail not in _BEFORE)


def is_telling_sequence(match: regex.Match[str]) -> bool:
    """Whether any two neighbours in a sequence never meet in ordinary text."""
    return any(map(is_telling, match[0], match[0][1:]))


def _is_drawn(lead: str, tail: str) -> bool:
    """Boxes, blocks and lines: they stand beside each other in drawings, but in no word."""
    return "\u2500" <= lead <= "\u25ff" and "\u2500" <= tail <= "\u25ff"


def is_capital_in_word(lead: str, tail: str) -> bool:
    """A capital before a mark, or two Latin letters: telling after a small letter (`byÅ‚`)."""
    return lead.isupper() and (not tail.isalpha() or tail in "ªº" or lead < "\u0250")


def is_certain(match: regex.Match[str], page: str) -> bool:
    """Whether a sequence, where it stands, can only be damage."""
    sequence = match[0]
    text = decode_sequence(sequence, page)
    if not text or not is_common(text):
        return False
    if len(sequence) > 2:
        if sequence.isalpha():
            # вЂњ and ΓÇÖ, but never тАЩ as in ПриватБанк.
            mixed = _OTHER_SCRIPT.match(sequence) and sequence[1] < "\u0250"
            return text in _PRINT and bool(mixed or sequence[1] == "Ђ")
        return text in _PRINT or is_telling_sequence(match)
    line, start, end = match.string, match.start(), match.end()
    before, after = line[start - 1 : start], line[end : end + 1]
    if _is_foreign_letter(*sequence):
        # A Greek or Cyrillic letter inside a Latin word: `fГёrste`, `rГҐd`.
        return (before.isascii() and before.isalpha()) or (after.isascii() and after.islower())
    in_word = after.isalpha() or (start > 1 and line[start - 2 : start].isalpha())
    return _is_certain_pair(sequence, before, after, in_word=in_word)


def _is_certain_pair(sequence: str, before: str, after: str, *, in_word: bool) -> bool:
    lead, tail = sequence[0], sequence[1]
    if before.islower() and is_capital_in_word(lead, tail):
        return True
    if lead in _NO_WORD and not before.isalnum():
        return True
    if _is_drawn(lead, tail):
        return in_word
    if lead.isalpha() and tail in _GLUE and after.islower() and not before.isalnum():
        return True
    if not is_telling(lead, tail) or before.isdigit():
        return False
    if lead.isalpha():
        return not before.isupper() or after.islower()
    # A formula holds √π; a word has a letter beside it.
    return in_word or tail not in _FORMULA


def could_be_certain(lead: str, tail: str) -> tuple[bool, bool]:
    """Whether a pair could be certain somewhere, and whether only beside an ASCII letter."""
    if _is_foreign_letter(lead, tail):
        return False, True
    somewhere = (
        is_capital_in_word(lead, tail)
        or lead in _NO_WORD
        or _is_drawn(lead, tail)
        or (lead.isalpha() and tail in _GLUE)
        or is_telling(lead, tail)
    )
    return somewhere, False


def _is_foreign_letter(lead: str, tail: str) -> bool:
    return (lead + tail).isalpha() and _OTHER_SCRIPT.match(lead) is not None


def read_back(line: str) -> str:
    """The line with its certain sequences read back, and with them all others of the same page."""
    found = []
    for page in PAGES:
        pattern = sequence_pattern(page)
        if any(is_certain(match, page) for match in pattern.finditer(line)):
            fixed = _read_page(line, page)
            for sibling in _WESTERN if page in _WESTERN else ():
                fixed = _read_page(fixed, sibling)
            found.append(fixed)
    return best_reading(found) or line


def best_reading(candidates: list[str]) -> str:
    """The text with the fewest capitals inside words, then with the letters of one language."""
    if len(candidates) < 2:
        return candidates[0] if candidates else ""
    return min(candidates, key=_oddity)


def _oddity(text: str) -> tuple[int, bool]:
    letters = "".join({char for char in text if char > "\x7f" and char.isalpha()})
    return len(_INNER_CAPITAL.findall(text)), not written_with(letters)


def _read_page(line: str, page: str) -> str:
    def decode(match: regex.Match[str]) -> str:
        text = decode_sequence(match[0], page)
        return text if text and is_common(text) else str(match[0])

    return str(sequence_pattern(page).sub(decode, line))
