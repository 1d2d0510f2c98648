"""Groups by leader, compiled: the rule of `groups`, over addresses and buckets.

A kept document whose search met a bound says so in its row.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# What runs compiled takes arrays and tuples of them; its types are found when it is compiled.

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.duplicates import groups
from pipeline.duplicates.columns import Tables
from pipeline.duplicates.compiled.buckets import buckets
from pipeline.duplicates.compiled.candidates import (
    BOUNDED,
    TOO_COMMON,
    add,
    candidates,
    desk_for,
    likeliest,
    room_for_leaders,
)
from pipeline.duplicates.compiled.compiler import compiled
from pipeline.duplicates.compiled.conflict import conflict
from pipeline.duplicates.compiled.documents import (
    Documents,
    bytes_at,
    documents,
    hashes_at,
)
from pipeline.duplicates.compiled.verify import (
    LEAST_SHINGLES,
    NEW_PASSAGE,
    SHORTER,
    count_shared,
    load,
    mask_for,
    walk,
)
from pipeline.duplicates.groups import Led, Rules, Tie
from pipeline.duplicates.verify import Figures

_AT_ONCE, _VERIFIED = 1024, 512  # documents met and pairs verified before pages are let go
_READ, _OTHERWISE = groups.READ, groups.OTHERWISE
_MARGIN, _SHARE = groups.MARGIN, groups.SKETCH_SHARE
_NONE, _EXACT, _NEAR, _CONTAINED, _VARIANT, _UPDATED = range(6)
_RELATIONS = ("", "exact", "near", "contained", "variant", "updated")
_BORDERLINE, _REPEATS, _APART, _CHANGED, _HELD, _REPORTED, _COPY = range(1, 8)
_VERDICTS = ("", "borderline", "repeats", "apart", "", "held", "reported", "")
# Columns of a tie.
_KEPT, _RELATION, _VERDICT, _COUNT, _WORDS, _OURS, _THEIRS, _CAPPED, _COLUMNS = range(9)


class _Law(NamedTuple):
    """Rules as the compiled code reads them."""

    threshold: float
    drops: NDArray[np.bool_]
    held: NDArray[np.bool_]
    apart: NDArray[np.int64]


@compiled
def _compare(corpus, law, desk, pair, out):
    """Verify a pair and write its tie; whether it is one. As `groups._compare`."""
    at, leader = pair
    desk.stamps[1] += 2
    stamp, mark = desk.stamps[0], desk.stamps[1]
    theirs = hashes_at(corpus.shingle_at[leader], corpus.shingles[leader])
    mask = mask_for(corpus.shingles[at])
    shared = count_shared(desk.probe, (stamp, mark), mask, theirs)
    our_size, their_size = corpus.sizes[at], corpus.sizes[leader]
    equal = shared == our_size and shared == their_size
    covered = shared / our_size
    short = min(our_size, their_size) < LEAST_SHINGLES
    if not equal and (short or covered < law.threshold - _MARGIN):
        return False
    ours = hashes_at(corpus.shingle_at[at], corpus.shingles[at])
    weights = bytes_at(corpus.weight_at[at], corpus.tokens[at])
    weight, our_run = walk(ours, weights, desk.probe, (stamp, mark, mask))
    contained = our_size <= SHORTER * their_size
    out[:] = 0
    out[_KEPT], out[_COUNT], out[_WORDS] = leader, shared, (weight + 1) // 2
    out[_RELATION] = _EXACT if equal else (_CONTAINED if contained else _NEAR)
    out[_OURS] = out[_THEIRS] = -1
    if covered < law.threshold and not equal:
        out[_VERDICT] = _BORDERLINE
    elif out[_WORDS] < law.threshold * (weights.sum() / 2):
        out[_VERDICT] = _REPEATS
    elif _is_apart(law.apart, at, leader, corpus.sizes.shape[0]):
        out[_VERDICT] = _APART
    else:
        _judge(corpus, law, desk, pair, out)
        if out[_VERDICT] == _CHANGED:
            out[_RELATION] = _change(corpus, desk, pair, our_run)
    return True


@compiled
def _judge(corpus, law, desk, pair, out):
    """The verdict over a copy: other facts, held, reported, or it goes."""
    at = pair[0]
    out[_OURS], out[_THEIRS] = conflict(corpus, desk.table, pair, desk.stamps[1])
    if out[_OURS] >= 0 or out[_THEIRS] >= 0:
        out[_VERDICT] = _CHANGED
    elif law.held[at]:
        out[_VERDICT] = _HELD
    else:
        out[_VERDICT] = _COPY if law.drops[out[_RELATION]] else _REPORTED


@compiled
def _change(corpus, desk, pair, our_run):
    """As `verify.kind_of_change`: the longer one's longest own passage decides."""
    at, leader = pair
    ours = bytes_at(corpus.weight_at[at], corpus.tokens[at]).sum()
    weights = bytes_at(corpus.weight_at[leader], corpus.tokens[leader])
    run = our_run
    if weights.sum() > ours:
        theirs = hashes_at(corpus.shingle_at[leader], corpus.shingles[leader])
        mask = mask_for(corpus.shingles[at])
        _, run = walk(theirs, weights, desk.probe, (desk.stamps[0], 0, mask))
    return _UPDATED if run >= NEW_PASSAGE else _VARIANT


