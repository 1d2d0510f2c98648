"""Words of many lines at once: counts in every script, function words, the language of a page.

A column of folded lines goes in; numpy arrays, one value a line, come out.

>>> tokens = tokenize(pa.array(["the ferry left the pier", "渡轮离开了码头"]))
>>> [round(float(weight), 1) for weight in tokens.weights]
[5.0, 4.1]
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.language import table
from pipeline.language.folding import fold_characters
from pipeline.language.words import CHARACTERS_A_WORD

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_HAN_KANA = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
_SOUTH_EAST = r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_KANA = r"[\p{Hiragana}\p{Katakana}]"
_UNSPACED = r"[^\pL\pM\pN]+|[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
LEAST_SHARE = 0.05  # function words over words: below this no language is named


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words of lines in scripts with spaces, and what else counts as words.

    `line` names the line of each word, `word` holds the words, `known` their place in the list of
    function words or -1; `weights` is the size of each line in words, `han` its Han and kana.
    """

    line: Ints
    word: pa.Array
    known: Ints
    counts: Ints
    weights: Floats
    han: Ints
    kana: Ints


def tokenize(folded: pa.Array) -> Tokens:
    """The words of a column of folded lines."""
    ascii_only = pc.string_is_ascii(folded)
    other = np.flatnonzero(~ascii_only.to_numpy(zero_copy_only=False))
    wide = folded.take(pa.array(other))
    han = _spread(pc.count_substring_regex(wide, _HAN_KANA), other, len(folded))
    kana = _spread(pc.count_substring_regex(wide, _KANA), other, len(folded))
    south = _spread(pc.count_substring_regex(wide, _SOUTH_EAST), other, len(folded))
    spaced = pc.replace_with_mask(
        _ascii_spaced(folded),
        pc.invert(ascii_only),
        pc.replace_substring_regex(wide, _UNSPACED, " "),
    )
    listed = pc.ascii_split_whitespace(pc.ascii_trim_whitespace(spaced))
    word = listed.flatten()
    line = pc.list_parent_indices(listed).to_numpy()
    filled = pc.not_equal(word, "")
    word, line = word.filter(filled), line[filled.to_numpy(zero_copy_only=False)]
    counts = np.bincount(line, minlength=len(folded))
    known = pc.fill_null(pc.index_in(word, pa.array(_vocabulary())), -1).to_numpy().astype(np.int64)
    weights = counts + han / CHARACTERS_A_WORD["han_kana"] + south / CHARACTERS_A_WORD["south_east"]
    return Tokens(line, word, known, counts, weights, han, kana)


def _ascii_spaced(folded: pa.Array) -> pa.Array:
    """The lines with a space in the place of every ASCII character that is in no word."""
    kinds = np.arange(256, dtype=np.uint8)
    apart = [point for point in range(0x80) if not chr(point).isalnum()]
    kinds[apart] = ord(" ")
    known, offsets, data = folded.buffers()
    spaced = pa.py_buffer(kinds[np.frombuffer(data or b"", np.uint8)])
    return pa.Array.from_buffers(
        folded.type, len(folded), [known, offsets, spaced], folded.null_count, folded.offset
    )


def _spread(counts: pa.Array, at: Ints, size: int) -> Ints:
    out = np.zeros(size, np.int64)
    out[at] = counts.to_numpy()
    return out


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


def page_languages(tokens: Tokens, folded: pa.Array, pages: Ints) -> list[str]:
    """ISO 639-1 code of each page's language, empty where nothing speaks for one.

    `pages` holds the first line of each page, and one past the last line of the last.
    """
    count = len(pages) - 1
    page = np.repeat(np.arange(count), np.diff(pages))
    sizes = np.bincount(page, weights=tokens.counts, minlength=count)
    size = len(_vocabulary())
    known = tokens.known >= 0
    place = page[tokens.line[known]] * size + tokens.known[known]
    hits = np.bincount(place, minlength=count * size).reshape(count, size)
    shares = hits @ _speaks().T
    best = shares.argmax(axis=1) if count else np.zeros(0, int)
    named = [
        languages()[b] if shares[i, b] > LEAST_SHARE * sizes[i] else "" for i, b in enumerate(best)
    ]
    han, kana = (np.bincount(page, weights=x, minlength=count) for x in (tokens.han, tokens.kana))
    for i in np.flatnonzero(han > sizes).tolist():
        named[i] = "ja" if kana[i] > 0.05 * han[i] else "zh"
    for name, pattern in (("ko", r"\p{Hangul}"), ("th", r"\p{Thai}")):
        for i in (page for page, guess in enumerate(named) if not guess):
            part = folded.slice(int(pages[i]), int(pages[i + 1] - pages[i]))
            letters = pc.sum(pc.count_substring_regex(part, r"\pL")).as_py() or 0
            mine = pc.sum(pc.count_substring_regex(part, pattern)).as_py() or 0
            if mine > 0.5 * letters:
                named[i] = name
    return named


def function_shares(tokens: Tokens, folded: pa.Array, languages_of_lines: list[str]) -> Floats:
    """Share of each line's words that are function words of the line's language, 0 to 1."""
    names = languages()
    english = names.index("en")
    place = {name: i for i, name in enumerate(names)}
    spoken = np.array([place.get(name, english) for name in languages_of_lines], np.int64)
    known = tokens.known >= 0
    line = tokens.line[known]
    listed = _speaks()[spoken[line], tokens.known[known]] if len(line) else np.zeros(0)
    hits = np.bincount(line, weights=listed, minlength=len(folded))
    shares = hits / np.maximum(1, tokens.counts)
    named = np.array(languages_of_lines, object)
    korean = np.flatnonzero(named == "ko")
    if len(korean):
        endings = table("function_words")["endings"]["ko"]
        ends = pc.match_substring_regex(tokens.word, f"[{endings}]$").to_numpy(zero_copy_only=False)
        found = np.bincount(tokens.line, weights=ends, minlength=len(folded))
        shares[korean] = 0.8 * found[korean] / np.maximum(1, tokens.counts[korean])
    characters = table("function_words")["characters"]
    wide = np.flatnonzero(tokens.han > 0)
    for name in ("zh", "ja", ""):
        # A character is about half a word.
        some = wide[[(n if n in characters else "") == name for n in named[wide]]]
        particles = characters.get(name) or characters["zh"] + characters["ja"]
        found = pc.count_substring_regex(folded.take(pa.array(some)), f"[{particles}]").to_numpy()
        shares[some] = np.minimum(1.0, 2.0 * found / tokens.han[some])
    return shares
