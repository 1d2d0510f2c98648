"""Two texts side by side: paragraphs are paired first, then words inside a pair.

A paragraph pairs with the one that shares at least a quarter of its words: below that, word
emphasis is confetti. Quote and dash forms do not count as a difference; a figure is stressed only
where something else stands in its place on the other side.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.report.escape import cut, show
from pipeline.report.words import plural

WORDS_A_SIDE = 3_000
CHARACTERS_A_SIDE = 20_000
_PARAGRAPH_PAIRS = 40_000
_PAIRS_TRIED = 900
_SHARED = 0.25
_FOLD_FROM = 4

_TOKEN = re.compile(r"(?:[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|[^\w\s])\s*")
_FORMS = str.maketrans("‘’‚‛“”„‟«»‐‑–—\u00a0", '\'\'\'\'""""""---- ')
_HEAD = '<div class="hd">compared</div><div class="hd">kept</div>'
_NL = "\n"
_CHANGED = {"left": "del", "right": "ins"}


@dataclass(frozen=True, slots=True)
class Sides:
    """The document compared (left) and the kept one (right); None where a text is not at hand."""

    left: str | None
    right: str | None


def side_by_side(sides: Sides) -> str:
    """HTML of two texts; says in words what it left out."""
    if sides.left is None or sides.right is None:
        return '<p class="soft">Not at hand here: <code>copydesk show</code> has these texts.</p>'
    left, right = _paragraphs(sides.left), _paragraphs(sides.right)
    if left == right:
        return _same_text(left)
    size = max(len(sides.left.split()), len(sides.right.split()))
    if size > WORDS_A_SIDE or _longest(sides) > CHARACTERS_A_SIDE:
        return _too_long(sides, size)
    rows = "".join(_rows(left, right))
    return f'<div class="diff">{_HEAD}{rows}</div>'


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _same_text(paragraphs: Sequence[str]) -> str:
    said = '<p class="soft">Both texts are the same, word for word.</p>'
    return f'{said}<div class="diff">{_plain(_NL.join(paragraphs), "one")}</div>'


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


def _rows(left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
    # Without its junk rule difflib is quadratic in repeated lines: only short lists afford that.
    junk = len(left) * len(right) > _PARAGRAPH_PAIRS
    a, b = ([_fold(paragraph) for paragraph in side] for side in (left, right))
    for tag, i, j, k, m in SequenceMatcher(None, a, b, junk).get_opcodes():
        if tag == "equal":
            yield from _equal_rows(left[i:j], right[k:m])
        else:
            for pair in _pair(left[i:j], right[k:m]):
                yield _changed_row(*pair)


def _fold(text: str) -> str:
    return " ".join(text.translate(_FORMS).split())


def _equal_rows(left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
    pairs = list(zip(left, right, strict=True))
    if len(pairs) < _FOLD_FROM:
        for a, b in pairs:
            yield f'<div dir="auto">{show(a)}</div><div class="again" dir="auto">{show(b)}</div>'
        return
    inside = "".join(f'<p dir="auto">{show(b)}</p>' for _, b in pairs)
    words = plural(sum(len(b.split()) for _, b in pairs), "word")
    label = f"{len(pairs)} paragraphs are the same on both sides ({words})"
    yield f'<details class="fold"><summary>{label}</summary>{inside}</details>'


def _pair(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Pairs of paragraphs in order, None where one stands alone: the alignment that shares most."""
    if len(left) * len(right) > _PAIRS_TRIED:
        yield from ((a, None) for a in left)
        yield from ((None, b) for b in right)
        return
    bags = [[set(_fold(p).lower().split()) for p in side] for side in (left, right)]
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


def _changed_row(left: str | None, right: str | None) -> str:
    if left is None or right is None:
        return _alone(left, "left") + _alone(right, "right")
    a, b = _tokens(left), _tokens(right)
    marked_a, marked_b = [], []
    for changed, i, j, k, m in _word_changes(a, b):
        both = changed and j > i and m > k
        marked_a.append(_mark(a[i:j], "left" if changed else "", both))
        marked_b.append(_mark(b[k:m], "right" if changed else "", both))
    return f'<div dir="auto">{"".join(marked_a)}</div><div dir="auto">{"".join(marked_b)}</div>'


def _alone(text: str | None, side: str) -> str:
    if text is None:
        return '<div class="gone"></div>'
    tag = _CHANGED[side]
    return f'<div dir="auto"><{tag}>{show(text)}</{tag}></div>'


def _tokens(text: str) -> list[str]:
    return [token for token in _TOKEN.findall(text) if token]


def _word_changes(
    left: Sequence[str], right: Sequence[str]
) -> list[tuple[bool, int, int, int, int]]:
    """Spans of words, changed or not; a lone small word between two changes belongs to them."""
    keys = [[_fold(token) for token in side] for side in (left, right)]
    spans: list[tuple[bool, int, int, int, int]] = []
    codes = SequenceMatcher(None, keys[0], keys[1]).get_opcodes()
    for at, (tag, i, j, k, m) in enumerate(codes):
        lone = 0 < at < len(codes) - 1 and j - i == 1 and len(keys[0][i]) < 4
        changed = tag != "equal" or lone
        first, second = i, k
        if spans and spans[-1][0] == changed:
            _, first, _, second, _ = spans.pop()
        spans.append((changed, first, j, second, m))
    return spans


def _mark(tokens: Sequence[str], side: str, both: bool) -> str:
    text = "".join(tokens)
    if not side or not text:
        return show(text)
    tag = _CHANGED[side]
    body = text.rstrip()
    inside = "".join(_figure(token) for token in _TOKEN.findall(body)) if both else show(body)
    return f"<{tag}>{inside}</{tag}>{show(text[len(body) :])}"


def _figure(token: str) -> str:
    if not any(character.isdigit() for character in token):
        return show(token)
    word = token.rstrip()
    return f"<mark>{show(word)}</mark>{show(token[len(word) :])}"
