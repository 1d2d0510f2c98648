"""The line model: a page as lines with their folding keys, words, prose, and the prose block."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from pipeline.boilerplate.thresholds import thresholds
from pipeline.language.folding import fold
from pipeline.language.guess import function_share, known_language
from pipeline.language.words import word_weight

_BULLET = regex.compile(r"^\s*(?:[•·\-*–—▪●◦‣]|\d{1,3}[.)])\s+")
_QUOTED = regex.compile(r"""^\s*["'“„«‘「『]|["”»」』]\s*$""")
_OPENS_QUOTE = regex.compile(r"""^\s*["'“„«‘「『]""")
_SENTENCE_END = regex.compile(r"""[.!?…。！？।؟]["'”’»」』)\]]*\s*$""")
_QUESTION = ("?", "？", "؟", ";")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank. `number` counts all lines from 1; `start` and `end` are its
    characters in the text, without the line feed; `words` weighs unspaced scripts."""

    number: int
    start: int
    end: int
    text: str
    folded: str
    words: float
    function_share: float

    @property
    def is_prose(self) -> bool:
        """Long enough, and with enough function words, to be running text."""
        limits = thresholds().line
        sure = self.words >= limits.prose_words_sure
        wordy = self.function_share >= limits.prose_function_share
        return sure or (self.words >= limits.prose_words and wordy)

    @property
    def is_sentence(self) -> bool:
        """Prose that ends like a sentence; used to keep a line, never to remove one."""
        return self.is_prose and _SENTENCE_END.search(self.text) is not None

    @property
    def is_quoted(self) -> bool:
        """Starts or ends with a quote mark."""
        return _QUOTED.search(self.text) is not None

    @property
    def opens_quote(self) -> bool:
        """Starts with a quote mark."""
        return _OPENS_QUOTE.match(self.text) is not None

    @property
    def is_bullet(self) -> bool:
        """Starts with a bullet or a number."""
        return _BULLET.match(self.text) is not None

    @property
    def is_question(self) -> bool:
        """Ends with a question mark of any script."""
        return self.text.rstrip().endswith(_QUESTION)


@dataclass(frozen=True, slots=True)
class Page:
    """A text as lines. `prose` says for each line whether it reads like prose; `block` is the
    stretch [first, last) of lines that holds most of the prose."""

    text: str
    language: str
    lines: tuple[Line, ...]
    prose: tuple[bool, ...]
    block: tuple[int, int]
    line_count: int

    def in_block(self, index: int) -> bool:
        """Does line `index` lie in the prose block?"""
        return self.block[0] <= index < self.block[1]

    def blank_before(self, index: int) -> bool:
        """Is there a blank line, or nothing, above line `index`?"""
        return index == 0 or self.lines[index].number - self.lines[index - 1].number > 1


def make_page(text: str, language: str = "") -> Page:
    """The line model of a text; `language` is an ISO 639-1 code, guessed when empty or unknown."""
    language = known_language(language, text)
    lines: list[Line] = []
    start = number = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line and not line.isspace():
            folded = fold(line)
            share = function_share(line, folded, language)
            end = start + len(line)
            lines.append(Line(number, start, end, line, folded, word_weight(line), share))
        start += len(line) + 1
    prose = tuple(line.is_prose for line in lines)
    return Page(text, language, tuple(lines), prose, prose_block(lines), number)


def prose_block(lines: Sequence[Line]) -> tuple[int, int]:
    """The run of lines with the largest sum of (words, weighed by function words, minus a cost).

    A maximum-sum segment (Bentley, 1984); (0, 0) when no line pays for itself.
    """
    limits = thresholds().block
    best = run = 0.0
    first, block = 0, (0, 0)
    for index, line in enumerate(lines):
        weight = min(1.0, 0.35 + 2.6 * line.function_share)
        run += min(line.words, limits.cap_words) * weight - limits.cost_words
        if run <= 0:
            run, first = 0.0, index + 1
        elif run > best:
            best, block = run, (first, index + 1)
    return block
