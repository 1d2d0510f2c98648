"""Two extractions of one page as one text: the exact one, and what it lost.

>>> lost = "Two of them sat in the bar, he said, and waited."
>>> joined("It was late.\\nThey left.", f"It was late.\\n{lost}\\nThey left.", "").count(lost)
1
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence

import regex

from pipeline.language.words import word_weight

_PROSE = 8.0  # words of a line of prose
_SHARED = 0.2  # of the base's characters that the second has too, before the two are compared
_FOUND_INSIDE = 25  # letters from which a line may be a part of a longer one
_LONG = 6  # lines from which a lost run may be a list of other stories
_LONG_IS_TEXT = 0.7  # share of prose, in characters, from which such a run is text
_REST = 0.5  # of the base's characters: prose after its last line that is this long ...
_REST_IS_TEXT = 0.9  # ... and almost alone there is the rest of the text
_SENTENCE = regex.compile(r"[.!?…。！？，,]")
_KEY = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_HEADING = re.compile(r"<h[12][^>]{0,500}>(.{1,600}?)</h[12]>", re.S | re.I)
_TITLE = re.compile(r"<title[^>]{0,200}>(.{1,1000}?)</title>", re.S | re.I)
_TAG = re.compile(r"<[^>]{0,2000}>")
_LONGEST_TITLE = 250
_FIRST_LINES = 80


class Lines:
    """Lines, and their letters and digits, by which they are found again.

    >>> text = Lines(["It was late; all of them left the old harbour before noon."])
    >>> text.has("All of them left the old harbour before NOON!"), text.has("late")
    (True, False)
    """

    __slots__ = ("_known", "_text", "keys", "lines")

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = [line for line in lines if line and not line.isspace()]
        self.keys = [_key(line) for line in self.lines]
        self._known = frozenset(self.keys)
        self._text = "".join(self.keys)

    def has(self, line: str) -> bool:
        """Whether the line is one of these, or, if it is long, stands in them."""
        return self.has_key(_key(line))

    def has_key(self, key: str) -> bool:
        """The same for a line's letters and digits."""
        return bool(key) and (
            key in self._known or (len(key) > _FOUND_INSIDE and key in self._text)
        )

    def names(self, line: str) -> bool:
        """Whether the line's letters and digits stand anywhere in these."""
        return _key(line) in self._text

    def lacks_one(self, key: str, other: "Lines") -> bool:
        """Whether the key is only a part of a line here, and the other text has it more often.

        Then it is a line of its own there, such as a lead that the first paragraph repeats.
        """
        return key not in self._known and other._text.count(key) > self._text.count(key)


def joined(exact: str, wide: str, title: str, refused: Lines | None = None) -> str:
    """The page's headline, the exact text, and what the wide one has between these lines.

    Between the headline and the first line stands the lead, which the exact one often loses: so the
    headline counts as a line of the text. Lines that are refused do not come back.
    """
    refused = refused or Lines([])
    other = Lines(line.strip() for line in wide.split("\n"))
    base = _without_edges(Lines(exact.split("\n")), other)
    if not base.lines:
        base = Lines(line for line in other.lines if is_prose(line) and not refused.has(line))
    if not base.lines:
        return ""
    if title and not base.names(title):
        base = Lines([title, *base.lines])
    return "\n".join(_with_lost(base, other, refused))


def _without_edges(base: Lines, other: Lines) -> Lines:
    """The base without the first and last lines that the other extractor has not found either."""
    shared = [other.has_key(key) for key in base.keys]
    size = sum(len(line) for line, is_shared in zip(base.lines, shared, strict=True) if is_shared)
    if size <= _SHARED * sum(map(len, base.lines)) or (shared[0] and shared[-1]):
        return base
    return Lines(base.lines[shared.index(True) : len(shared) - shared[::-1].index(True)])


def _with_lost(base: Lines, other: Lines, refused: Lines) -> list[str]:
    """The base's lines, each followed by what was lost after it."""
    lost: dict[str, list[str]] = {}
    for anchor, run, is_last in _runs(base, other):
        found = _rest_of(run, base, refused) if is_last else _text_of(run, refused)
        lost.setdefault(anchor, []).extend(found)
    lines: list[str] = []
    for line, key in zip(base.lines, base.keys, strict=True):
        lines.append(line)
        for anchor in [
            one for one in lost if one == key or (len(one) > _FOUND_INSIDE and one in key)
        ]:
            lines += lost.pop(anchor)
    return lines + [line for left in lost.values() for line in left]


def _runs(base: Lines, other: Lines) -> Iterator[tuple[str, list[str], bool]]:
    """What the base lacks of the other: the key of the line before, the lines, whether the last."""
    anchor, run = "", list[str]()
    for line, key in zip(other.lines, other.keys, strict=True):
        if not base.has_key(key) or base.lacks_one(key, other):
            run.append(line)
            continue
        if anchor and run:
            yield anchor, run, False
        anchor, run = key, []
    if anchor and run:
        yield anchor, run, True


def _text_of(run: Sequence[str], refused: Lines) -> list[str]:
    """The prose of a run between two lines of text, and single lines: headings, captions."""
    prose = [is_prose(line) for line in run]
    if len(run) >= _LONG and _share(run, prose) < _LONG_IS_TEXT:
        return []
    before, after = [True, *prose], [*prose[1:], True]
    kept = [is_text or (b and a) for is_text, b, a in zip(prose, before, after, strict=False)]
    return [line for line, keep in zip(run, kept, strict=True) if keep and not refused.has(line)]


def _rest_of(run: Sequence[str], base: Lines, refused: Lines) -> list[str]:
    """The prose after the last line of the base, if it is the second half of the text."""
    left = [line for line in run if not refused.has(line)]
    prose = [is_prose(line) for line in left]
    found = [line for line, is_text in zip(left, prose, strict=True) if is_text]
    is_rest = sum(map(len, found)) > _REST * sum(map(len, base.lines))
    return found if is_rest and _share(left, prose) > _REST_IS_TEXT else []


def _share(lines: Sequence[str], prose: Sequence[bool]) -> float:
    """The share of prose in the lines, by characters."""
    found = sum(len(line) for line, is_text in zip(lines, prose, strict=True) if is_text)
    return found / sum(map(len, lines))


def is_prose(line: str) -> bool:
    """Whether a line has some words, and the marks of a sentence."""
    return _SENTENCE.search(line) is not None and word_weight(line) >= _PROSE


def headline(page: str, title: str, wide: str) -> str:
    """The page's headline: a heading or a first line that its title names; "" if there is none."""
    named = _TITLE.search(page)
    titles = f"{_key(_plain(named[1]) if named else '')}|{_key(title)}"
    lines = [_plain(match) for match in _HEADING.findall(page)[:30]]
    lines += [line.strip() for line in wide.split("\n")[:_FIRST_LINES]]
    fitting = [line for line in lines if _names_page(line, titles)]
    return max(fitting, key=lambda line: len(_key(line)), default="")


def _names_page(line: str, titles: str) -> bool:
    key = _key(line)
    return len(line) < _LONGEST_TITLE and len(key) >= 8 and word_weight(line) >= 2 and key in titles


def _plain(part: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", part)).split())


def _key(line: str) -> str:
    return "".join(_KEY.findall(line.casefold()))
