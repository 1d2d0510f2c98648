"""Site templates: lines that a site prints on many distinct stories.

Counted over stories and not over pages, so that a text scraped twice does not make its own lines a
template. Too few stories on a site: reported, not removed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.removal import MEDIUM, Removal
from pipeline.boilerplate.thresholds import thresholds


@dataclass(frozen=True, slots=True)
class LineCount:
    """A line of a site: the distinct stories that hold it, their share, whether it goes."""

    key: int
    stories: int
    share: float
    decision: str
    documents: tuple[str, ...]


def template_lines(page: Page, keys: Sequence[int], templates: Set[int]) -> list[Removal]:
    """The lines of the page that its site prints on many stories; quoted lines stay.

    `keys` are those of all lines of the pages made together.
    """
    if not templates:
        return []
    mine = keys[page.at : page.at + len(page)]
    return [
        _removal(index)
        for index, key in enumerate(mine)
        if key in templates and not page.is_quoted(index)
    ]


def _removal(index: int) -> Removal:
    reason = "The site prints this line on many of its stories."
    return Removal(
        index, "template.site", "template", MEDIUM, reason, "counts in audit/templates.csv"
    )


def tell_stories(long_lines: Mapping[str, Sequence[int]]) -> dict[str, int]:
    """Document -> story number, for the documents of one site.

    Two pages are one story when they share two and half of their long lines; long lines found on
    more than half of the pages tell nothing. `long_lines` maps each document to the keys of its.
    """
    limits = thresholds().template
    pages = Counter(key for keys in long_lines.values() for key in set(keys))
    most = max(2, len(long_lines) // 2)
    stories: dict[str, int] = {}
    holders: dict[int, list[int]] = defaultdict(list)
    sizes: list[int] = []
    for document in sorted(long_lines):
        mine = {key for key in long_lines[document] if pages[key] <= most}
        # A page without any line of its own: most pages of the site are copies of it.
        mine = mine or set(long_lines[document])
        shared = Counter(story for key in mine for story in holders[key])
        story = next(
            (
                number
                for number, common in sorted(shared.items())
                if common >= limits.same_story_lines
                and common >= limits.same_story_share * min(len(mine), sizes[number])
            ),
            len(sizes),
        )
        if story == len(sizes):
            sizes.append(len(mine))
            for key in mine:
                holders[key].append(story)
        stories[document] = story
    return stories


def count_lines(
    lines: Iterable[tuple[str, int, bool]], stories: Mapping[str, int]
) -> list[LineCount]:
    """The lines of one site that enough stories hold, sorted by key.

    `lines` are (document, key, reads like prose), once a document; `stories` from `tell_stories`.
    """
    total = len(set(stories.values()))
    holding: dict[int, set[int]] = defaultdict(set)
    documents: dict[int, list[str]] = defaultdict(list)
    prose_like: set[int] = set()
    for document, key, prose in lines:
        holding[key].add(stories[document])
        documents[key].append(document)
        if prose:
            prose_like.add(key)
    found = []
    for key in sorted(holding):
        support = len(holding[key])
        if decision := _decision(support, total, key in prose_like):
            samples = tuple(sorted(documents[key])[:3])
            found.append(LineCount(key, support, support / total, decision, samples))
    return found


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
