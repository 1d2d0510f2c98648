"""Shared passages: where in two texts the runs stand that verification counts as shared."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.duplicates.shingles import shingle_ends, shingles
from pipeline.duplicates.tokens import normalized, tokens

_TRIED = 16  # places of a run in the other text that are tried; the longest is taken


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words that stands in both texts: spans in code points of the texts in NFC, as texts
    in CLEAN are."""

    start: int
    stop: int
    other_start: int
    other_stop: int


def shared_passages(text: str, other: str) -> list[Passage]:
    """Passages of a text that stand in another one too, in the order of the text, none over
    another; together they hold exactly its `shared_words`.

    Each is as long as it can be, wherever it stands in the other text, and at least a shingle long,
    but for words that two passages share where they meet: the first has them.

    >>> text = "He said: the ferry left the pier at nine."
    >>> for one in shared_passages(text, "The Ferry left the pier at nine, they say"):
    ...     print(text[one.start : one.stop])
    the ferry left the pier at nine
    """
    ours, theirs = (tokens(normalized(one)) for one in (text, other))
    hashes, weights = ([token.hash for token in ours], [token.weight for token in ours])
    theirs_too = [token.hash for token in theirs], [token.weight for token in theirs]
    ends = shingle_ends(weights)
    found: list[Passage] = []
    reach = 0
    for at, place, run in _runs(shingles(hashes, weights), shingles(*theirs_too)):
        end = ends[at + run - 1]
        start = max(at, reach)
        if start < end:
            first, last = ours[start], ours[end - 1]
            there = theirs[start - at + place], theirs[end - at + place - 1]
            found.append(Passage(first.start, last.end, there[0].start, there[1].end))
        reach = max(reach, end)
    return found


def _runs(ours: Sequence[int], theirs: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Runs of equal shingles: where each begins in ours and in theirs, and how long it is."""
    places: defaultdict[int, list[int]] = defaultdict(list)
    for place, hashed in enumerate(theirs):
        places[hashed].append(place)
    at = 0
    while at < len(ours):
        tried = places.get(ours[at], [])[:_TRIED]
        run, place = max(((_length(ours, at, theirs, one), -one) for one in tried), default=(1, 1))
        if place <= 0:
            yield at, -place, run
        at += run


def _length(ours: Sequence[int], at: int, theirs: Sequence[int], place: int) -> int:
    """How far two texts run on alike, from a place in each."""
    count = 0
    most = min(len(ours) - at, len(theirs) - place)
    while count < most and ours[at + count] == theirs[place + count]:
        count += 1
    return count
