"""The line model: pages as lines with folding keys, words, prose, and the prose block.

Many pages are measured at once, in columns; a `Page` is a view of one of them. Blank lines are no
lines here, but they are remembered in the line numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import regex
from blake3 import blake3

from pipeline.boilerplate.thresholds import thresholds
from pipeline.language.folding import fold_lines, repeat_keys, site_keys
from pipeline.language.guess import named_language
from pipeline.language.tokens import Tokens, function_shares, page_languages, tokenize

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SURROGATE = regex.compile(r"[\ud800-\udfff]")
_BULLET = r"^\s*(?:[•·\-*–—▪●◦‣]|\d{1,3}[.)])\s+"
_OPENS_QUOTE = r"""^\s*["'“„«‘「『]"""
_CLOSES_QUOTE = r"""["”»」』]\s*$"""
_QUESTION = r"[?？؟;]\s*$"
_SENTENCE_END = r"""[.!?…。！？।؟]["'”’»」』)\]]*\s*$"""


class Distinct:
    """A column of lines, each different one looked at once: menus stand on many pages. `lines` are
    the different ones, `folded` their folding keys."""

    def __init__(self, lines: pa.Array) -> None:
        coded = lines.dictionary_encode()
        self.lines = coded.dictionary
        self.folded = fold_lines(self.lines)
        self._place = coded.indices

    def spread(self, values: pa.Array) -> pa.Array:
        """A value of each different line, given to all lines."""
        return values.take(self._place)

    def match(self, pattern: str) -> Bools:
        """For each line: does the pattern (RE2) match anywhere in it?"""
        found = self.spread(pc.match_substring_regex(self.lines, pattern))
        return np.asarray(found.to_numpy(zero_copy_only=False), np.bool_)

    def count(self, pattern: str) -> Ints:
        """For each line: how often does the pattern match?"""
        found = self.spread(pc.count_substring_regex(self.lines, pattern))
        return np.asarray(found.to_numpy(), np.int64)


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
    is_bullet: Bools
    opens_quote: Bools
    is_quoted: Bools
    is_question: Bools
    is_sentence: Bools

    def keys(self) -> npt.NDArray[np.uint64]:
        """For each line a 64-bit hash of its site key; 0 for a line without letters or digits."""
        coded = site_keys(self.distinct.folded).dictionary_encode()
        hashes = [blake3(key).digest(length=8) for key in coded.dictionary.cast("binary").to_pylist()]
        listed = np.frombuffer(b"".join(hashes), "<u8").astype(np.uint64)
        of_line = listed[self.distinct.spread(coded.indices).to_numpy()]
        return np.where(self.words > 0, of_line, np.uint64(0))


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
        return bool(self.of.is_bullet[self.at + index])

    def is_quoted(self, index: int) -> bool:
        """Does line `index` start or end with a quote mark?"""
        return bool(self.of.is_quoted[self.at + index])

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
    repeat = _repeats(lines)
    return [_page(lines, repeat, (i, texts[i], named[i])) for i in range(len(texts))]


def make_lines(texts: Sequence[str], languages: Sequence[str]) -> tuple[Lines, list[str]]:
    """The lines of many texts, and the language of each text."""
    first, number, start, end, text = _split(texts)
    distinct = Distinct(text)
    folded = distinct.spread(distinct.folded)
    tokens = tokenize(folded)
    named = [named_language(language) for language in languages]
    if not all(named):
        guessed = page_languages(tokens, folded, first)
        named = [name or guess for name, guess in zip(named, guessed, strict=True)]
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
        is_bullet=distinct.match(_BULLET),
        opens_quote=distinct.match(_OPENS_QUOTE),
        is_quoted=distinct.match(_OPENS_QUOTE) | distinct.match(_CLOSES_QUOTE),
        is_question=distinct.match(_QUESTION),
        is_sentence=distinct.match(_SENTENCE_END),
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
    clean = [text if text.isascii() else _SURROGATE.sub("\ufffd", text) for text in texts]
    listed = pc.split_pattern(pa.array(clean, pa.string()), "\n")
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


def _page(lines: Lines, repeat: Ints, which: tuple[int, str, str]) -> Page:
    index, text, language = which
    a, z = int(lines.first[index]), int(lines.first[index + 1])
    words = lines.words[a:z].tolist()
    return Page(
        text=text,
        language=language,
        of=lines,
        at=a,
        number=lines.number[a:z].tolist(),
        start=lines.start[a:z].tolist(),
        end=lines.end[a:z].tolist(),
        folded=lines.folded.slice(a, z - a).to_pylist(),
        repeat=repeat[a:z].tolist(),
        words=words,
        hundredths=hundredths(lines.words[a:z]).tolist(),
        prose=lines.is_prose[a:z].tolist(),
        block=prose_block(words, lines.function_share[a:z].tolist()),
    )


def prose_block(words: Sequence[float], function_shares: Sequence[float]) -> tuple[int, int]:
    """The run of lines with the largest sum of (words, weighed by function words, minus a cost).

    A maximum-sum segment (Bentley, 1984); (0, 0) when no line pays for itself.
    """
    limits = thresholds().block
    best = run = 0.0
    first, block = 0, (0, 0)
    for index, (size, share) in enumerate(zip(words, function_shares, strict=True)):
        run += min(size, limits.cap_words) * min(1.0, 0.35 + 2.6 * share) - limits.cost_words
        if run <= 0:
            run, first = 0.0, index + 1
        elif run > best:
            best, block = run, (first, index + 1)
    return block
