"""Lines counted over stories: the columns of numbers against the rule told plainly."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.boilerplate.stories import SiteLines, count_lines, tell_stories

# Pages of a site, each the keys of its distinct lines; an even key is a long line.
SITES = st.lists(st.sets(st.integers(0, 12), max_size=8), min_size=1, max_size=12)


def lines_of(pages: list[set[int]]) -> SiteLines:
    rows = [(page, key) for page, keys in enumerate(pages) for key in sorted(keys)]
    documents, keys = (np.array(column) for column in zip(*rows, strict=True)) if rows else ([], [])
    keys = np.array(keys, np.uint64)
    names = [f"{page:02}" for page in range(len(pages))]
    return SiteLines(names, np.array(documents, np.int32), keys, keys % 3 == 0, keys % 2 == 0)


def plain_stories(pages: list[set[int]]) -> list[int]:
    """A page belongs to the first story whose first page shares two and half of its long lines."""
    long = [{key for key in keys if key % 2 == 0} for keys in pages]
    counts = Counter(key for keys in long for key in keys)
    telling = [{key for key in keys if counts[key] <= max(2, len(pages) // 2)} for keys in long]
    telling = [keys or own for keys, own in zip(telling, long, strict=True)]
    firsts: list[set[int]] = []
    stories = []
    for keys in telling:
        for number, first in enumerate(firsts):
            common = len(keys & first)
            if common >= 2 and common >= 0.5 * min(len(keys), len(first)):
                stories.append(number)
                break
        else:
            stories.append(len(firsts))
            firsts.append(keys)
    return stories


@given(SITES)
def test_stories_are_told_as_the_plain_rule_tells_them(pages: list[set[int]]) -> None:
    assert tell_stories(lines_of(pages)).tolist() == plain_stories(pages)


@given(SITES)
def test_support_is_the_number_of_distinct_stories(pages: list[set[int]]) -> None:
    stories = plain_stories(pages)
    for found in count_lines(lines_of(pages)):
        holding = [page for page, keys in enumerate(pages) if found.key in keys]
        assert found.stories == len({stories[page] for page in holding})
        assert found.share == found.stories / len(set(stories))
        assert list(found.documents) == [f"{page:02}" for page in holding[:3]]


def test_a_text_scraped_many_times_makes_no_template_of_its_lines() -> None:
    copies = [{0, 2, 4, 6} for _ in range(9)]
    assert count_lines(lines_of([*copies, {8, 10, 1}, {12, 14, 3}, {16, 18, 5}])) == []
