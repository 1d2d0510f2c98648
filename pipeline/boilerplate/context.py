"""What the line score measures at second look: how the lines around it scored at first look.

All sums are of whole numbers: sizes in hundredths of a word, scores in hundredths of a point,
chances in ten-thousandths.
"""

from itertools import pairwise

import numpy as np

from pipeline.boilerplate.lines import Floats, Ints, best_segment
from pipeline.boilerplate.surroundings import FAR, Surroundings, place_in
from pipeline.boilerplate.vicinity import Measures

_SURE = 400  # a line from here on ends a stretch of likely text
CERTAIN = 800  # hundredths of a point; the score of a line that is furniture for certain
_CAP = 60_000_000  # sixty words of text: a longer line near counts as this long


def second_look(score: Ints, chance: Ints, size: Ints, around: Surroundings) -> Measures:
    """The measures of all lines.

    `score` is the first look's, in hundredths of a point (positive: furniture); `chance` of being
    furniture, 0 to 10,000; `size` in hundredths of a word.
    """
    score = np.clip(score, -CERTAIN, CERTAIN)
    measures: dict[str, Floats | Ints] = {"score": score}
    for where, sign in (("above", -1), ("below", 1)):
        for far in (1, 4, 12):
            count = around.count(sign, sign * far)
            mean = around.total(score, sign, sign * far) / np.maximum(1, count)
            measures[f"score_{where}_{far}"] = np.where(count > 0, mean, CERTAIN - 50)
    body = size * (10_000 - chance)
    total = np.maximum(1, around.of_page(body))
    segments, gains = _segments(score, chance, size, around)
    measures["segment"] = place_in(segments, around)
    measures["segment_share"] = gains[around.page] / np.maximum(1, total // 10_000)
    marks = score >= _SURE
    plain = np.where(marks, 0, body)
    held = around.stretch(marks, plain)
    measures["likely_stretch"] = np.where(marks, -1, held / 1_000_000)
    measures["likely_stretch_share"] = np.where(marks, -1, held / total)
    lines = around.stretch(marks, (~marks).astype(np.int64))
    measures["likely_stretch_lines"] = np.where(marks, -1, lines)
    capped = np.minimum(body, _CAP)
    measures["text_near"] = around.beside(capped, 3) / 1_000_000
    measures["text_near_above"] = around.total(capped, -1, -6) / 1_000_000
    measures["text_near_below"] = around.total(capped, 1, 6) / 1_000_000
    measures["text_above"] = around.total(body, -1, -FAR) / total
    measures["text_below"] = around.total(body, 1, FAR) / total
    measures["text_words"] = total / 1_000_000
    measures["text_share"] = total / 10_000 / np.maximum(1, around.of_page(size))
    return {name: np.asarray(value, np.float64) for name, value in measures.items()}


def _segments(score: Ints, chance: Ints, size: Ints, around: Surroundings) -> tuple[Ints, Ints]:
    """The stretch of each page that gains most: words of likely text, minus likely furniture.

    A maximum-sum segment again, now of chances and not of lengths.
    """
    likely = np.minimum(size, 8000) * (10_000 - 2 * chance) // 10_000
    cost = np.minimum(np.minimum(size, 1200) * (2 * chance - 10_000) // 10_000, 600) + 100
    gain = np.where(score < 0, likely, -cost).tolist()
    stretches = [best_segment(gain[a:z]) for a, z in pairwise(around.first.tolist())]
    found, gains = [segment for segment, _ in stretches], [best for _, best in stretches]
    return np.array(found, np.int64).reshape(-1, 2), np.array(gains, np.int64)
