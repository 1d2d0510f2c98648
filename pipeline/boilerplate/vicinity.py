"""What stands near a line: dates, bullets, copies, capitals, function words, lines of its kind; and
the stretch it stands in, between lines that the site prints everywhere or that a phrase covers.
"""

import numpy as np

from pipeline.boilerplate.lines import Bools, Floats, Ints, Lines, hundredths
from pipeline.boilerplate.surroundings import Surroundings, share

Measures = dict[str, Floats]

_NEAR = 4  # lines on each side
_KIND_WORDS = (2.0, 4.0, 8.0, 14.0, 25.0)  # lines of a kind have about one length
_SIZES = (1.5, 2.5, 4.0, 6.0, 9.0, 14.0, 22.0, 35.0, 60.0)  # classes of length, for evenness
_SHORT, _RUN = 10, 4  # so many lines of fewer words in a row end a passage
_LONGEST = 6000  # hundredths of a word: a longer neighbour counts as this long


def vicinity(lines: Lines, own: Measures, around: Surroundings) -> Measures:
    """The measures of what stands near; `own` are those of the lines themselves."""
    size = np.minimum(hundredths(lines.words), _LONGEST)
    near: dict[str, Floats | Ints] = {}
    dates, bullets, copies = (
        whole.astype(np.int64) for whole in (own["date"], own["bullet"], own["copies"] >= 2)
    )
    others = around.count(-_NEAR, _NEAR) - 1
    near["dates_beside"] = around.beside(dates, 1)
    near["dates_near"] = around.beside(dates, 5)
    near["bullets_near"] = around.beside(bullets, _NEAR) / np.maximum(1, others)
    near["copies_near"] = around.beside(copies, _NEAR) / np.maximum(1, others)
    capitals = np.rint(1000 * own["capital_share"]).astype(np.int64)
    told = (capitals >= 0).astype(np.int64)
    sums = around.beside(np.maximum(0, capitals), _NEAR)
    near["capitals_near"] = share(sums, 1000 * around.beside(told, _NEAR))
    function = np.rint(lines.function_share * size).astype(np.int64)
    for far in (3, 10):
        words = around.beside(size, far)
        some = np.where(words > 300, words, 0)  # three words tell nothing
        near[f"function_words_{far}"] = share(around.beside(function, far), some)
    mean = around.beside(size, 2) / np.maximum(1, around.count(-2, 2) - 1)
    near["like_neighbours"] = (size + 100) / (mean + 100)
    near["alike"] = _alike(lines, own, around)
    near["unevenness"] = _unevenness(lines, around)
    shared = np.rint(1000 * own["shared_words"]).astype(np.int64)
    told = (shared >= 0).astype(np.int64)
    sums = around.beside(np.maximum(0, shared), 3)
    near["shared_words_near"] = share(sums, 1000 * around.beside(told, 3))
    near["relative_place"] = around.index / np.maximum(1, around.size - 1)
    near |= _passages(lines, size, around)
    return {name: np.asarray(value, np.float64) for name, value in near.items()}


def _alike(lines: Lines, own: Measures, around: Surroundings) -> Floats:
    """Share of the five lines on each side that are of about this length and make."""
    traits = (own["bullet"] > 0, own["digit_share"] > 0, own["capital_share"] > 0.6)
    kind = np.searchsorted(_KIND_WORDS, lines.words, side="right")
    for trait in traits:
        kind = 2 * kind + trait
    alike = np.zeros(len(kind), np.int64)
    for far in range(1, 6):
        same = (kind[far:] == kind[:-far]) & (around.page[far:] == around.page[:-far])
        alike[far:] += same
        alike[:-far] += same
    return alike / np.maximum(1, around.count(-5, 5) - 1)


def _unevenness(lines: Lines, around: Surroundings) -> Floats:
    """Variance of the classes of length of the line and six on each side."""
    size = np.searchsorted(_SIZES, lines.words, side="right").astype(np.int64)
    count = around.count(-6, 6)
    mean = around.total(size, -6, 6) / count
    return np.asarray(around.total(size * size, -6, 6) / count - mean * mean)


def _passages(lines: Lines, size: Ints, around: Surroundings) -> dict[str, Floats]:
    """The passage a line stands in, between runs of short lines: its words, and its share of the
    page's longest; -1 in such a run."""
    short = lines.words < _SHORT
    changes = np.diff(short, prepend=not short[0]) if len(short) else short
    run = np.cumsum(changes | (around.index == 0)) - 1
    between = short & (np.bincount(run)[run] >= _RUN) if len(short) else short
    held = around.stretch(between, np.where(between, 0, size))
    longest = np.zeros(len(around.first) - 1, np.int64)
    np.maximum.at(longest, around.page, held)
    return {
        "passage_words": np.where(between, -1, held / 100),
        "passage_share": np.where(between, -1, held / np.maximum(1, longest[around.page])),
    }


def stretches(marks: Bools, size: Ints, around: Surroundings) -> Measures:
    """Where lines stand between marked ones: how much stands there with them, and how far off the
    marks are. `size` in hundredths of a word."""
    plain = np.where(marks, 0, np.minimum(size, _LONGEST))
    held = around.stretch(marks, plain)
    lines = around.stretch(marks, (~marks).astype(np.int64))
    near = around.total(marks.astype(np.int64), -8, 8)
    found = {
        "stretch_words": np.where(marks, -1, held / 100),
        "stretch_lines": np.where(marks, -1, lines),
        "stretch_share": np.where(marks, -1, held / np.maximum(1, around.of_page(plain))),
        "marks_near": near / np.maximum(1, around.count(-8, 8)),
        "since_mark": around.since(marks),
        "until_mark": around.until(marks),
    }
    return {name: np.asarray(value, np.float64) for name, value in found.items()}
