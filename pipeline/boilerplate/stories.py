"""Lines of one site counted over distinct stories, so that a text scraped twice counts once.

Columns of numbers throughout: a site may hold millions of lines.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.boilerplate.thresholds import thresholds


@dataclass(frozen=True, slots=True)
class SiteLines:
    """Distinct lines of the documents of a site, a row a line of a document.

    `documents` are places in `names`, which are sorted; `keys` hash the line with digits folded;
    `prose` and `long` tell what reads like prose and what is long enough to tell stories apart.
    """

    names: Sequence[str]
    documents: NDArray[np.int32]
    keys: NDArray[np.uint64]
    prose: NDArray[np.bool_]
    long: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LineCount:
    """A line of a site: the distinct stories that hold it, their share, whether it goes."""

    key: int
    stories: int
    share: float
    decision: str
    documents: tuple[str, ...]


def count_lines(lines: SiteLines) -> list[LineCount]:
    """The lines that enough stories of the site hold, sorted by key; three documents as samples.

    >>> numbers = np.array([0, 1, 2], np.int32), np.array([7, 7, 7], np.uint64)
    >>> found = count_lines(SiteLines(["a", "b", "c"], *numbers, *np.zeros((2, 3), np.bool_)))
    >>> [(one.key, one.stories, one.decision) for one in found]
    [(7, 3, 'remove')]
    """
    if len(lines.names) < 2:
        return []
    stories = tell_stories(lines)
    total = int(stories.max(initial=-1)) + 1
    order = np.lexsort((lines.documents, lines.keys))
    keys = lines.keys[order]
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    ends = np.append(starts[1:], len(keys))
    several = ends - starts > 1  # a line of one document is nobody's template
    found = []
    for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
        rows = order[start:end]
        documents = lines.documents[rows]
        support = len(set(stories[documents].tolist()))
        if decision := _decision(support, total, bool(lines.prose[rows].any())):
            samples = tuple(lines.names[at] for at in documents[:3].tolist())
            found.append(LineCount(int(keys[start]), support, support / total, decision, samples))
    return found


def tell_stories(lines: SiteLines) -> NDArray[np.int32]:
    """The number of its story for each document of a site.

    Two pages are one story when they share two and half of their long lines; long lines found on
    more than half of the pages tell nothing. A page is held against the first page of each story.
    """
    limits = thresholds().template
    stories = np.zeros(len(lines.names), np.int32)
    holders: dict[int, list[int]] = defaultdict(list)
    sizes: list[int] = []
    for document, (size, shared) in enumerate(_telling_lines(lines)):
        common = Counter(story for key in shared for story in holders[key])
        story = next(
            (
                number
                for number, count in sorted(common.items())
                if count >= limits.same_story_lines
                and count >= limits.same_story_share * min(size, sizes[number])
            ),
            len(sizes),
        )
        if story == len(sizes):
            sizes.append(size)
            for key in shared:
                holders[key].append(story)
        stories[document] = story
    return stories


def _telling_lines(lines: SiteLines) -> Iterator[tuple[int, list[int]]]:
    """For each document how many of its long lines tell something, and those that others have."""
    documents, keys = lines.documents[lines.long], lines.keys[lines.long]
    _, place, pages = np.unique(keys, return_inverse=True, return_counts=True)
    pages = pages[place]
    telling = pages <= max(2, len(lines.names) // 2)
    sizes = np.bincount(documents[telling], minlength=len(lines.names))
    # A page without any line of its own: most pages of the site are copies of it.
    alone = sizes == 0
    telling |= alone[documents]
    sizes = np.bincount(documents[telling], minlength=len(lines.names))
    shared = np.flatnonzero(telling & (pages > 1))
    shared = shared[np.argsort(documents[shared], kind="stable")]
    ends = np.cumsum(np.bincount(documents[shared], minlength=len(lines.names)))
    start = 0
    for size, end in zip(sizes.tolist(), ends.tolist(), strict=True):
        yield size, place[shared[start:end]].tolist()
        start = end


def _decision(support: int, total: int, prose: bool) -> str:
    """What is to be done with a line that `support` of a site's `total` stories hold."""
    limits = thresholds().template
    if total < limits.least_stories_of_site:
        return "report" if support == total > 1 else ""
    if total < limits.few_stories:
        least, share = limits.stories, limits.few_share
    elif prose:
        least, share = limits.prose_stories, limits.prose_share
    else:
        least, share = limits.stories, limits.share
    return "remove" if support >= least and support >= share * total else ""
