"""The brake: a run that would lose an unusual share stops before it publishes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipeline.errors import BrakeError
from pipeline.settings import Brake

_PROSE_WORDS = 15  # a line this long is prose: menus and buttons are shorter
_UNSPACED = 25  # characters that stand for as much in a script without spaces
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One limit: what is counted, out of how many, the limit as a share, whether it applies."""

    what: str
    counted: int
    of: int
    limit: float
    applies: bool

    @property
    def exceeded(self) -> bool:
        """Is the share over its limit, on a corpus large enough to say so?"""
        return self.applies and self.counted > self.limit * self.of


@dataclass(frozen=True, slots=True)
class SiteLoss:
    """A site: its pages, the characters of its prose, and how many of those were removed."""

    pages: int
    prose: int
    removed: int


@dataclass(frozen=True, slots=True)
class Losses:
    """What a run would lose: documents read and dropped as inexact copies, by group and site."""

    read: int
    dropped: int
    groups: Mapping[str, int]
    sites: Mapping[str, SiteLoss]


def site_losses(documents: pa.RecordBatch, removed: pa.RecordBatch) -> dict[str, SiteLoss]:
    """Prose kept and removed a site, from cleaned DOCUMENTS and their REMOVED_LINES."""
    gone: Counter[str] = Counter()
    for name, text in zip(
        removed["document"].to_pylist(), removed["text"].to_pylist(), strict=True
    ):
        gone[name] += prose_characters(text)
    found: dict[str, SiteLoss] = {}
    columns = (documents[name].to_pylist() for name in ("document", "site", "outcome", "text"))
    for name, site, outcome, text in zip(*columns, strict=True):
        if outcome != "unreadable":
            loss = SiteLoss(1, prose_characters(text) + gone[name], gone[name])
            found[site] = add(found.get(site, SiteLoss(0, 0, 0)), loss)
    return found


def add(left: SiteLoss, right: SiteLoss) -> SiteLoss:
    """The losses of two parts of one site."""
    pages, prose = left.pages + right.pages, left.prose + right.prose
    return SiteLoss(pages, prose, left.removed + right.removed)


def prose_characters(text: str) -> int:
    """Characters of the lines long enough to be prose."""
    return sum(len(line) for line in text.split("\n") if _is_long(line))


def _is_long(line: str) -> bool:
    return line.count(" ") >= _PROSE_WORDS - 1 or (
        len(line) >= _UNSPACED and not line.isascii() and line.count(" ") * 12 < len(line)
    )


def check(losses: Losses, limits: Brake) -> list[Check]:
    """The figures of a run against its limits; of groups and sites those that come nearest."""
    checks = [
        Check(
            "documents dropped as inexact copies",
            losses.dropped,
            losses.read,
            limits.dropped,
            losses.read >= limits.from_documents,
        )
    ]
    for kept, size in _largest(losses.groups.items()):
        large = losses.read >= limits.from_documents and size >= limits.group_documents
        what = f"documents in one group of inexact copies ({kept})"
        checks.append(Check(what, size, losses.read, limits.group, large))
    shares = {
        site: round(1e9 * loss.removed / max(1, loss.prose)) for site, loss in losses.sites.items()
    }
    for site, _ in _largest(shares.items()):
        loss = losses.sites[site]
        what = f"characters of prose removed from the site {site or '(none)'}"
        large = loss.pages >= limits.site_pages
        checks.append(Check(what, loss.removed, loss.prose, limits.site, large))
    return checks


def _largest(sizes: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted((pair for pair in sizes if pair[1]), key=lambda pair: (-pair[1], pair[0]))[
        :_SHOWN
    ]


def stop_if_exceeded(checks: Sequence[Check]) -> None:
    """Raise BrakeError, with the evidence and the way on, when a limit is exceeded."""
    over = [one for one in checks if one.exceeded]
    if over:
        evidence = "; ".join(
            f"{one.counted:,} of {one.of:,} {one.what}, the limit is {one.limit:.0%}"
            for one in over
        )
        raise BrakeError(
            "the run would lose an unusual share, so nothing was published",
            evidence,
            "see it with --dry-run; go on with --accept, or change [duplicates] or [brake]",
        )
