"""What the line score measures on a line at first look: the line itself, and its surroundings.

Sizes are counted in hundredths of a word and summed as whole numbers, so that a line measures the
same whatever pages are measured with it. A line's last punctuation mark is not measured: headlines,
captions and lists have none, and are text.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.boilerplate.lines import Bools, Floats, Ints, Lines, Page, hundredths
from pipeline.boilerplate.phrases import FAMILIES, KINDS, Hit, furniture_words
from pipeline.boilerplate.surroundings import FAR, Surroundings, place_in, share
from pipeline.boilerplate.vicinity import Measures, stretches, vicinity

_WITH_DIGITS = {
    "date": r"\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d{1,2}[:.]\d{2}|\d{4}-\d\d|\b(?:19|20)\d\d\b|\d[年月]",
    "opens_with_digit": r"^\s*\d",
}
_MARKS = {
    "address": r"(?i)https?://|www\.|[\w.]+@\w+\.\w|\w\.(?:com|org|net|info|[a-z]{2})\b",
    "separator": r"[|»›→·•/>]|\s[-–—]\s",
    "two_sentences": r"""[.!?。！？।]["'”’»」』)\]]*\s*[\p{Lu}\p{Lo}"'“„«]""",
    "opens_small": r"^\s*\p{Ll}",
}


def first_look(
    pages: Sequence[Page], hits: Sequence[Hit | None], site: Ints
) -> tuple[Measures, Surroundings]:
    """The measures of all lines of pages made together.

    `hits` are the phrase rules that cover the lines; `site` is 0 where the site is not known, 1 for
    a line of a known site, 2 for one that the site prints on many stories.
    """
    lines = pages[0].of
    around = Surroundings(lines.first)
    measures = {name: np.asarray(value, np.float64) for name, value in _own(lines).items()}
    measures |= _phrases(pages, hits, around)
    measures |= _sizes_around(lines, around)
    measures |= _place(pages, around)
    measures["site"] = site.astype(np.float64)
    measures["copies"] = _copies(lines, around).astype(np.float64)
    measures["shared_words"] = _shared_words(lines, around, measures["block"] == 0)
    measures |= _vocabulary(pages, around)
    measures |= vicinity(lines, measures, around)
    marks = (site == 2) | _is_furniture(measures["phrase_kind"])
    measures |= stretches(marks, hundredths(lines.words), around)
    return measures, around


def _own(lines: Lines) -> dict[str, Floats | Ints | Bools]:
    words, counts = lines.words, lines.tokens.counts
    characters = pc.utf8_length(lines.text).to_numpy()
    capitals, digits, commas = lines.distinct.counts()
    small = lines.distinct.match(r"\p{Ll}")
    own: dict[str, Floats | Ints | Bools] = {
        "words": words,
        "letters_a_word": characters / np.maximum(1, words),
        "function_share": np.where(words >= 5, lines.function_share, -1),
        "capital_share": np.where(words >= 3, capitals / np.maximum(1, counts), -1),
        "all_capitals": (capitals > 0) & ~small,
        "digit_share": digits / np.maximum(1, characters),
        "commas_a_word": commas / np.maximum(1, words),
        "opens_quote": lines.opens_quote,
        "bullet": lines.is_bullet,
    }
    match = lines.distinct.match
    own |= {name: match(pattern, digits > 0) for name, pattern in _WITH_DIGITS.items()}
    return own | {name: match(pattern) for name, pattern in _MARKS.items()}


def _phrases(pages: Sequence[Page], hits: Sequence[Hit | None], around: Surroundings) -> Measures:
    kind = np.array([KINDS.index(hit.rule.kind) + 1 if hit else 0 for hit in hits], np.int64)
    family = np.array([FAMILIES.index(hit.rule.family) + 1 if hit else 0 for hit in hits])
    furniture = _is_furniture(kind).astype(np.int64)
    comment = (family == FAMILIES.index("comment") + 1).astype(np.int64)
    below = around.index >= np.array([page.block[1] for page in pages])[around.page]
    comments = (kind == KINDS.index("comments") + 1) & below
    after_comments = (around.since(comments) < FAR) & ~comments
    found = {
        "phrase_kind": kind,
        "phrase_family": family,
        "comments_near": around.beside(comment, 12),
        "phrases_near": around.beside(furniture, 3),
        "phrases_above": around.total(furniture, -10, -1),
        "phrases_below": around.total(furniture, 1, 10),
        "lines_since_header": around.since(kind == KINDS.index("header") + 1),
        "after_comments": after_comments,
    }
    return {name: value.astype(np.float64) for name, value in found.items()}