@compiled
def _is_apart(apart, at, leader, count):
    if apart.shape[0] == 0:
        return False
    code = min(at, leader) * count + max(at, leader)
    place = np.searchsorted(apart, code)
    return place < apart.shape[0] and apart[place] == code


@compiled
def _search(corpus, law, desk, work, ties):
    """As `groups._search`: the best copy, change and near miss, in ties[0:3]; apart ties follow.

    The number of apart ties, and whether more could have been verified.
    """
    at, count, bounds = work
    ties[:3, _VERDICT] = 0
    apart = otherwise = read = 0
    left = count
    desk.stamps[0] += 1
    if count:
        load(desk.probe, desk.stamps[0], hashes_at(corpus.shingle_at[at], corpus.shingles[at]))
    tie = np.zeros(_COLUMNS, np.int64)
    while left and read < _READ:
        leader = likeliest(desk, left)
        left -= 1
        read += 1
        if not _compare(corpus, law, desk, (at, np.int64(leader)), tie):
            continue
        if tie[_VERDICT] == _APART:
            if 3 + apart < ties.shape[0]:
                ties[3 + apart] = tie
                apart += 1
            continue
        kind = 0
        if tie[_VERDICT] in (_BORDERLINE, _REPEATS):
            kind = 2
        elif tie[_VERDICT] == _CHANGED:
            kind = 1
            otherwise += 1
        if ties[kind, _VERDICT] == 0 or tie[_COUNT] > ties[kind, _COUNT]:
            ties[kind] = tie
        if tie[_RELATION] == _EXACT and kind == 0:
            break
        if otherwise == _OTHERWISE and count > _READ:
            break
    stopped = left > 0 or bounds & BOUNDED != 0
    ties[1, _CAPPED] = stopped
    return apart, stopped


@compiled
def _compare_all(corpus, law, desk, pairs, rows):
    """Verify each pair; a row that stays 0 is no tie."""
    for place in range(pairs.shape[0]):
        at, leader = pairs[place]
        desk.stamps[0] += 1
        load(desk.probe, desk.stamps[0], hashes_at(corpus.shingle_at[at], corpus.shingles[at]))
        _compare(corpus, law, desk, (at, leader), rows[place])


@compiled
def _lead(corpus, order, law, tools, out):
    """Run the rule over documents until enough are verified; write ties and their documents. How
    many ties, and how many documents were met.

    Held ones are asked when all lead: they do already.
    """
    found, leaders, desk = tools
    rows, owners, capped = out
    written = met = 0
    enough = desk.stamps[1] + 2 * _VERIFIED
    expected = _SHARE * (law.threshold - _MARGIN)
    ties = np.zeros((3 + law.apart.shape[0], _COLUMNS), np.int64)
    for at in order:
        if desk.stamps[1] > enough:
            break
        met += 1
        count, bounds = candidates(corpus, found, leaders, desk, (at, expected))
        apart, stopped = _search(corpus, law, desk, (at, count, bounds), ties)
        for place in range(apart):
            rows[written], owners[written] = ties[3 + place], at
            written += 1
        for kind in range(3):
            if ties[kind, _VERDICT]:
                rows[written], owners[written] = ties[kind], at
                written += 1
                break
        gone = ties[0, _VERDICT] == _COPY or (ties[0, _VERDICT] and not law.drops.any())
        if gone:
            continue
        capped[0] += stopped
        capped[1] += bounds & TOO_COMMON != 0
        if not law.held[at]:
            add(leaders, at, found)
    return written, met


