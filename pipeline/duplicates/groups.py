"""Groups by leader, in plain Python: the rule the compiled path is held against.

Documents come in a total order. Each meets only documents that are kept: it is tied to the leader
that covers it best, if that one covers enough and tells the same facts; else it leads a group of
its own. So there are no chains: every dropped document was verified against the document that is
kept.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.duplicates.corpus import Corpus, Signed
from pipeline.duplicates.signatures import AFFINE, BANDS, PERMUTATIONS, ROWS, permutations
from pipeline.duplicates.verify import (
    Figures,
    figures,
    kind_of_change,
    kind_of_copy,
    shared_words,
    told_otherwise,
    words,
)

if TYPE_CHECKING:
    from datasketch import MinHash

COPIES = ("exact", "near", "contained")
MARGIN = 0.1  # covered this little under the threshold is worth a look
COMMON = 64  # a sampled shingle in the sketches of more leaders than this finds nothing
SHARED_SKETCH = 2  # hashes two sketches must share ...
SHORT = 64  # ... or one, for a document of fewer shingles than this ...
SKETCH_SHARE = 0.5  # ... and this share of what the least share covered leads one to expect
READ = 16  # candidates verified for a document, the likeliest first ...
OTHERWISE = 4  # ... of more, only until so many passed and told other facts: look-alikes
NAMED_BY_FACTS = 4  # documents with at least so many facts are also found by equal facts


@dataclass(frozen=True, slots=True)
class Tie:
    """A document and a kept one: what they are to each other, a fact told otherwise, and the wish
    of the settings by which the other one was kept."""

    document: int
    kept: int
    relation: str
    verdict: str
    figures: Figures
    words: int
    facts: tuple[str, str] | None = None
    capped: bool = False
    why: str = ""

    @property
    def dropped(self) -> bool:
        """The document goes: nothing but its relation speaks."""
        return self.verdict in COPIES


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides: the threshold, what drops, documents a person keeps, pairs kept apart, and
    documents of an earlier run, which are kept already and never met."""

    threshold: float
    drop: frozenset[str]
    held: frozenset[int] = frozenset()
    apart: frozenset[tuple[int, int]] = frozenset()
    given: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Led:
    """Ties sorted by document and kept one; and how many kept documents met a bound: not all that
    is like them was compared, or they hold sampled shingles too common to be looked for by."""

    ties: list[Tie]
    bounded: int
    common: int


def hashes_needed(size: int, useful: int, threshold: float) -> int:
    """How many of the `useful` hashes of a sketch another one must hold to be worth verifying.

    >>> hashes_needed(500, 62, 0.8), hashes_needed(500, 3, 0.8), hashes_needed(40, 3, 0.8)
    (21, 2, 1)
    """
    least = 1 if size < SHORT else SHARED_SKETCH
    return max(least, int(SKETCH_SHARE * (threshold - MARGIN) * useful))


class _Leaders:
    """The kept documents so far, found by band, by sketch and by equal set."""

    def __init__(self, corpus: Corpus) -> None:
        from datasketch import MinHashLSH

        self._documents = corpus.signed
        self._bands = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
        self._equal: defaultdict[str | int, list[int]] = defaultdict(list)
        self._sketches: defaultdict[int, list[int]] = defaultdict(list)
        self._sampled, self._sketch = corpus.sampled()
        self._rank: dict[int, int] = {}

    def add(self, at: int) -> None:
        """Make a document a leader."""
        one = self._documents[at]
        self._rank[at] = len(self._rank)
        self._bands.insert(at, _minhash(one))
        for key in self._names(one):
            self._equal[key].append(at)
        for value in self._sketch[at]:
            self._sketches[value].append(at)

    def candidates(self, at: int, rules: Rules) -> tuple[list[int], bool]:
        """Leaders that may cover a document, the likeliest first; and whether sampled shingles of
        it were too common."""
        one = self._documents[at]
        sketch = [v for v in self._sketch[at] if len(self._sketches.get(v, ())) <= COMMON]
        hits = Counter(leader for value in sketch for leader in self._sketches.get(value, ()))
        common = len(self._sketch[at]) - len(sketch)
        needed = hashes_needed(one.size, self._sampled[at] - common, rules.threshold)
        found = {leader for leader, count in hits.items() if count >= needed}
        found.update(self._bands.query(_minhash(one)))
        found.update(leader for key in self._names(one) for leader in self._equal.get(key, ()))
        found = {leader for leader in found if self._documents[leader].scope == one.scope} - {at}
        likely = sorted(found, key=lambda leader: self._likelihood(one, leader, hits[leader]))
        return likely, common > 0

    def _names(self, one: Signed) -> list[str | int]:
        """What equal documents share: the set, and the facts where there are some."""
        told = one.facts >= NAMED_BY_FACTS
        return [one.set_digest, one.facts_digest] if told else [one.set_digest]

    def _likelihood(self, one: Signed, leader: int, hits: int) -> tuple[int, int]:
        agree = int(np.count_nonzero(one.signature == self._documents[leader].signature))
        return -agree - hits, self._rank[leader]