def _is_furniture(phrase_kind: Ints | Floats) -> Bools:
    """For each line whether a phrase covers it that is no hint."""
    return (phrase_kind > 0) & (phrase_kind <= KINDS.index("hint"))


def _vocabulary(pages: Sequence[Page], around: Surroundings) -> Measures:
    """How many of a line's words, function words left out, are words of furniture phrases."""
    tokens = pages[0].of.tokens
    names = sorted({page.language for page in pages})
    spoken = np.array([names.index(page.language) for page in pages])[around.page]
    listed = pc.unique(pa.chunked_array([furniture_words(name) for name in names]))
    holds = np.array([pc.is_in(listed, furniture_words(name)) for name in names], np.bool_)
    of_words = pc.fill_null(pc.index_in(tokens.words, listed), -1).to_numpy()
    some = np.flatnonzero((of_words >= 0)[tokens.word] & (tokens.known < 0))
    line, place = tokens.line[some], of_words[tokens.word[some]]
    count = len(around.page)
    held = np.bincount(line[holds[spoken[line], place]], minlength=count)
    function_words = tokens.line[np.flatnonzero(tokens.known >= 0)]
    words = tokens.counts - np.bincount(function_words, minlength=count)
    near = around.beside(np.minimum(held, 2), 3).astype(np.float64)
    return {
        "furniture_words": share(held, words),
        "furniture_count": held.astype(np.float64),
        "furniture_words_near": near,
    }


def _sizes_around(lines: Lines, around: Surroundings) -> Measures:
    size = hundredths(lines.words)
    capped = np.minimum(size, 6000)
    short = lines.words < 10
    changes = np.concatenate([[True], (short[1:] != short[:-1])]) if len(short) else short
    group = np.cumsum(changes | (around.index == 0)) - 1
    measures: dict[str, Floats | Ints] = {
        f"words_{where}_{far}": around.total(size if far == 1 else capped, sign, sign * far)
        / (100 * far)
        for where, sign in (("above", -1), ("below", 1))
        for far in (1, 3, 8, 20)
    }
    measures["short_run"] = np.where(short, np.bincount(group)[group], 0) if len(short) else size
    prose = lines.is_prose.astype(np.int64)
    measures["prose_above"] = around.total(prose, -1, -FAR)
    measures["prose_below"] = around.total(prose, 1, FAR)
    total = around.of_page(size)
    measures["page_words"] = total / 100
    measures["page_prose"] = around.of_page(size * prose) / np.maximum(1, total)
    return {name: np.asarray(value, np.float64) for name, value in measures.items()}


def _place(pages: Sequence[Page], around: Surroundings) -> Measures:
    blocks = np.array([page.block for page in pages], np.int64).reshape(-1, 2)
    return {
        "block": place_in(blocks, around).astype(np.float64),
        "block_lines": (blocks[:, 1] - blocks[:, 0])[around.page].astype(np.float64),
        "lines_above": around.index.astype(np.float64),
        "lines_below": (around.size - 1 - around.index).astype(np.float64),
    }


def _copies(lines: Lines, around: Surroundings) -> Ints:
    code = lines.folded.dictionary_encode()
    key = around.page * max(1, len(code.dictionary)) + code.indices.to_numpy().astype(np.int64)
    _, place, counts = np.unique(key, return_inverse=True, return_counts=True)
    return np.asarray(counts[place])


def _shared_words(lines: Lines, around: Surroundings, in_block: Bools) -> Floats:
    """Share of a line's long words that other prose lines of the block hold too; -1 without any."""
    tokens, count = lines.tokens, len(lines.words)
    long = np.flatnonzero(
        (pc.utf8_length(tokens.words).to_numpy() >= 4)[tokens.word] & (tokens.known < 0)
    )
    line, word = tokens.line[long], tokens.word[long]
    # By word, and for each word in the order of the lines. Small numbers are sorted faster.
    order = np.argsort(word.astype(np.min_scalar_type(len(tokens.words))), kind="stable")
    line, word = line[order], word[order]
    page, held = around.page[line], (in_block & lines.is_prose)[line]
    again = (word[1:] == word[:-1]) & (page[1:] == page[:-1])
    group = np.cumsum(np.append(True, ~again)[: len(word)]) - 1
    same_line = np.append(False, again & (line[1:] == line[:-1]))[: len(word)]
    holders = np.bincount(group, weights=held & ~same_line)[group]
    shared = np.bincount(line, weights=holders > held, minlength=count)
    of_line = np.bincount(line, minlength=count)
    return np.where(of_line > 0, shared / np.maximum(1, of_line), -1.0)
