"""Two extractions of one page as one text: the exact one, and what it lost.

>>> lost = "Two of them sat in the bar, he said, and waited."
>>> joined("It was late.\\nThey left.", f"It was late.\\n{lost}\\nThey left.", "").count(lost)
1
"""

import html
import re
from collections.abc import Iterator, Sequence

import regex

from pipeline.language.words import word_weight

_INSIDE = 8.0  # words: a line of prose between two lines of the base is part of the text
_ALONE = 8.0  # words: where the base is empty
_SHARED = 0.2  # of the base's characters that the second has too, before the two are compared
_FOUND_INSIDE = 25  # letters from which a line may be a part of a longer one
_SENTENCE = regex.compile(r"[.!?…。！？，,]")
_KEY = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_HEADING = re.compile(r"<h[12][^>]{0,500}>(.{1,600}?)</h[12]>", re.S | re.I)
_TITLE = re.compile(r"<title[^>]{0,200}>(.{1,1000}?)</title>", re.S | re.I)
_TAG = re.compile(r"<[^>]{0,2000}>")
_LONGEST_TITLE = 250
_FIRST_LINES = 80


def joined(exact: str, wide: str, title: str) -> str:
    """The page's headline, the exact text, and what the wide one has between these lines.

    Between the headline and the first line stands the lead, which the exact one often loses: so the
    headline counts as a line of the text.
    """
    base = [line for line in exact.split("\n") if line.strip()]
    other = [line.strip() for line in wide.split("\n") if line.strip()]
    if base:
        base = _without_edges(base, [_key(line) for line in other])
    else:
        base = [line for line in other if is_prose(line, _ALONE)]
    if not base:
        return ""
    if title and _key(title) not in "".join(map(_key, base)):
        base = [title, *base]
    return "\n".join(_with_lost(base, other))


def _without_edges(base: list[str], other: Sequence[str]) -> list[str]:
    """The base without the first and last lines that the other extractor has not found either."""
    known, all_keys = set(other), "".join(other)
    shared = [_is_known(_key(line), known, all_keys) for line in base]
    size = sum(len(line) for line, is_shared in zip(base, shared, strict=True) if is_shared)
    if size <= _SHARED * sum(map(len, base)):
        return base
    return base[shared.index(True) : len(shared) - shared[::-1].index(True)]


def _with_lost(base: Sequence[str], other: Sequence[str]) -> list[str]:
    """The base's lines, each followed by what was lost after it."""
    keys = [_key(line) for line in base]
    known, all_keys = set(keys), "".join(keys)
    shared = [_is_known(_key(line), known, all_keys) for line in other]
    lost: dict[str, list[str]] = {}
    for anchor, run in _runs(other, shared):
        lost.setdefault(_key(anchor), []).extend(_text_of(run))
    lines: list[str] = []
    for line, key in zip(base, keys, strict=True):
        lines.append(line)
        for anchor in [
            one for one in lost if one == key or (len(one) > _FOUND_INSIDE and one in key)
        ]:
            lines += lost.pop(anchor)
    return lines + [line for left in lost.values() for line in left]


def _text_of(run: Sequence[str]) -> list[str]:
    """The prose of a run between two lines of text, and single lines: headings, captions."""
    text = [True, *(is_prose(line, _INSIDE) for line in run), True]
    around = zip(run, text, text[1:], text[2:], strict=False)
    return [line for line, before, prose, after in around if prose or (before and after)]


def _runs(lines: Sequence[str], shared: Sequence[bool]) -> Iterator[tuple[str, list[str]]]:
    """The lines that are not shared, a run between two shared ones with the one before it."""
    anchor, run = "", list[str]()
    for line, is_shared in zip(lines, shared, strict=True):
        if not is_shared:
            run.append(line)
            continue
        if anchor and run:
            yield anchor, run
        anchor, run = line, []


def _is_known(key: str, known: set[str], all_keys: str) -> bool:
    return bool(key) and (key in known or (len(key) > _FOUND_INSIDE and key in all_keys))


def is_prose(line: str, least: float) -> bool:
    """Whether a line has so many words, and the marks of a sentence."""
    return _SENTENCE.search(line) is not None and word_weight(line) >= least


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
