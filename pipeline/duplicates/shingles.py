"""Shingles: overlapping runs of five words, or ten characters of a script without spaces.

A document is compared as the set of its shingles (Broder 1997). A run starts at each token and
goes on until its weight is 10 (a word weighs 2, a character 1, so that mixed text needs no
segmenter) or the text ends, where the last run is.
"""

from collections.abc import Sequence

from pipeline.duplicates.tokens import MASK, fmix64

WEIGHT = 10  # five words: unrelated texts share none but by chance, three words share phrases
STEP = 0x9FB21C651E98DF25


def run_hash(hashes: Sequence[int]) -> int:
    """The hash of a run of tokens, in order."""
    value = 0
    for one in hashes:
        value = (value + one) * STEP & MASK
        value ^= value >> 32
    return fmix64(value)


def shingle_ends(weights: Sequence[int]) -> list[int]:
    """For each shingle, in order of its first token: one past its last token.

    >>> shingle_ends([2, 2, 2, 2, 2, 2]), shingle_ends([2, 2]), shingle_ends([])
    ([5, 6], [2], [])
    """
    ends: list[int] = []
    end = weight = 0
    for first in weights:
        while end < len(weights) and weight < WEIGHT:
            weight += weights[end]
            end += 1
        ends.append(end)
        if end == len(weights):
            break
        weight -= first
    return ends


def shingles(hashes: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Hashes of the shingles in the order of the text, repeats included; none for no token."""
    ends = shingle_ends(weights)
    return [run_hash(hashes[start:end]) for start, end in enumerate(ends)]


def covered_weight(shared: Sequence[bool], weights: Sequence[int]) -> int:
    """Weight of the tokens that lie in at least one shared shingle; half of it is words."""
    total = reach = 0
    for start, (is_shared, end) in enumerate(zip(shared, shingle_ends(weights), strict=True)):
        if is_shared:
            total += sum(weights[max(start, reach) : end])
            reach = end
    return total
