"""Hard-wrapped documents: lines cut at a fixed width, joined to the paragraphs they are.

Why text is like this: mail, terminals and old archives cut lines at 60 to 80 characters. Wrong for
verse, lists, tables, code and one sentence a line; so the whole document has to be wrapped at one
width: its line ends could not have held the next word, or they end a paragraph.

>>> joins(["The ferry that left the pier at night came back with all of its guests", "asleep."])
[]
"""

from itertools import pairwise

import regex

_LONG = 40  # characters: a line that is text and not a heading
_WIDEST = 120
_LEAST_LINES = 12
_LEAST_PAIRS = 10
_FULL_SHARE = 0.6  # ends that could not have held the next word
_PARAGRAPH_SHARE = 0.9  # of the other ends: they end a sentence, because a paragraph ends there
_SENTENCE_SHARE = 0.35  # full ends that end a sentence: above it is verse, or a sentence a line
_STRUCTURE_SHARE = 0.05  # lines that begin like lists, tables, code
_STRUCTURE = regex.compile(r"\s*(?:[-*•|+>#]|\d+[.)])\s|\|.*\||[ \t]{2,}\S")
_SENTENCE_END = regex.compile(r"[.!?…:。][\"”’»)\]]*$")
_CUT_WORD = regex.compile(r"(\p{L}+)(-+|\u2010)$")
_FIRST_WORD = regex.compile(r"\p{L}+")
# After a suspended hyphen: "pre- and post-war", "Vor- und Nachmittag".
_SUSPENDED = frozenset(
    ["and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e", "en", "of", "och", "og"]
)


def joins(lines: list[str]) -> list[tuple[int, int, str]]:
    """The paragraphs to join: first line, one past the last, their text; empty if not wrapped."""
    if not _is_wrapped(lines):
        return []
    width = max(len(line) for line in lines)
    known = set(regex.findall(r"\p{L}+", "\n".join(lines).lower()))
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(lines):
        end, text = at + 1, lines[at]
        while end < len(lines) and _is_full(lines[end - 1], lines[end], width):
            text = _append(text, lines[end], known)
            end += 1
        if end - at > 1:
            found.append((at, end, text))
        at = end
    return found


def _is_wrapped(lines: list[str]) -> bool:
    if len(lines) < _LEAST_LINES or max(map(len, lines)) > _WIDEST:
        return False
    if sum(len(line) >= _LONG for line in lines) < _LEAST_LINES:
        return False
    if sum(bool(_STRUCTURE.match(line)) for line in lines) > _STRUCTURE_SHARE * len(lines):
        return False
    width = max(map(len, lines))
    pairs = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip()]
    if len(pairs) < _LEAST_PAIRS:
        return False
    full = [a for a, b in pairs if _is_full(a, b, width)]
    other = [a for a, b in pairs if not _is_full(a, b, width)]
    return (
        len(full) >= _FULL_SHARE * len(pairs)
        and _sentence_ends(full) <= _SENTENCE_SHARE * len(full)
        and _sentence_ends(other) >= _PARAGRAPH_SHARE * len(other) - 1
    )


def _sentence_ends(lines: list[str]) -> int:
    return sum(_SENTENCE_END.search(line) is not None for line in lines)


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the next line had no room on this one."""
    if not line.strip() or not following.strip():
        return False
    if _STRUCTURE.match(following) and _SENTENCE_END.search(line):
        return False
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width


def _append(text: str, line: str, known: set[str]) -> str:
    cut = _CUT_WORD.search(text)
    rest = _FIRST_WORD.match(line)
    if cut is None or rest is None or line.split(maxsplit=1)[0] in _SUSPENDED:
        return f"{text} {line}"
    # The hyphen goes only if the document has the whole word elsewhere.
    whole = (cut[1] + rest[0]).lower() in known
    return (text[: -len(cut[2])] if whole else text) + line
