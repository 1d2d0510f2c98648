"""Verification: how much of one document stands in another, exactly, and what that makes them.

`covered`, the share of a document's shingles that stand in the other, decides alone; Jaccard and
containment are told beside it (Broder 1997 has both).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.duplicates.facts import Fact, conflict
from pipeline.duplicates.shingles import covered_weight, shingle_ends
from pipeline.duplicates.tokens import WORD_WEIGHT

LEAST_SHINGLES = 8  # shorter texts ("Read more", a headline) are copies only when equal
SHORTER = 0.75  # a copy of at most this share of the kept one's shingles is contained in it
NEW_PASSAGE = 12 * WORD_WEIGHT  # words in a row that make other facts an update


@dataclass(frozen=True, slots=True)
class Content:
    """A document as it is compared: shingles in order and as a set, token weights, facts."""

    shingles: Sequence[int]
    distinct: frozenset[int]
    weights: Sequence[int]
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of distinct shingles: shared by both, of the document, of the other."""

    shared: int
    ours: int
    theirs: int

    @property
    def covered(self) -> float:
        """Share of the document's shingles that stand in the other, 0 to 1."""
        return self.shared / self.ours if self.ours else 0.0

    @property
    def jaccard(self) -> float:
        """Shared shingles over all shingles of both, 0 to 1."""
        either = self.ours + self.theirs - self.shared
        return self.shared / either if either else 0.0

    @property
    def containment(self) -> float:
        """Shared shingles over those of the shorter, 0 to 1."""
        shorter = min(self.ours, self.theirs)
        return self.shared / shorter if shorter else 0.0

    @property
    def equal(self) -> bool:
        """Both sets are one set, and not empty."""
        return self.shared == self.ours == self.theirs > 0


def figures(ours: Content, theirs: Content) -> Figures:
    """Exact counts for a pair."""
    shared = len(ours.distinct & theirs.distinct)
    return Figures(shared, len(ours.distinct), len(theirs.distinct))


def kind_of_copy(counted: Figures, threshold: float) -> str:
    """exact, near, contained, or empty when the document is no copy of the other."""
    if counted.equal:
        return "exact"
    if min(counted.ours, counted.theirs) < LEAST_SHINGLES or counted.covered < threshold:
        return ""
    return "contained" if counted.ours <= SHORTER * counted.theirs else "near"


def told_otherwise(ours: Content, theirs: Content) -> tuple[str, str] | None:
    """The first fact the two tell differently, as (ours, theirs), or None."""
    return conflict(ours.facts, theirs.facts, ours.shingles, theirs.shingles)


def words(ours: Content) -> float:
    """Words of a document; two characters count as a word."""
    return sum(ours.weights) / WORD_WEIGHT


def shared_words(ours: Content, theirs: Content) -> int:
    """Words of the document that lie in shared shingles, half a word rounded up."""
    shared = [value in theirs.distinct for value in ours.shingles]
    return -(-covered_weight(shared, ours.weights) // WORD_WEIGHT)


def kind_of_change(ours: Content, theirs: Content) -> str:
    """updated when the longer text has a new passage, else variant."""
    longer, other = sorted((ours, theirs), key=lambda one: sum(one.weights), reverse=True)
    return "updated" if _longest_own(longer, other) >= NEW_PASSAGE else "variant"


def _longest_own(ours: Content, theirs: Content) -> int:
    """Weight of the longest run of tokens that lie in no shared shingle."""
    longest = run = reach = 0
    starts = zip(ours.shingles, shingle_ends(ours.weights), strict=True)
    ends = [end if value in theirs.distinct else 0 for value, end in starts]
    for at, weight in enumerate(ours.weights):
        reach = max(reach, ends[at] if at < len(ends) else 0)
        run = 0 if at < reach else run + weight
        longest = max(longest, run)
    return longest