@compiled
def _add_all(leaders, order, found):
    for at in order:
        add(leaders, at, found)


def lead(tables: Tables, order: NDArray[np.int64], rules: Rules, scopes: NDArray[np.uint64]) -> Led:
    """As `groups.lead`, a few documents at a time, so that mapped pages can be let go."""
    corpus = documents(tables.signatures, tables.shingles)
    found = buckets(tables.signatures, corpus, scopes, tables.release)
    law, words = _law(rules, len(corpus.sizes)), _Words(tables.shingles)
    tools = (found, room_for_leaders(len(corpus.sizes), found), desk_for(corpus))
    asked = order[corpus.sizes[order] > 0]
    given, held = np.isin(asked, list(rules.given)), law.held[asked]
    _add_all(tools[1], asked[given | held], found)
    in_turn = np.concatenate([asked[~(given | held)], asked[held & ~given]])
    ties: list[Tie] = []
    capped = np.zeros(2, np.int64)
    start = 0
    while start < len(in_turn):
        some = in_turn[start : start + _AT_ONCE]
        most = len(some) + 2 * len(rules.apart)
        rows, owners = np.zeros((most, _COLUMNS), np.int64), np.zeros(most, np.int64)
        written, met = _lead(corpus, some, law, tools, (rows, owners, capped))
        told = zip(owners[:written].tolist(), rows[:written].tolist(), strict=True)
        ties += [_tie(owner, row, corpus, words) for owner, row in told]
        start += met
        tables.release()
    ties.sort(key=lambda tie: (tie.document, tie.kept))
    return Led(ties, *capped.tolist())


def comparer(
    tables: Tables, rules: Rules
) -> Callable[[Sequence[tuple[int, int]]], list[Tie | None]]:
    """What compares pairs of documents of a corpus: as `groups.compare`, many at a time."""
    corpus = documents(tables.signatures, tables.shingles)
    law, desk, words = _law(rules, len(corpus.sizes)), desk_for(corpus), _Words(tables.shingles)

    def compare(pairs: Sequence[tuple[int, int]]) -> list[Tie | None]:
        asked = np.array(pairs, np.int64).reshape(-1, 2)
        rows = np.zeros((len(asked), _COLUMNS), np.int64)
        _compare_all(corpus, law, desk, asked, rows)
        tables.release()
        return [
            _tie(at, row, corpus, words) if row[_VERDICT] else None
            for (at, _), row in zip(pairs, rows.tolist(), strict=True)
        ]

    return compare


def _law(rules: Rules, count: int) -> _Law:
    held = np.zeros(count, np.bool_)
    held[list(rules.held)] = True
    codes = sorted(one * count + two for one, two in rules.apart)
    drops = np.array([name in rules.drop for name in _RELATIONS])
    return _Law(rules.threshold, drops, held, np.array(codes, np.int64))


class _Words:
    """The words of facts, looked up by document and number."""

    def __init__(self, tables: Sequence[pa.Table]) -> None:
        self._lists = [chunk for table in tables for chunk in table["facts"].chunks]
        self._starts = np.cumsum([0, *map(len, self._lists)])

    def of(self, at: int, fact: int) -> str:
        """The word, or empty for none."""
        if fact < 0:
            return ""
        part = int(np.searchsorted(self._starts, at, side="right")) - 1
        facts = self._lists[part][at - int(self._starts[part])].values
        word: str = facts[fact]["word"].as_py()
        return word


def _tie(owner: int, row: Sequence[int], corpus: Documents, words: _Words) -> Tie:
    kept, relation = row[_KEPT], _RELATIONS[row[_RELATION]]
    told = None
    if row[_VERDICT] == _CHANGED:
        told = words.of(owner, row[_OURS]), words.of(kept, row[_THEIRS])
    return Tie(
        owner,
        kept,
        relation,
        _VERDICTS[row[_VERDICT]] or relation,
        Figures(row[_COUNT], int(corpus.sizes[owner]), int(corpus.sizes[kept])),
        row[_WORDS],
        told,
        bool(row[_CAPPED]),
    )
