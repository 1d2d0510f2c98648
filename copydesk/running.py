"""One run, from Python: prepare, build, and what became of it."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, Unpack

from pipeline.errors import ChangedError, DamagedError
from pipeline.run import Request, open_run

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run left in CLEAN: counts of documents and lines, what needs a look, where it is.

    `lines` are the eight lines or fewer that the command prints; `changed` is False when CLEAN
    already was what the run would have written.
    """

    clean: str
    report: str
    changed: bool
    read: int
    kept: int
    duplicates: int
    empty: int
    unreadable: int
    removed_lines: int
    repaired_lines: int
    notes: tuple[str, ...]
    lines: tuple[str, ...]


class Options(TypedDict, total=False):
    """How a run goes, all optional.

    `settings` and `decisions` are files (default: the usual places), `workers` a number of
    processes (default: one a core). `accept` goes on where the brake stopped; `strict` stops when
    something is unreadable.
    """

    settings: str
    decisions: str
    workers: int
    accept: bool
    strict: bool


def run(raw: str, clean: str, **options: Unpack[Options]) -> Summary:
    """Clean the folder `raw` into the folder `clean`; `options` as in `Options`.

    Raises CopydeskError of a kind that says what to do.
    """
    files = options.get("settings", ""), options.get("decisions", "")
    request = Request(str(raw), str(clean), *map(str, files))
    changing: Counter[str] = Counter()
    damaged = 0
    while True:
        stable = frozenset(name for name, times in changing.items() if times >= _TRIES)
        try:
            changed = _build(request, stable, options)
        except ChangedError as error:
            changing[error.where] += 1
        except DamagedError:
            damaged += 1
            if damaged > _TRIES:
                raise
        else:
            return summarize(clean, changed=changed)


def _build(request: Request, changing: frozenset[str], options: Options) -> bool:
    prepared = open_run(request, changing)
    if prepared.done:
        prepared.close()
        return False
    from tasks import build, chain

    try:
        build.build(
            request,
            prepared,
            workers=options.get("workers", 0),
            accept=options.get("accept", False),
            strict=options.get("strict", False),
        )
    finally:
        chain.release(request)
        prepared.close()
    return True


def summarize(clean: str, *, changed: bool) -> Summary:
    """What a CLEAN holds, as a Summary."""
    from copydesk.evidence import evidence_of
    from pipeline.report.figures import figures
    from pipeline.report.terminal import summary_lines

    evidence = evidence_of(Path(clean))
    counted = figures(evidence)
    report = str(Path(clean) / "report.html")
    return Summary(
        clean=str(clean),
        report=report,
        changed=changed,
        read=counted.read,
        kept=counted.kept,
        duplicates=counted.duplicates,
        empty=counted.empty,
        unreadable=counted.unreadable,
        removed_lines=counted.removed_lines,
        repaired_lines=counted.repaired_lines,
        notes=counted.notes,
        lines=tuple(summary_lines(counted, report, counted.notes)),
    )
