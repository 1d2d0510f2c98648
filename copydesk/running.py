"""One run, from Python: prepare, build, and what became of it."""

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar, Unpack

from pipeline.errors import ChangedError, DamagedError, explained
from pipeline.publishing.manifest import read_manifest, require_manifest
from pipeline.run import Request, Run, open_run, remember
from pipeline.scan.selection import Selection
from pipeline.store.durable import write_durably

if TYPE_CHECKING:
    from pipeline.report.figures import Figures
    from tasks.forecast import Forecast
    from tasks.preview import Preview

Result = TypeVar("Result")
LEAST_BYTES = 400 << 20  # below this, not even a few pages are cleaned
NOTABLY_FEWER = 0.1  # share of the documents kept last time

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
    processes (default: one a core), `memory` bytes for all of them together. `include`, `exclude`
    are patterns over document names, `sample` takes that many files. `accept` goes on where the
    brake stopped; `strict` stops when something is unreadable. `log_json` tells progress as JSON
    lines on stderr.
    """

    settings: str
    decisions: str
    workers: int
    memory: int
    include: Sequence[str]
    exclude: Sequence[str]
    sample: int
    accept: bool
    strict: bool
    log_json: bool


def run(raw: str, clean: str, **options: Unpack[Options]) -> Summary:
    """Clean the folder `raw` into the folder `clean`; `options` as in `Options`.

    Raises CopydeskError of a kind that says what to do.
    """
    before = _kept(clean)
    how = functools.partial(_publish, options=options)
    changed = _until_stable(request_of(raw, clean, options), how)
    return summarize(clean, changed=changed, before=before)


def preview(raw: str, clean: str, **options: Unpack[Options]) -> "Preview":
    """Do everything but publish, and tell what publishing would change."""
    how = functools.partial(_preview, options=options)
    return _until_stable(request_of(raw, clean, options), how)


def planned(raw: str, clean: str, **options: Unpack[Options]) -> tuple[list["Forecast"], list[str]]:
    """What a run would do, stage by stage, and why; nothing is run."""
    from tasks.forecast import forecast, reasons

    prepared = open_run(request_of(raw, clean, options))
    try:
        return forecast(prepared), reasons(prepared)
    finally:
        prepared.close()


def request_of(raw: str, clean: str, options: Options) -> Request:
    """What is asked for, as a value."""
    selection = Selection(
        tuple(options.get("include", ())),
        tuple(options.get("exclude", ())),
        options.get("sample", 0),
    )
    files = str(options.get("settings", "")), str(options.get("decisions", ""))
    return Request(str(raw), str(clean), *files, selection)


def _until_stable(request: Request, do: Callable[[Request, Run], Result]) -> Result:
    """Prepare the run and do it, again where RAW changed or a product was damaged meanwhile."""
    changing: Counter[str] = Counter()
    damaged: Counter[str] = Counter()  # each time one product goes, so this ends
    while True:
        stable = frozenset(name for name, times in changing.items() if times >= _TRIES)
        prepared = None
        try:
            prepared = open_run(request, stable)
            return do(request, prepared)
        except ChangedError as error:
            changing[error.where] += 1
        except DamagedError as error:
            damaged[error.where] += 1
            if damaged[error.where] > _TRIES:
                raise
        except OSError as error:
            raise explained(error, request.clean) from error
        finally:
            if prepared is not None:
                prepared.close()


def _publish(request: Request, prepared: Run, options: Options) -> bool:
    remember(request, prepared.places)
    if prepared.done:
        return False
    _build(request, prepared, options, publish=True)
    return True


def _preview(request: Request, prepared: Run, options: Options) -> "Preview":
    from tasks.preview import preview as compare

    _build(request, prepared, options, publish=False)
    return compare(prepared)


def _build(request: Request, prepared: Run, options: Options, *, publish: bool) -> None:
    from tasks import build, chain, progress

    places = prepared.places
    progress.start(as_json=options.get("log_json", False))
    how = build.How(
        processes=options.get("workers", 0),
        memory=_memory(options.get("memory", 0)),
        accept=options.get("accept", False),
        strict=options.get("strict", False),
        publish=publish,
    )
    try:
        build.build(request, prepared, how)
    finally:
        chain.release(request)
        keep = functools.partial(write_durably, places.room / "run.json", scratch=places.scratch)
        progress.record(keep, prepared.name)


def _memory(memory: int) -> int:
    """The bytes a run may hold; UsageError where no run could."""
    if 0 < memory < LEAST_BYTES:
        from pipeline.errors import UsageError

        least = LEAST_BYTES >> 20
        raise UsageError("too little memory for a run", f"--memory {memory}", f"give {least}M")
    return memory


def _kept(clean: str) -> int:
    """How many documents the last publish kept; 0 for none."""
    manifest = read_manifest(Path(clean))
    return int(manifest["outcomes"]["kept"]) if manifest else 0


def summarize(clean: str, *, changed: bool, before: int = 0) -> Summary:
    """What a CLEAN holds, as a Summary; `before` is how many documents the last publish kept."""
    from pipeline.report.summary import summary_lines

    counted = figures_of(Path(clean))
    report = str(Path(clean) / "report.html")
    fewer = _fewer(before, counted.kept)
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
        lines=tuple(summary_lines(counted, report, (*fewer, *counted.notes))),
    )


def figures_of(clean: Path) -> "Figures":
    """The figures of the run that made a CLEAN, as it counted them. Raises UsageError for none."""
    from pipeline.report.figures import from_json

    return from_json(require_manifest(clean)["figures"])


def _fewer(before: int, now: int) -> tuple[str, ...]:
    # History never enters CLEAN: this is said once, to whoever ran it.
    if now >= before * (1 - NOTABLY_FEWER):
        return ()
    return (f"The last run kept {before:,} documents, this one {now:,}.",)
