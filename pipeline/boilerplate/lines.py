"""The line model: pages as lines with folding keys, words, prose, and the prose block.

Many pages are measured at once, in columns; a `Page` is a view of one of them. Blank lines are no
lines here, but they are remembered in the line numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import regex

from pipeline.boilerplate.distinct import Distinct
from pipeline.boilerplate.thresholds import thresholds
from pipeline.language.folding import repeat_keys
from pipeline.language.guess import named_language
from pipeline.language.tokens import Tokens, function_shares, page_languages, tokenize

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SURROGATE = regex.compile(r"[\ud800-\udfff]")
_BULLET = r"^\s*(?:[•·\-*–—▪●◦‣]|\d{1,3}[.)])\s+"
_OPENS_QUOTE = r"""^\s*["'“„«‘「『]"""
_CLOSES_QUOTE = r"""["”»」』]\s*$"""
_QUESTION = r"""(?:[?？؟;⁇‽]|か。?)["'”’»」』)\]]*\s*$|՞"""
_SENTENCE_END = r"""[.!?…。！？।؟]["'”’»」』)\]]*\s*$"""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of many pages, a value a line. `first` holds each page's first line and, at its
    end, the number of all lines; `number` counts a page's lines from 1, blank ones too; `start` and
    `end` are characters in the page's text, without the line feed."""

    first: Ints
    number: Ints
    start: Ints
    end: Ints
    text: pa.Array
    distinct: Distinct
    folded: pa.Array
    tokens: Tokens
    words: Floats
    function_share: Floats
    is_prose: Bools

    @property
    def is_bullet(self) -> Bools:
        """Does a bullet or a number stand in front?"""
        return self.distinct.match(_BULLET)

    @property
    def opens_quote(self) -> Bools:
        """Does a quote mark stand in front?"""
        return self.distinct.match(_OPENS_QUOTE)

    @property
    def is_quoted(self) -> Bools:
        """Does a quote mark stand in front or at the end?"""
        return self.opens_quote | self.distinct.match(_CLOSES_QUOTE)

    @property
    def is_question(self) -> Bools:
        """Does a question mark stand at the end?"""
        return self.distinct.match(_QUESTION)

    @property
    def is_sentence(self) -> Bools:
        """Does the line end like a sentence?"""
        return self.distinct.match(_SENTENCE_END)

    def keys(self, wanted: Bools | None = None) -> npt.NDArray[np.uint64]:
        """For each line, or each that is wanted, a 64-bit hash of its site key; 0 for a line
        without letters or digits."""
        lettered = self.words > 0
        asked = lettered if wanted is None else lettered & wanted
        return np.where(asked, self.distinct.keys(asked), np.uint64(0))


@dataclass(frozen=True, slots=True)
class Page:
    """A text and its lines, in lists. `repeat` holds equal numbers for lines that repeat each
    other; `block` is the stretch [first, last) of lines that holds most of the prose; `at` the
    page's first line in `of`."""

    text: str
    language: str
    of: Lines
    at: int
    number: list[int]
    start: list[int]
    end: list[int]
    folded: list[str]
    repeat: list[int]
    words: list[float]
    hundredths: list[int]
    prose: list[bool]
    bullet: list[bool]
    quoted: list[bool]
    block: tuple[int, int]

    def __len__(self) -> int:
        return len(self.number)

    def line(self, index: int) -> str:
        """The text of line `index`."""
        return self.text[self.start[index] : self.end[index]]

    def in_block(self, index: int) -> bool:
        """Does line `index` lie in the prose block?"""
        return self.block[0] <= index < self.block[1]

    def blank_before(self, index: int) -> bool:
        """Is there a blank line, or nothing, above line `index`?"""
        return index == 0 or self.number[index] - self.number[index - 1] > 1

    def is_bullet(self, index: int) -> bool:
        """Does line `index` start with a bullet or a number?"""
        return self.bullet[index]

    def is_quoted(self, index: int) -> bool:
        """Does line `index` start or end with a quote mark?"""
        return self.quoted[index]

    def repeats_by_right(self, index: int) -> bool:
        """Is line `index` a question, a bullet or a quote?"""
        at, of = self.at + index, self.of
        return bool(of.is_question[at] or of.is_bullet[at] or of.opens_quote[at])

    def is_sentence(self, index: int) -> bool:
        """Prose that ends like a sentence; used to keep a line, never to remove one."""
        return self.prose[index] and bool(self.of.is_sentence[self.at + index])


def make_page(text: str, language: str = "") -> Page:
    """The line model of a text; `language` is an ISO 639-1 code, guessed when empty or unknown."""
    return make_pages([text], [language])[0]


def make_pages(texts: Sequence[str], languages: Sequence[str]) -> list[Page]:
    """The line models of many texts; each comes out as it would alone."""
    lines, named = make_lines(texts, languages)
    columns = _columns(lines)
    stretches = pairwise(lines.first.tolist())
    pages = zip(texts, named, stretches, prose_blocks(lines), strict=True)
    return [
        Page(
            text=text,
            language=language,
            of=lines,
            at=a,
            block=block,
            **{name: values[a:z] for name, values in columns.items()},
        )
        for text, language, (a, z), block in pages
    ]


def make_lines(texts: Sequence[str], languages: Sequence[str]) -> tuple[Lines, list[str]]:
    """The lines of many texts, and the language of each text."""
    first, number, start, end, text = _split(texts)
    distinct = Distinct(text)
    folded = distinct.spread(distinct.folded)
    tokens = tokenize(folded)
    named = [named_language(language) for language in languages]
    if not all(named):
        unnamed = [page for page, name in enumerate(named) if not name]
        for page, guess in zip(
            unnamed, page_languages(tokens, folded, first, unnamed), strict=True
        ):
            named[page] = guess
    share = function_shares(tokens, folded, named, first)
    limits = thresholds().line
    words = tokens.weights
    wordy = (words >= limits.prose_words) & (share >= limits.prose_function_share)
    lines = Lines(
        first=first,
        number=number,
        start=start,
        end=end,
        text=text,
        distinct=distinct,
        folded=folded,
        tokens=tokens,
        words=words,
        function_share=share,
        is_prose=wordy | (words >= limits.prose_words_sure),
    )
    return lines, named


def _repeats(lines: Lines) -> Ints:
    """Numbers for lines, equal for those of a page that are long enough and repeat each other.

    Such lines have the same words; so only those are compared whose first word, and number of
    words, another of the page has, too.
    """
    words, counts = lines.tokens.word, lines.tokens.counts
    first = np.append(words, 0)[np.cumsum(counts) - counts]
    page = np.repeat(np.arange(len(lines.first) - 1), np.diff(lines.first))
    long = np.flatnonzero(lines.words >= thresholds().repeat.words)
    most = int(counts.max(initial=0)) + 1
    like = (page * (len(lines.tokens.words) + 1) + np.where(counts > 0, first + 1, 0)) * most
    _, place, many = np.unique((like + counts)[long], return_inverse=True, return_counts=True)
    again = long[many[place] > 1]
    keys = repeat_keys(lines.folded.take(pa.array(again))).dictionary_encode().indices
    numbers = np.arange(len(counts))
    numbers[again] = len(counts) + keys.to_numpy()
    return numbers


def hundredths(words: Floats) -> Ints:
    """Sizes as whole numbers, in hundredths of a word: their sums are exact."""
    return np.rint(100 * words).astype(np.int64)


def _split(texts: Sequence[str]) -> tuple[Ints, Ints, Ints, Ints, pa.Array]:
    """The lines of texts that are not blank: first of each page, number, start, end, text."""
    listed = pc.split_pattern(_column(texts), "\n")
    text = listed.flatten()
    per_page = pc.list_value_length(listed).to_numpy().astype(np.int64)
    page = np.repeat(np.arange(len(texts)), per_page)
    heads = np.concatenate([[0], np.cumsum(per_page)])
    length = pc.utf8_length(text).to_numpy().astype(np.int64)
    ends = np.cumsum(length + 1)
    base = np.concatenate([[0], ends])[heads[:-1]]
    start = ends - length - 1 - base[page]
    number = np.arange(len(text)) - heads[page] + 1
    filled = pc.not_equal(pc.utf8_trim_whitespace(text), "")
    mask = filled.to_numpy(zero_copy_only=False)
    first = np.concatenate([[0], np.cumsum(np.bincount(page[mask], minlength=len(texts)))])
    start, number, length = start[mask], number[mask], length[mask]
    return first, number, start, start + length, text.filter(filled)


def _column(texts: Sequence[str]) -> pa.Array:
    """Texts as Arrow holds them, without lone surrogates."""
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:
        return pa.array([_SURROGATE.sub("\ufffd", text) for text in texts], pa.string())


def _columns(lines: Lines) -> dict[str, list[Any]]:
    """What pages hold of their lines, as lists over all lines."""
    return {
        "number": lines.number.tolist(),
        "start": lines.start.tolist(),
        "end": lines.end.tolist(),
        "folded": lines.folded.to_pylist(),
        "repeat": _repeats(lines).tolist(),
        "words": lines.words.tolist(),
        "hundredths": hundredths(lines.words).tolist(),
        "prose": lines.is_prose.tolist(),
        "bullet": lines.is_bullet.tolist(),
        "quoted": lines.is_quoted.tolist(),
    }


def prose_blocks(lines: Lines) -> list[tuple[int, int]]:
    """For each page the run of lines with the largest sum of (words, weighed by function words,
    minus a cost).

    A maximum-sum segment (Bentley, 1984); (0, 0) when no line pays for itself.
    """
    limits = thresholds().block
    weight = np.minimum(1.0, 0.35 + 2.6 * lines.function_share)
    gains = (np.minimum(lines.words, limits.cap_words) * weight - limits.cost_words).tolist()
    return [best_segment(gains[a:z])[0] for a, z in pairwise(lines.first.tolist())]


def best_segment(gains: Sequence[float]) -> tuple[tuple[int, int], float]:
    """The stretch of values with the greatest sum, as (start, stop), and its sum; (0, 0) and 0 when
    none is above 0.

    >>> best_segment([-1, 2, -1, 3, -5])
    ((1, 4), 4)
    """
    best: float = 0
    run: float = 0
    first, segment = 0, (0, 0)
    for index, gain in enumerate(gains):
        run += gain
        if run <= 0:
            run, first = 0, index + 1
        elif run > best:
            best, segment = run, (first, index + 1)
    return segment, best
