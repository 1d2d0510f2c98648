"""Two texts side by side as HTML; a figure is stressed only where another stands in its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.report.alignment import TOKEN, WORDS_A_SIDE, Piece, Row, aligned, paragraphs
from pipeline.report.escape import cut, show
from pipeline.report.words import plural

CHARACTERS_A_SIDE = 20_000
_FOLD_FROM = 4

_HEAD = '<div class="hd">compared</div><div class="hd">kept</div>'
_NL = "\n"


@dataclass(frozen=True, slots=True)
class Sides:
    """The document compared (left) and the kept one (right); None where a text is not at hand."""

    left: str | None
    right: str | None


def side_by_side(sides: Sides) -> str:
    """HTML of two texts; says in words what it left out."""
    if sides.left is None or sides.right is None:
        return '<p class="soft">Not at hand here: <code>copydesk show</code> has these texts.</p>'
    left, right = paragraphs(sides.left), paragraphs(sides.right)
    if left == right:
        return _same_text(left)
    size = max(len(sides.left.split()), len(sides.right.split()))
    if size > WORDS_A_SIDE or _longest(sides) > CHARACTERS_A_SIDE:
        return _too_long(sides, size)
    runs = groupby(aligned(sides.left, sides.right), key=lambda row: row.same)
    rows = "".join(cell for same, run in runs for cell in _rows(same, list(run)))
    return f'<div class="diff">{_HEAD}{rows}</div>'


def _same_text(lines: Sequence[str]) -> str:
    said = '<p class="soft">Both texts are the same, word for word.</p>'
    return f'{said}<div class="diff">{_plain(_NL.join(lines), "one")}</div>'


def _too_long(sides: Sides, size: int) -> str:
    said = f"Too long to mark words ({plural(size, 'word')}). "
    if _longest(sides) > CHARACTERS_A_SIDE:
        said += f"Each side shows its first {CHARACTERS_A_SIDE:,} characters. "
    said += "All of it: <code>copydesk show</code>."
    cells = _plain(sides.left or "") + _plain(sides.right or "")
    return f'<p class="soft">{said}</p><div class="diff">{_HEAD}{cells}</div>'


def _longest(sides: Sides) -> int:
    return max(len(sides.left or ""), len(sides.right or ""))


def _plain(text: str, kind: str = "") -> str:
    shown = show(cut(text, CHARACTERS_A_SIDE))
    return f'<div class="long {kind}" dir="auto">{shown}</div>'


def _rows(same: bool, rows: Sequence[Row]) -> Iterator[str]:
    if not same:
        yield from (_side(row, row.left, "del") + _side(row, row.right, "ins") for row in rows)
        return
    pairs = [(_joined(row.left), _joined(row.right)) for row in rows]
    if len(pairs) < _FOLD_FROM:
        for a, b in pairs:
            yield f'<div dir="auto">{show(a)}</div><div class="again" dir="auto">{show(b)}</div>'
        return
    inside = "".join(f'<p dir="auto">{show(b)}</p>' for _, b in pairs)
    words = plural(sum(len(b.split()) for _, b in pairs), "word")
    label = f"{len(pairs)} paragraphs are the same on both sides ({words})"
    yield f'<details class="fold"><summary>{label}</summary>{inside}</details>'


def _joined(pieces: Sequence[Piece] | None) -> str:
    return "".join(piece.text for piece in pieces or ())


def _side(row: Row, pieces: Sequence[Piece] | None, tag: str) -> str:
    if pieces is None:
        return '<div class="gone"></div>'
    drawn = []
    for at, piece in enumerate(pieces):
        both = bool(row.left and row.right and row.left[at].text and row.right[at].text)
        drawn.append(_mark(piece, tag, both))
    return f'<div dir="auto">{"".join(drawn)}</div>'


def _mark(piece: Piece, tag: str, both: bool) -> str:
    if not piece.changed or not piece.text:
        return show(piece.text)
    body = piece.text.rstrip()
    inside = "".join(_figure(token) for token in TOKEN.findall(body)) if both else show(body)
    return f"<{tag}>{inside}</{tag}>{show(piece.text[len(body) :])}"


def _figure(token: str) -> str:
    if not any(character.isdigit() for character in token):
        return show(token)
    word = token.rstrip()
    return f"<mark>{show(word)}</mark>{show(token[len(word) :])}"
