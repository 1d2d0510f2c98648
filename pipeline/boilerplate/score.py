"""The line score: points for named features of a line, twice, and the chance that it is furniture.

Each feature cuts one or two measures into bins and gives every bin a number of points, in
hundredths; a line's score is their sum. The first look sees the line and the sizes around it, the
second also how the lines around it scored. Both are plain logistic regressions, fitted by
benchmarks/fit_linescore.py; bins, points, the table from score to chance and the presets stand in
score.toml, where people can read and change them.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.boilerplate.context import second_look
from pipeline.boilerplate.lines import Ints, Page, hundredths
from pipeline.boilerplate.measures import first_look
from pipeline.boilerplate.phrases import Hit
from pipeline.boilerplate.surroundings import Surroundings
from pipeline.boilerplate.vicinity import Measures

Look = Literal["first", "second"]
_REASONS = 3


class Feature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Measures, their bins (`edges` are the least values of all bins but the lowest), and the
    points of each bin at each look; a feature of context has none at first look."""

    name: str
    says: str
    of: tuple[str, ...]
    edges: tuple[tuple[float, ...], ...]
    first: tuple[int, ...] = ()
    second: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """How many bins it has."""
        return int(np.prod([len(edges) + 1 for edges in self.edges]))


class Chances(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From a score to the chance of being furniture in ten-thousandths: from each of `scores` on,
    the next of `chances` holds."""

    scores: tuple[int, ...]
    chances: tuple[int, ...]

    def of(self, scores: Ints) -> Ints:
        """The chances of these scores."""
        return np.array(self.chances, np.int64)[np.searchsorted(self.scores, scores, side="right")]


class Preset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much may go, in ten-thousandths: the share of a page's expected text that removals by
    score may cost (`budget`); the least chance of being furniture that a line must have to go by
    score (`least`, for short, middling and long lines: a long one takes more with it), among lines
    that go, by a phrase rule, or by an edge (10,001: none does); whether lines that read like prose
    may go by score or as a template at all; how many lines from text a template line may still
    stand and stay (`apart`); and the share of likely text outside prose from which a page is
    treated as `safe`."""

    budget: int
    least: tuple[int, int, int]
    least_in_company: int
    least_by_rule: int
    least_by_edge: int
    prose: bool
    apart: int
    careful: int


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of score.toml."""

    preset: dict[str, Preset]
    base: dict[str, int]
    chance: dict[str, Chances]
    feature: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """Of all lines of pages made together: score in hundredths of a point, chance of being
    furniture in ten-thousandths, and the points of each feature (a row a feature)."""

    score: Ints
    chance: Ints
    points: NDArray[np.int32 | np.int64]


@cache
def model() -> Model:
    """The features and points that ship with copydesk."""
    text = resources.files(__package__).joinpath("score.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Model)


def score_pages(pages: Sequence[Page], hits: Sequence[Hit | None], site: Ints) -> Scores:
    """Score all lines of pages made together; see `first_look` for `hits` and `site`."""
    return score_measures(*first_look(pages, hits, site), hundredths(pages[0].of.words))


def score_measures(measures: Measures, around: Surroundings, size: Ints) -> Scores:
    """Both looks, from the measures of the first."""
    place = Bins(measures).of
    score = np.full(len(size), model().base["first"], np.int64)
    second = [feature for feature in model().feature if feature.second]
    points = np.empty((len(second), len(size)), np.int32)
    for feature in (feature for feature in model().feature if feature.first):
        score += _points(feature.first, place(feature))
    known = measures["site"] == 2
    chance = np.where(known, 10_000, model().chance["first"].of(score))
    measures |= second_look(np.where(known, 800, score), chance, size, around)
    for row, feature in zip(points, second, strict=True):
        row[:] = _points(feature.second, place(feature))
    score = model().base["second"] + points.sum(axis=0, dtype=np.int64)
    return Scores(score, model().chance["second"].of(score), points)


def _points(of_bins: tuple[int, ...], place: Ints) -> NDArray[np.int32]:
    return np.array(of_bins, np.int32).take(place, mode="clip")  # the fastest mode


class Bins:
    """The bins that lines fall in, computed once for each feature, and measure and edges."""

    def __init__(self, measures: Measures) -> None:
        self.measures = measures
        self._ones: dict[tuple[str, tuple[float, ...]], NDArray[np.uint8]] = {}
        self._known: dict[str, Ints] = {}

    def of(self, feature: Feature) -> Ints:
        """For each line the number of its bin of a feature."""
        if feature.name not in self._known:
            place: Ints = np.zeros(1, np.int64)
            for name, edges in zip(feature.of, feature.edges, strict=True):
                place = place * (len(edges) + 1) + self._one(name, edges)
            self._known[feature.name] = np.asarray(place, np.int64)
        return self._known[feature.name]

    def _one(self, name: str, edges: tuple[float, ...]) -> NDArray[np.uint8]:
        key = (name, edges)
        if key not in self._ones:
            values = self.measures[name]
            bins = np.zeros(len(values), np.uint8)
            for edge in edges:  # a few comparisons are faster than a search
                bins += values >= edge
            self._ones[key] = bins
        return self._ones[key]


@cache
def _second_says() -> tuple[str, ...]:
    return tuple(feature.says for feature in model().feature if feature.second)


@lru_cache(maxsize=1 << 12)
def _said(feature: int, points: int) -> str:
    return f"{_second_says()[feature]} {points / 100:+.1f}"


def reasons(scores: Scores, lines: Sequence[int]) -> list[str]:
    """For each line the features that speak most for it being furniture, with their points."""
    if not lines:
        return []
    points = scores.points[:, lines]
    best = np.argsort(-points, axis=0, kind="stable")[:_REASONS]
    most = np.take_along_axis(points, best, axis=0)
    return [
        ", ".join(map(_said, some, many))
        for some, many in zip(best.T.tolist(), most.T.tolist(), strict=True)
    ]
