"""Sums around lines stay within their page, and a line measures the same in any company."""

import numpy as np

from pipeline.boilerplate.hits import page_hits
from pipeline.boilerplate.lines import make_pages
from pipeline.boilerplate.measures import first_look
from pipeline.boilerplate.surroundings import FAR, Surroundings, place_in, share

TWO_PAGES = Surroundings(np.array([0, 3, 5]))
ONES = np.ones(5, np.int64)
PAGES = [
    "Menu\nThe ferry left the pier at noon, and nobody on the quay had seen it go before.\nShare",
    "Home\n12:40 Tide table\n12:50 Fog horn\nRead also:\nA headline about the old piano",
    "",
]


def test_sums_stop_at_the_ends_of_a_page() -> None:
    assert TWO_PAGES.total(ONES, -1, -9).tolist() == [0, 1, 2, 0, 1]
    assert TWO_PAGES.beside(ONES, 1).tolist() == [1, 2, 1, 1, 1]
    assert TWO_PAGES.count(-1, 1).tolist() == [2, 3, 2, 2, 2]
    assert TWO_PAGES.of_page(np.arange(5)).tolist() == [3, 3, 3, 7, 7]


def test_marks_are_seen_from_below_and_above() -> None:
    marks = np.array([False, True, False, False, False])
    assert TWO_PAGES.since(marks).tolist() == [FAR, 0, 1, FAR, FAR]
    assert TWO_PAGES.until(marks).tolist() == [1, 0, FAR, FAR, FAR]


def test_a_stretch_ends_at_marks_and_at_pages() -> None:
    marks = np.array([False, True, False, False, False])
    assert TWO_PAGES.stretch(marks, np.array([1, 2, 4, 8, 16])).tolist() == [1, 2, 4, 24, 24]


def test_places_count_from_the_nearest_line_of_the_block() -> None:
    blocks = np.array([[1, 2], [0, 0]])
    assert place_in(blocks, TWO_PAGES).tolist() == [-1, 0, 1, 1, 2]


def test_a_share_of_nothing_is_no_share() -> None:
    assert share(np.array([1, 0]), np.array([4, 0])).tolist() == [0.25, -1.0]


def test_a_line_measures_the_same_in_any_company() -> None:
    together = make_pages(PAGES, ["en"] * len(PAGES))
    measured, _ = first_look(together, page_hits(together), np.zeros(8, np.int64))
    for page in together:
        alone = make_pages([page.text], ["en"])
        mine, _ = first_look(alone, page_hits(alone), np.zeros(len(page), np.int64))
        for name, values in mine.items():
            assert values.tolist() == measured[name][page.at : page.at + len(page)].tolist(), name
