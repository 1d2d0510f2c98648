"""What publishing would change, from the products of a run that did not publish."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pipeline.publishing.brake import Check
from pipeline.publishing.outcomes import KEPT
from pipeline.publishing.tables import read_table
from pipeline.run import Run
from tasks.assembly import Products
from tasks.work import job_of, loss_checks


@dataclass(frozen=True, slots=True)
class Preview:
    """Outcomes of the run, and documents that the last publish kept and this run would not.

    `lost` are (document, reason) pairs, sorted; documents that are gone from RAW are among them.
    `checks` are the figures of the brake.
    """

    outcomes: dict[str, int]
    removed_lines: int
    lost: tuple[tuple[str, str], ...]
    gained: int
    checks: tuple[Check, ...]


def preview(run: Run) -> Preview:
    """Compare the finished products of a run with what CLEAN holds."""
    job = job_of(run.places, run.name)
    now: dict[str, tuple[str, str]] = {}
    lines = 0
    for path in Products(job).of("WriteClean", "outcomes.parquet"):
        for row in read_table(path).to_pylist():
            now[row["document"]] = row["outcome"], row["reason"]
            lines += row["removed_lines"]
    before = _kept_before(run.places.clean)
    kept = {name for name, (outcome, _) in now.items() if outcome == KEPT}
    lost = tuple(
        (name, now[name][1] if name in now else "no longer in RAW")
        for name in sorted(before - kept)
    )
    outcomes = dict(sorted(Counter(outcome for outcome, _ in now.values()).items()))
    return Preview(outcomes, lines, lost, len(kept - before), tuple(loss_checks(job)))


def _kept_before(clean: Path) -> set[str]:
    path = clean / "audit" / "outcomes.parquet"
    if not path.is_file():
        return set()
    rows = read_table(path, ["document", "outcome"]).to_pylist()
    return {row["document"] for row in rows if row["outcome"] == KEPT}
