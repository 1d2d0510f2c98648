"""Two texts put beside each other: paragraphs are paired first, then words inside a pair.

A paragraph pairs with the one that shares at least a quarter of its words: below that, word
emphasis is confetti. Quote and dash forms do not count as a difference.

>>> row = next(aligned("Gusts of 112 kph", "Gusts of 108 kph"))
>>> [piece.text for piece in row.right if piece.changed]
['108 ']
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS_A_SIDE = 3_000
_PARAGRAPH_PAIRS = 40_000
_PAIRS_TRIED = 900
_SHARED = 0.25
_LONE = 4

_TOKEN = re.compile(r"(?:[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|[^\w\s])\s*")
_FORMS = str.maketrans("‘’‚‛“”„‟«»‐‑–—\u00a0", '\'\'\'\'""""""---- ')


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph that is the same on both sides, or is not."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of the left text beside one of the right; None where one stands alone."""

    left: tuple[Piece, ...] | None
    right: tuple[Piece, ...] | None

    @property
    def same(self) -> bool:
        """Both sides say the same, quote forms and spaces aside."""
        return not any(piece.changed for piece in (self.left or _ALONE) + (self.right or _ALONE))


_ALONE = (Piece("", True),)


def _paragraphs(text: str) -> list[str]:
    """The lines of a text that hold something, trimmed."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def aligned(left: str, right: str) -> Iterator[Row]:
    """Rows of paragraphs in the order of both texts."""
    ours, theirs = _paragraphs(left), _paragraphs(right)
    # Without its junk rule difflib is quadratic in repeated lines: only short lists afford that.
    junk = len(ours) * len(theirs) > _PARAGRAPH_PAIRS
    a, b = ([_folded(paragraph) for paragraph in side] for side in (ours, theirs))
    for tag, i, j, k, m in SequenceMatcher(None, a, b, junk).get_opcodes():
        if tag == "equal":
            for one, other in zip(ours[i:j], theirs[k:m], strict=True):
                yield Row((Piece(one, False),), (Piece(other, False),))
        else:
            for pair in _paired(ours[i:j], theirs[k:m]):
                yield _row(*pair)


def _folded(text: str) -> str:
    """A text with plain quotes, dashes and spaces: what counts in a comparison."""
    return " ".join(text.translate(_FORMS).split())


def _paired(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Pairs of paragraphs in order, None where one stands alone: the alignment that shares most."""
    if len(left) * len(right) > _PAIRS_TRIED:
        yield from ((a, None) for a in left)
        yield from ((None, b) for b in right)
        return
    bags = [[set(_folded(p).lower().split()) for p in side] for side in (left, right)]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) - 1, -1, -1):
        for k in range(len(right) - 1, -1, -1):
            together = _alike(bags[0][i], bags[1][k]) + best[i + 1][k + 1]
            best[i][k] = max(best[i + 1][k], best[i][k + 1], together)
    i = k = 0
    while i < len(left) or k < len(right):
        if i < len(left) and best[i][k] == best[i + 1][k]:
            yield left[i], None
            i += 1
        elif k < len(right) and best[i][k] == best[i][k + 1]:
            yield None, right[k]
            k += 1
        else:
            yield left[i], right[k]
            i, k = i + 1, k + 1


def _alike(left: set[str], right: set[str]) -> float:
    shared = len(left & right) / max(1, min(len(left), len(right)))
    return shared if shared >= _SHARED else 0.0


def _row(left: str | None, right: str | None) -> Row:
    if left is None or right is None:
        return Row(_whole(left), _whole(right))
    a, b = _TOKEN.findall(left), _TOKEN.findall(right)
    if max(len(a), len(b)) > _WORDS_A_SIDE:
        return Row(_whole(left), _whole(right))
    ours, theirs = [], []
    for changed, i, j, k, m in _word_changes(a, b):
        ours.append(Piece("".join(a[i:j]), changed))
        theirs.append(Piece("".join(b[k:m]), changed))
    return Row(tuple(ours), tuple(theirs))


def _whole(text: str | None) -> tuple[Piece, ...] | None:
    return None if text is None else (Piece(text, True),)


def _word_changes(
    left: Sequence[str], right: Sequence[str]
) -> list[tuple[bool, int, int, int, int]]:
    """Spans of words, changed or not; a lone small word between two changes belongs to them."""
    keys = [[_folded(token) for token in side] for side in (left, right)]
    spans: list[tuple[bool, int, int, int, int]] = []
    codes = SequenceMatcher(None, keys[0], keys[1]).get_opcodes()
    for at, (tag, i, j, k, m) in enumerate(codes):
        lone = 0 < at < len(codes) - 1 and j - i == 1 and len(keys[0][i]) < _LONE
        changed = tag != "equal" or lone
        first, second = i, k
        if spans and spans[-1][0] == changed:
            _, first, _, second, _ = spans.pop()
        spans.append((changed, first, j, second, m))
    return spans
