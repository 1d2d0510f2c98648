"""The brake: a run that would lose an unusual share stops before it publishes."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import BrakeError
from pipeline.settings import Brake


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


def check(read: int, dropped: int, limits: Brake) -> list[Check]:
    """The figures of a run against its limits.

    `read` counts input documents, `dropped` those that go as copies that are not exact.
    """
    applies = read >= limits.from_documents
    return [Check("documents dropped as inexact copies", dropped, read, limits.dropped, applies)]


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
            "run again with --accept if this is right, or change [duplicates] or [brake]",
        )
