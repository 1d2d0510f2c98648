"""Words of many lines at once: counts in every script, function words, the language of a page.

A column of folded lines goes in; numpy arrays, one value a line, come out.

>>> tokens = tokenize(pa.array(["the ferry left the pier", "渡轮离开了码头"]))
>>> [round(float(weight), 1) for weight in tokens.weights]
[5.0, 4.1]
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.language import table
from pipeline.language.characters import HAN_KANA, IN_WORD, KANA, SOUTH_EAST, Text, column
from pipeline.language.folding import fold_characters
from pipeline.language.words import CHARACTERS_A_WORD

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEAST_SHARE = 0.05  # function words over words: below this no language is named


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words of lines in scripts with spaces, and what else counts as words.

    `line` names the line of each word, `word` its place among the distinct `words`, `known` its
    place in the list of function words or -1; `weights` is the size of each line in words, `han`
    its Han and kana.
    """

    line: Ints
    word: Ints
    words: pa.Array
    known: Ints
    counts: Ints
    weights: Floats
    han: Ints
    kana: Ints


def tokenize(folded: pa.Array) -> Tokens:
    """The words of a column of folded lines."""
    text = Text.of(folded)
    han, kana, south = (
        text.count(text.wide[text.kinds & one > 0]) for one in (HAN_KANA, KANA, SOUTH_EAST)
    )
    in_word = text.marks(IN_WORD)
    starts, ends = text.runs(in_word)
    counts = text.count(starts)
    packed = column(text.data.compress(in_word), np.append(0, np.cumsum(ends - starts)))
    coded = packed.dictionary_encode()
    known = pc.fill_null(pc.index_in(coded.dictionary, pa.array(_vocabulary())), -1).to_numpy()
    word = coded.indices.to_numpy()
    weights = counts + han / CHARACTERS_A_WORD["han_kana"] + south / CHARACTERS_A_WORD["south_east"]
    line = np.repeat(np.arange(len(folded)), counts)
    return Tokens(line, word, coded.dictionary, known[word], counts, weights, han, kana)


@cache
def languages() -> tuple[str, ...]:
    """The languages with a list of function words, in the order of the list."""
    return tuple(table("function_words")["words"])


@cache
def _lists() -> dict[str, frozenset[str]]:
    listed = table("function_words")["words"]
    return {
        name: frozenset(fold_characters(words).replace("'", " ").split())
        for name, words in listed.items()
    }


@cache
def _vocabulary() -> tuple[str, ...]:
    return tuple(sorted(frozenset().union(*_lists().values())))


@cache
def _speaks() -> npt.NDArray[np.bool_]:
    """[language, function word]: is the word on the language's list?"""
    return np.array([[word in words for word in _vocabulary()] for words in _lists().values()])


def page_languages(
    tokens: Tokens, folded: pa.Array, pages: Ints, wanted: Sequence[int]
) -> list[str]:
    """ISO 639-1 code of the language of each wanted page, empty where nothing speaks for one.

    `pages` holds the first line of each page, and one past the last line of the last.
    """
    lines = [slice(int(pages[page]), int(pages[page + 1])) for page in wanted]
    sizes, han, kana = (
        [int(values[some].sum()) for some in lines]
        for values in (tokens.counts, tokens.han, tokens.kana)
    )
    shares = _said(tokens, pages, wanted) @ _speaks().T.astype(np.float64)
    named = []
    for some, share, size, wide, phonetic in zip(lines, shares, sizes, han, kana, strict=True):
        best = int(share.argmax())
        if wide > size:
            named.append("ja" if phonetic > 0.05 * wide else "zh")
        elif share[best] > LEAST_SHARE * size:
            named.append(languages()[best])
        else:
            named.append(_by_script(folded.slice(some.start, some.stop - some.start)))
    return named


def _said(tokens: Tokens, pages: Ints, wanted: Sequence[int]) -> Floats:
    """[wanted page, function word]: how often the page says the word."""
    # As floats, exact, because whole numbers are multiplied slowly.
    said = np.zeros((len(wanted), len(_vocabulary())), np.float64)
    for row, page in zip(said, wanted, strict=True):
        first, last = np.searchsorted(tokens.line, pages[page : page + 2])
        known = tokens.known[first:last]
        row[:] = np.bincount(known[known >= 0], minlength=len(row))
    return said


def _by_script(lines: pa.Array) -> str:
    """The language of lines that are written in its script for the most part, or nothing."""
    for name, pattern in (("ko", r"\p{Hangul}"), ("th", r"\p{Thai}")):
        mine = pc.sum(pc.count_substring_regex(lines, pattern)).as_py() or 0
        if mine and mine > 0.5 * pc.sum(pc.count_substring_regex(lines, r"\pL")).as_py():
            return name
    return ""


def function_shares(tokens: Tokens, folded: pa.Array, named: Sequence[str], pages: Ints) -> Floats:
    """Share of each line's words that are function words of its page's language, 0 to 1.

    `named` holds the language of each page; `pages` as in `page_languages`.
    """
    names = languages()
    english = names.index("en")
    place = {name: i for i, name in enumerate(names)}
    page = np.repeat(np.arange(len(named)), np.diff(pages))
    spoken = np.array([place.get(name, english) for name in named], np.int64)[page]
    known = np.flatnonzero(tokens.known >= 0)
    line = tokens.line[known]
    listed = _speaks().take(spoken[line] * len(_vocabulary()) + tokens.known[known])
    hits = np.bincount(line[listed], minlength=len(folded))
    shares = hits / np.maximum(1, tokens.counts)
    korean = np.flatnonzero(np.array([name == "ko" for name in named], np.bool_)[page])
    if len(korean):
        endings = table("function_words")["endings"]["ko"]
        ends = pc.match_substring_regex(tokens.words, f"[{endings}]$")
        of_word = ends.to_numpy(zero_copy_only=False)[tokens.word]
        found = np.bincount(tokens.line, weights=of_word, minlength=len(folded))
        shares[korean] = 0.8 * found[korean] / np.maximum(1, tokens.counts[korean])
    characters = table("function_words")["characters"]
    wide = np.flatnonzero(tokens.han > 0)
    script = np.array([name if name in characters else "" for name in named], np.str_)
    for name in ("zh", "ja", ""):
        # A character is about half a word.
        some = wide[script[page[wide]] == name]
        if not len(some):
            continue
        particles = characters.get(name) or characters["zh"] + characters["ja"]
        text = Text.of(folded.take(pa.array(some)))
        found = text.count(text.wide[np.isin(text.points, [ord(one) for one in particles])])
        shares[some] = np.minimum(1.0, 2.0 * found / tokens.han[some])
    return shares
