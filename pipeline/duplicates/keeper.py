"""Which document of a group is kept, when the settings ask for another than the most complete.

Groups are found first, their leader the most complete: so a contained document always goes for a
longer one. Then the policy chooses among the leader and its exact and near copies, and takes the
first to which everything can be tied that was tied to the leader: what was dropped must meet the
threshold against it and tell the same facts, what stayed must stay.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from pipeline.duplicates.groups import COPIES, Rules, Tie
from pipeline.duplicates.order import UNDATED, sortable_date
from pipeline.settings import Duplicates

DEFAULT = Duplicates().keep
TRIES = 16  # documents tried for a group, the first by the policy first
PASSED_OVER = "passed_over"

# Pairs of documents -> what the first is to the second, None for nothing.
Compare = Callable[[Sequence[tuple[int, int]]], Sequence[Tie | None]]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """What the settings ask for, in order, and the key of each document under it: least is kept."""

    names: Sequence[str]
    keys: Sequence[Key]

    def reason(self, tie: Tie) -> str:
        """The first wish by which the kept document and the dropped one differ, empty for none."""
        pairs = zip(self.names, self.keys[tie.kept], self.keys[tie.document], strict=False)
        for name, kept, dropped in pairs:
            if kept != dropped:
                return name if kept < dropped else PASSED_OVER
        return ""


def policy(signatures: pa.Table, order: Sequence[int], settings: Duplicates) -> Policy:
    """The policy for the rows of SIGNATURES; `order` is that of leaders, and settles what is equal.

    Dates are those that documents have of themselves; undated ones come last either way.
    """
    columns: list[Sequence[int | str]] = []
    written = signatures["date"].to_pylist()
    dates = [sortable_date(date) if date else UNDATED for date in written]
    for name in settings.keep:
        if name == "most_complete":
            columns.append([-size for size in signatures["shingles"].to_pylist()])
        elif name == "earliest":
            columns.append(dates)
        elif name == "newest":
            columns.append([1 if date == UNDATED else -int(date) for date in dates])
        elif name == "preferred_source":
            places = {site: at for at, site in reversed(list(enumerate(settings.preferred)))}
            sites = signatures["site"].to_pylist()
            columns.append([places.get(site, len(places)) for site in sites])
        else:
            columns.append(signatures["document"].to_pylist())
    rank = [0] * signatures.num_rows
    for place, at in enumerate(order):
        rank[at] = place
    return Policy(settings.keep, list(zip(*columns, rank, strict=True)))


def choose(
    ties: Sequence[Tie], wish: Policy, rules: Rules, compare: Compare
) -> tuple[list[Tie], int]:
    """The ties with the document kept in each group that the policy asks for, reasons added; and
    how many groups held more documents to try than were tried.

    A group that a person's decision touches stays as it is, and so does one led by a document of an
    earlier run.
    """
    book = _Book({}, {})
    for tie in ties:
        book.add(tie)
    frozen: set[int] = set()
    bounded = 0
    for leader in sorted(book.by_kept, key=lambda at: wish.keys[at][-1]):
        touched = [*book.by_kept[leader], *book.own.get(leader, ())]
        if leader in rules.held | rules.given or any(
            tie.verdict in ("held", "apart") for tie in touched
        ):
            frozen.add(leader)
            continue
        better = _better(leader, book.by_kept[leader], wish)
        for other in better[:TRIES]:
            if moved := _moved(leader, other, touched, compare):
                book.replace(leader, touched, moved)
                break
        else:
            bounded += len(better) > TRIES
    found = [
        replace(tie, why=wish.reason(tie))
        if tie.verdict in ("exact", "near") and tie.kept not in frozen
        else tie
        for listed in book.by_kept.values()
        for tie in listed
    ]
    return sorted(found, key=lambda tie: (tie.document, tie.kept)), bounded


@dataclass(frozen=True, slots=True)
class _Book:
    """Ties by the kept document, and by the other one."""

    by_kept: dict[int, list[Tie]]
    own: dict[int, list[Tie]]

    def add(self, tie: Tie) -> None:
        """Enter a tie."""
        self.by_kept.setdefault(tie.kept, []).append(tie)
        self.own.setdefault(tie.document, []).append(tie)

    def replace(self, leader: int, before: Sequence[Tie], after: Sequence[Tie]) -> None:
        """Other ties for all those of a leader."""
        for tie in before:
            self.own[tie.document].remove(tie)
            if tie.kept != leader:
                self.by_kept[tie.kept].remove(tie)
        del self.by_kept[leader]
        for tie in after:
            self.add(tie)


def _better(leader: int, group: Sequence[Tie], wish: Policy) -> list[int]:
    """Copies that the policy would rather keep than the leader, the first first."""
    copies = [tie.document for tie in group if tie.verdict in ("exact", "near")]
    better = [at for at in copies if wish.keys[at] < wish.keys[leader]]
    return sorted(better, key=lambda at: wish.keys[at])


def _moved(leader: int, better: int, touched: Sequence[Tie], compare: Compare) -> list[Tie]:
    """The ties of a group whose leader is another; none when one of them does not hold."""
    pairs = [(leader, better)]
    gone = [True]
    for tie in touched:
        if tie.document == leader:
            pairs.append((better, tie.kept))
        elif tie.document != better:
            pairs.append((tie.document, better))
        else:
            continue
        gone.append(tie.dropped)
    moved: list[Tie] = []
    for tie_now, must_go in zip(compare(pairs), gone, strict=True):
        goes = tie_now is not None and tie_now.verdict in COPIES
        if goes != must_go:
            return []
        if tie_now is not None:
            moved.append(tie_now)
    return moved
