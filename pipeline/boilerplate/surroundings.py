"""Sums over the lines around each line, within its page; the ground of all measures.

Sums are of whole numbers, so that a line measures the same whatever pages are measured with it.
"""

import numpy as np

from pipeline.boilerplate.lines import Bools, Floats, Ints

FAR = 1 << 40


class Surroundings:
    """The lines around each line of pages that were made together; `first` as in `Lines`."""

    def __init__(self, first: Ints) -> None:
        self.first = first
        self.page = np.repeat(np.arange(len(first) - 1), np.diff(first))
        self.index = np.arange(first[-1]) - first[self.page]
        self.size = np.diff(first)[self.page]
        self._start, self._end = first[self.page], first[self.page + 1]
        self._at = np.arange(first[-1])

    def total(self, values: Ints, nearest: int, farthest: int) -> Ints:
        """Sum over the lines from `nearest` to `farthest`, as offsets; negative: above."""
        sums = np.concatenate([[0], np.cumsum(values)])
        low, high = self._span(nearest, farthest)
        return np.asarray(sums[high] - sums[low])

    def beside(self, values: Ints, far: int) -> Ints:
        """Sum over the lines at most `far` away, the line itself not counted."""
        return self.total(values, -far, far) - values

    def count(self, nearest: int, farthest: int) -> Ints:
        """How many lines of the page stand there."""
        low, high = self._span(nearest, farthest)
        return np.asarray(high - low)

    def _span(self, nearest: int, farthest: int) -> tuple[Ints, Ints]:
        """The first line that stands there, and one past the last, within the page."""
        low = np.clip(self._at + min(nearest, farthest), self._start, self._end)
        high = np.clip(self._at + max(nearest, farthest) + 1, self._start, self._end)
        return low, high

    def of_page(self, values: Ints) -> Ints:
        """The sum over the whole page, for each of its lines."""
        sums = np.concatenate([[0], np.cumsum(values)])
        return np.asarray((sums[self.first[1:]] - sums[self.first[:-1]])[self.page])

    def since(self, happened: Bools) -> Ints:
        """Lines since it last happened on the page, this line counted; far away if it did not."""
        last = np.maximum.accumulate(np.where(happened, self._at, -1))
        return np.where(last >= self._start, self._at - last, FAR)

    def until(self, happens: Bools) -> Ints:
        """Lines until it next happens on the page, this line counted; far away if it does not."""
        following = np.minimum.accumulate(np.where(happens, self._at, FAR)[::-1])[::-1]
        return np.where(following < self._end, following - self._at, FAR)

    def stretch(self, marks: Bools, values: Ints) -> Ints:
        """The sum over the stretch of lines between two marks that each line stands in.

        A marked line is a stretch of its own.
        """
        after = np.concatenate([[False], marks[:-1]]) if len(marks) else marks
        number = np.cumsum((self.index == 0) | marks | after) - 1
        # Whole numbers below 2**53: the sums of floats are exact.
        return (
            np.bincount(number, weights=values)[number].astype(np.int64) if len(marks) else values
        )


def place_in(blocks: Ints, around: Surroundings) -> Ints:
    """0 inside the page's block [first, last), else lines below (+) or above (-) it."""
    first, last = blocks[around.page, 0], blocks[around.page, 1]
    index = around.index
    return np.where(index < first, index - first, np.where(index >= last, index - last + 1, 0))


def share(part: Ints, whole: Ints) -> Floats:
    """Part of whole, 0 to 1; -1 where there is no whole."""
    return np.where(whole > 0, part / np.maximum(1, whole), -1.0)