def _minhash(one: Signed) -> "MinHash":
    from datasketch import MinHash

    # The name of a scheme plays no part: values of one corpus are of one scheme.
    return MinHash(hashvalues=one.signature, scheme=AFFINE, permutations=permutations())


@dataclass(frozen=True, slots=True)
class _Search:
    """The best of each kind among the leaders a document met."""

    copy: Tie | None = None
    change: Tie | None = None
    almost: Tie | None = None
    apart: tuple[Tie, ...] = ()
    stopped: bool = False


def lead(corpus: Corpus, order: Sequence[int], rules: Rules) -> Led:
    """Ties of all documents.

    `order` holds every document once, given ones first, then held ones. A dropped document has one
    tie that drops it; a kept one may have one that tells why it stays although it is close to
    another, and one for each pair that only a decision keeps apart.
    """
    leaders = _Leaders(corpus)
    ties: list[Tie] = []
    bounded = common = 0
    order = [at for at in order if corpus.signed[at].size]
    first = rules.given | rules.held
    for at in order:
        if at in first:
            leaders.add(at)
    turns = [at for at in order if at not in first]
    # What would have taken a held document is known only when all lead.
    for at in [*turns, *(at for at in order if at in rules.held - rules.given)]:
        candidates, skipped = leaders.candidates(at, rules)
        found = _search(corpus, at, candidates, rules)
        ties.extend(found.apart)
        if best := found.copy or found.change or found.almost:
            ties.append(best)
        if found.copy and (found.copy.dropped or not rules.drop):
            continue
        bounded, common = bounded + found.stopped, common + skipped
        if at not in rules.held:
            leaders.add(at)
    return Led(sorted(ties, key=lambda tie: (tie.document, tie.kept)), bounded, common)


def _search(corpus: Corpus, at: int, candidates: Sequence[int], rules: Rules) -> _Search:
    """Verify the candidates of a document; of each kind the best covered stays, the first of
    equals."""
    found = _Search()
    otherwise = read = 0
    for leader in candidates[:READ]:
        read += 1
        tie = compare(at, leader, corpus, rules)
        if tie is None:
            continue
        if tie.verdict == "apart":
            found = replace(found, apart=(*found.apart, tie))
        elif tie.verdict in ("borderline", "repeats"):
            found = replace(found, almost=_better(tie, found.almost))
        elif tie.facts:
            found = replace(found, change=_better(tie, found.change))
            otherwise += 1
            if otherwise == OTHERWISE and len(candidates) > READ:
                break
        else:
            found = replace(found, copy=_better(tie, found.copy))
            if tie.figures.equal:
                break
    if read == len(candidates):
        return found
    capped = found.change and replace(found.change, capped=True)
    return replace(found, change=capped, stopped=True)


def compare(at: int, leader: int, corpus: Corpus, rules: Rules) -> Tie | None:
    """What a document is to a leader, verified; None for nothing worth a row."""
    ours, theirs = corpus.content(at), corpus.content(leader)
    counted = figures(ours, theirs)
    relation = kind_of_copy(counted, rules.threshold - MARGIN)
    if not relation:
        return None
    tie = Tie(at, leader, relation, "borderline", counted, shared_words(ours, theirs))
    if counted.covered < rules.threshold:
        return tie
    if tie.words < rules.threshold * words(ours):
        return replace(tie, verdict="repeats")
    if (min(at, leader), max(at, leader)) in rules.apart:
        return replace(tie, verdict="apart")
    if told := told_otherwise(ours, theirs):
        change = kind_of_change(ours, theirs)
        return replace(tie, relation=change, verdict=change, facts=told)
    if at in rules.held:
        return replace(tie, verdict="held")
    return replace(tie, verdict=relation if relation in rules.drop else "reported")


def _better(tie: Tie, so_far: Tie | None) -> Tie:
    if so_far is None or tie.figures.covered > so_far.figures.covered:
        return tie
    return so_far
