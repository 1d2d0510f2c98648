"""The edges of a page: promotion above the title, sign-up walls and related links below.

An edge grows from an anchor (a phrase rule of kind promotion, header or comments) over short lines
that are no prose, no quote and no bullet. Alone it costs under 0.01% of body words.
"""

from collections.abc import Sequence

from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.phrases import FAMILY_WORDS, Hit
from pipeline.boilerplate.removal import HIGH, LOW, MEDIUM, Removal
from pipeline.boilerplate.thresholds import thresholds

_FURNITURE = ("header", "line", "promotion", "comments")
_TAIL_ANCHORS = ("header", "promotion", "comments")
_COLONS = (":", "：", "﹕")


def edges(page: Page, hits: Sequence[Hit | None]) -> list[Removal]:
    """Removals at the head, in the tail, and in related-links lists."""
    if not any(hits):
        return []
    return [*_head(page, hits), *_tail(page, hits), *_related(page, hits)]


def _is(hit: Hit | None, kinds: Sequence[str]) -> bool:
    return hit is not None and hit.rule.kind in kinds


def _short_plain(page: Page, index: int) -> bool:
    short = page.words[index] <= thresholds().line.short_words
    return short and not page.is_quoted(index) and not page.is_bullet(index)


def _prose_span(page: Page, hits: Sequence[Hit | None]) -> tuple[int, int]:
    """First and last line of prose that no phrase rule covers; (lines, -1) without any."""
    prose = [
        index
        for index, is_prose in enumerate(page.prose)
        if is_prose and not _is(hits[index], _FURNITURE)
    ]
    return (prose[0], prose[-1]) if prose else (len(page), -1)


def labels_below_promotion(page: Page, hits: Sequence[Hit | None]) -> list[int]:
    """Outlet, section and author glued to the promotion at the head; none without one."""
    if not any(hits):
        return []
    first, _ = _prose_span(page, hits)
    last = _last_promotion(hits, first)
    return [] if last is None else _labels_below(page, last, first)


def _last_promotion(hits: Sequence[Hit | None], first_prose: int) -> int | None:
    top = range(min(thresholds().edge.head_lines, first_prose))
    return max((index for index in top if _is(hits[index], ("promotion",))), default=None)


def _head(page: Page, hits: Sequence[Hit | None]) -> list[Removal]:
    first, _ = _prose_span(page, hits)
    last = _last_promotion(hits, first)
    if last is None:
        return []
    number = page.number[last]
    above = [index for index in range(last + 1) if _short_plain(page, index)]
    reason = "Promotion at the head of the page, above the article."
    found = [_removal(i, "head", MEDIUM, reason, f"promotion on line {number}") for i in above]
    reason = "A label glued to the promotion at the head of the page, apart from the article."
    labels = _labels_below(page, last, first)
    return found + [_removal(i, "head", LOW, reason, f"promotion on line {number}") for i in labels]


def _labels_below(page: Page, anchor: int, first_prose: int) -> list[int]:
    """Outlet, section and author directly under a promotion, when a title still follows them."""
    limits = thresholds()
    block = []
    for index in range(anchor + 1, first_prose):
        if page.blank_before(index):
            break
        block.append(index)
    after = block[-1] + 1 if block else anchor + 1
    least, most = limits.guard.title_words
    # A long title reads like prose, so the first prose line counts, too.
    below = range(after, min(first_prose + 1, len(page)))
    title_follows = any(least <= page.words[i] <= most for i in below)
    short = all(page.words[i] <= limits.edge.label_words for i in block)
    return block if short and title_follows else []


def _tail(page: Page, hits: Sequence[Hit | None]) -> list[Removal]:
    limits = thresholds().edge
    _, last = _prose_span(page, hits)
    anchors = [i for i in range(last + 1, len(page)) if _is(hits[i], _TAIL_ANCHORS)]
    if not anchors or last < 0:
        return []
    tail = [
        index
        for index in range(anchors[0], len(page))
        if page.words[index] < limits.tail_words and not page.is_quoted(index)
    ]
    if not _within_share(page, tail):
        return []
    anchor = hits[anchors[0]]
    category = anchor.rule.family if anchor else "promotion"
    number = page.number[anchors[0]]
    reason = f"Below the last prose line, in a tail that opens with {FAMILY_WORDS[category]}."
    evidence = f"begins on line {number}"
    return [Removal(i, "edge.tail", category, MEDIUM, reason, evidence) for i in tail]


def _related(page: Page, hits: Sequence[Hit | None]) -> list[Removal]:
    """Headlines under "Read also", which may look like prose; sentences end such a list."""
    found: list[Removal] = []
    taken = -1
    for index, at in enumerate(hits):
        if index <= taken or at is None or at.rule.kind != "header" or at.rule.family != "readalso":
            continue
        listed, to_the_end = _headlines(page, hits, index)
        if not listed or (at.titled and not to_the_end) or not _within_share(page, listed):
            continue
        taken = listed[-1]
        number = page.number[index]
        where = "at the end of the page" if to_the_end else "inside the article"
        reason = f"A headline in a list of related links {where}."
        level = HIGH if to_the_end else MEDIUM
        found += [
            _removal(i, "related", level, reason, f"list under line {number}") for i in listed
        ]
    return found


def _headlines(page: Page, hits: Sequence[Hit | None], header: int) -> tuple[list[int], bool]:
    """The lines of the list under a header, and whether it runs to the end of the page."""
    limits = thresholds().edge
    rest = range(header + 1, len(page))
    in_second_half = header >= len(page) // 2
    fits = len(rest) <= limits.related_lines and in_second_half
    if fits and not any(_is_body(page, hits, i, limits.related_words) for i in rest):
        return list(rest), True
    listed: list[int] = []
    for index in rest:
        if _is_body(page, hits, index, limits.related_inside_words) or page.is_quoted(index):
            break
        listed.append(index)
    # A list that will not end is no list: it is the article.
    short = len(listed) <= limits.related_inside_lines and len(listed) < len(rest)
    opens_list = page.line(header).rstrip().endswith(_COLONS)
    return (listed, False) if short and opens_list else ([], False)


def _is_body(page: Page, hits: Sequence[Hit | None], index: int, most_words: int) -> bool:
    long = page.is_sentence(index) or page.words[index] > most_words
    return long and not _is(hits[index], _FURNITURE)


def _within_share(page: Page, indexes: Sequence[int]) -> bool:
    words = sum(page.words[index] for index in indexes)
    return words <= thresholds().edge.tail_share * sum(page.words)


def _removal(index: int, edge: str, level: str, reason: str, evidence: str) -> Removal:
    category = {"head": "promotion", "related": "related"}[edge]
    return Removal(index, f"edge.{edge}", category, level, reason, evidence)
