"""Pictures as hand-written SVG: they follow the colours of the page, print, and never move.

Colours are classes (`c-kept`, ...), so that light and dark need no second picture; the flow is
drawn twice, wide and narrow, and the style shows one of the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from pipeline.report.escape import foreign


@dataclass(frozen=True, slots=True)
class Part:
    """One end of a flow: what it is in plain words, how much, and the class of its colour."""

    label: str
    amount: int
    colour: str


@dataclass(frozen=True, slots=True)
class _Shape:
    kind: str
    width: int
    source: int
    target: int
    head: int


_WIDE = _Shape("wide", 640, 118, 372, 0)
_NARROW = _Shape("narrow", 330, 0, 96, 24)
_TALL = 104
_STEP = 22
_BAR = 7


def flow(whole: str, parts: Sequence[Part]) -> str:
    """`whole` split into its parts, drawn wide and narrow; empty parts are left out."""
    parts = [part for part in parts if part.amount > 0]
    if not parts:
        return ""
    return _flow(whole, parts, _WIDE) + _flow(whole, parts, _NARROW)


def _flow(whole: str, parts: Sequence[Part], shape: _Shape) -> str:
    total = sum(part.amount for part in parts)
    heights = [max(1.5, _TALL * part.amount / total) for part in parts]
    tops = _tops(heights)
    bottom = max(tops[-1] + heights[-1], tops[-1] + _STEP / 2)
    start = (bottom - _TALL) / 2 if shape.kind == "wide" else tops[0]
    drawn, at = [], max(0.0, start)
    first = at
    for part, top, height in zip(parts, tops, heights, strict=True):
        share = _TALL * part.amount / total
        drawn.append(_band(shape, (at, at + share), (top, top + height), part))
        at += share
    height = shape.head + max(bottom, first + _TALL) + 6
    label = escape(f"{whole}: " + ", ".join(part.label for part in parts))
    return (
        f'<svg class="flow {shape.kind}" viewBox="0 0 {shape.width} {_n(height)}" role="img"'
        f' aria-label="{label}">{_source(whole, shape, first)}{"".join(drawn)}</svg>'
    )


def _tops(heights: Sequence[float]) -> list[float]:
    # Ends stand far enough apart for their labels.
    tops: list[float] = []
    at = 4.0
    for index, height in enumerate(heights):
        if index:
            centre = tops[-1] + heights[index - 1] / 2 + _STEP
            at = max(at, centre - height / 2)
        tops.append(at)
        at += height + 5
    return tops


def _source(whole: str, shape: _Shape, first: float) -> str:
    y = shape.head + first
    bar = f'<rect class="c-in" x="{shape.source}" y="{_n(y)}" width="{_BAR}" height="{_TALL}"/>'
    number, _, noun = whole.partition(" ")
    if shape.kind == "narrow":
        return f'<text class="s" x="0" y="15">{escape(whole)}</text>{bar}'
    middle = y + _TALL / 2
    return (
        f'<text class="big" x="0" y="{_n(middle)}">{escape(number)}</text>'
        f'<text class="s" x="0" y="{_n(middle + 17)}">{escape(noun)}</text>{bar}'
    )


def _band(shape: _Shape, left: tuple[float, float], right: tuple[float, float], part: Part) -> str:
    x, end = shape.source + _BAR, shape.target
    bend = (x + end) / 2
    a, b = (shape.head + y for y in left)
    c, d = (shape.head + y for y in right)
    curve = (
        f"M{x} {_n(a)}C{_n(bend)} {_n(a)} {_n(bend)} {_n(c)} {end} {_n(c)}V{_n(d)}"
        f"C{_n(bend)} {_n(d)} {_n(bend)} {_n(b)} {x} {_n(b)}Z"
    )
    return (
        f'<path class="band {part.colour}" d="{curve}"/>'
        f'<rect class="{part.colour}" x="{end}" y="{_n(c)}" width="{_BAR}" height="{_n(d - c)}"/>'
        f'<text x="{end + _BAR + 8}" y="{_n((c + d) / 2 + 4.5)}">{escape(part.label)}</text>'
    )


def bars(rows: Sequence[tuple[str, int]]) -> str:
    """Names with counts as horizontal bars, longest first as given."""
    most = max((count for _, count in rows), default=0)
    drawn = []
    for name, count in rows:
        width = max(1.0, 100 * count / most)
        drawn.append(
            f'<dt>{foreign(name)}</dt><dd><svg viewBox="0 0 100 10" preserveAspectRatio="none"'
            f' aria-hidden="true"><rect class="c-furniture" width="{_n(width)}" height="10"/></svg>'
            f"<b>{count:,}</b></dd>"
        )
    return f'<dl class="bars">{"".join(drawn)}</dl>'


def histogram(counts: Sequence[int], first: float, threshold: float) -> str:
    """Bins of equal width from `first` to 1; the bars over the threshold are darker."""
    most = max([*counts, 1])
    width = 560 / len(counts)
    drawn = []
    for index, count in enumerate(counts):
        if not count:
            continue
        low = first + (1 - first) * index / len(counts)
        colour = "c-exact" if low >= threshold - 1e-9 else "c-contained"
        height = max(2.0, 92 * (count / most) ** 0.5)
        drawn.append(
            f'<rect class="{colour}" x="{_n(40 + index * width + 1)}" y="{_n(130 - height)}"'
            f' width="{_n(width - 2)}" height="{_n(height)}"/>'
            f'<text class="s n count" x="{_n(40 + (index + 0.5) * width)}" y="{_n(125 - height)}">'
            f"{count:,}</text>"
        )
    return (
        f'<svg class="histogram" viewBox="0 0 640 160" role="img" aria-label="'
        f'Pairs by the share of the document that stands in the kept one, from {first:g} to 1">'
        f'<path class="axis" d="M40 130.5H600"/>{"".join(drawn)}'
        f"{_ticks(first)}{_line(first, threshold)}</svg>"
    )


def _ticks(first: float) -> str:
    marks = []
    for index in range(6):
        value = first + (1 - first) * index / 5
        x = 40 + 112 * index
        marks.append(f'<text class="s n" x="{x}" y="153">{100 * value:.0f}%</text>')
    return "".join(marks)


def _line(first: float, threshold: float) -> str:
    if not first <= threshold <= 1:
        return ""
    x = _n(40 + 560 * (threshold - first) / (1 - first))
    label = f'<text class="s e" x="{_n(float(x) - 6)}" y="20">threshold {threshold:g}</text>'
    return f'<path class="threshold" d="M{x} 2V130"/>{label}'


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
