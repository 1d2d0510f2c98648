"""The chain as Luigi tasks: one task a stage, shards mapped inside ``run``.

A task's target is the list of its products in this run, so ``requires`` is static and ``complete``
is one ``stat``. `Clean` is the root: it alone turns names into values.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import luigi

from pipeline.errors import ChangedError, DamagedError, explained
from pipeline.run import Places, Request, Run, open_run, remember
from tasks import progress
from tasks.engines.local import Crew, run_calls
from tasks.engines.memory import give_back
from tasks.loss import check_before_publish
from tasks.publish import is_published, publish
from tasks.stages import STAGES, finished_keys
from tasks.work import Job, job_of, plan_of

SMALL_BYTES = 8 << 20  # below this, starting workers costs more than they save
LARGE_BYTES = 256 << 20  # from this on, a corpus-wide stage holds memory that others may need


class _StageTask(luigi.Task):
    """One stage of one run. `plan` says it all; the rest is where and how."""

    plan = luigi.Parameter()
    raw = luigi.Parameter(significant=False)
    clean = luigi.Parameter(significant=False)
    against = luigi.Parameter(default="", significant=False)
    processes = luigi.IntParameter(default=0, significant=False)
    memory = luigi.IntParameter(default=0, significant=False)
    accept = luigi.BoolParameter(default=False, significant=False)
    strict = luigi.BoolParameter(default=False, significant=False)
    dry = luigi.BoolParameter(default=False, significant=False)

    @property
    def places(self) -> Places:
        return Places(Path(self.raw), Path(self.clean), str(self.against))

    @property
    def job(self) -> Job:
        return job_of(self.places, self.plan)

    def of(self, task: type["_StageTask"], **other: bool) -> "_StageTask":
        """Another stage of the same run, with other values of some parameters."""
        mine = {name: getattr(self, name) for name, _ in self.get_params()}
        return task(**{**mine, **other})

    def output(self) -> luigi.LocalTarget:
        target = self.places.store().stage_file(self.plan, type(self).__name__)
        return luigi.LocalTarget(str(target))

    def run(self) -> None:
        try:
            self._run_shards()
        except (DamagedError, ChangedError):
            # Every stage of this run looks at its products again; those that are whole stay.
            self.places.store().forget_run(self.plan)
            (self.places.room / "scan").unlink(missing_ok=True)  # it may be what was wrong
            raise
        except OSError as error:
            raise explained(error, str(self.places.room)) from error

    def on_failure(self, exception: BaseException) -> Any:
        failures.append(exception)
        return super().on_failure(exception)

    def _run_shards(self) -> None:
        name, job, store = type(self).__name__, self.job, self.places.store()
        keys = finished_keys(job, STAGES[name])
        missing = [shard for shard, key in enumerate(keys) if not store.has(name, key)]
        calls = [(job, name, shard, keys[shard]) for shard in missing]
        sizes = self._sizes(missing if not STAGES[name].corpus_wide else None)
        crew = self._crew(sum(sizes), STAGES[name].compiles)
        with progress.reporter.stage(name, sizes, len(keys) - len(missing)) as stage:
            for done in run_calls(make_product, calls, crew):
                stage.advance(done.index, done.peak)
            stage.bytes = sum(store.bytes_of(name, key) for key in keys)
        store.finish_stage(self.plan, name, keys)
        give_back()

    def _sizes(self, shards: list[int] | None) -> list[int]:
        """Bytes of RAW behind each shard; None: of all of it, as one."""
        of = [
            sum(file.size for file in files) for files in plan_of(self.job.shared, self.plan).shards
        ]
        return [sum(of)] if shards is None else [of[shard] for shard in shards]

    def _crew(self, size: int, first_alone: bool = False) -> Crew:
        """Who works on so many bytes of RAW."""
        workers = 1 if size < SMALL_BYTES else int(self.processes) or usable_cores()
        lock = str(self.places.room / "workers.lock")
        return Crew(workers, lock, first_alone, int(self.memory), apart=size >= LARGE_BYTES)


def make_product(job: Job, stage: str, shard: int, key: str) -> None:
    """Make one product; runs in this process or in a worker."""
    with job.store.new(stage, key) as (folder, facts):
        facts.update(STAGES[stage].work(job, shard, folder))


def usable_cores() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class RepairText(_StageTask):
    """Bytes to documents: decode, extract, repair; and the lines seen on each site."""


class FindTemplates(_StageTask):
    """Which lines a site prints on many stories."""

    def requires(self) -> luigi.Task:
        return self.of(RepairText)


class RemoveBoilerplate(_StageTask):
    """Tag lines, decide, cut."""

    def requires(self) -> list[luigi.Task]:
        return [self.of(RepairText), self.of(FindTemplates)]


class SignDocuments(_StageTask):
    """Shingles, MinHash, facts."""

    def requires(self) -> luigi.Task:
        return self.of(RemoveBoilerplate)


class FindDuplicates(_StageTask):
    """Candidates, verify, group, keep."""

    def requires(self) -> luigi.Task:
        return self.of(SignDocuments)


class CheckLoss(_StageTask):
    """The brake: stops before anything is published."""

    def requires(self) -> list[luigi.Task]:
        return [self.of(RemoveBoilerplate), self.of(FindDuplicates)]

    def run(self) -> None:
        # A product of this key is evidence that passed, or that somebody accepted.
        key = finished_keys(self.job, STAGES["CheckLoss"])[0]
        known = self.places.store().has("CheckLoss", key)
        check_before_publish(self.job, accept=self.accept or known, strict=self.strict)
        super().run()


class WriteClean(_StageTask):
    """Normalized output and the ledger, a part a shard."""

    def requires(self) -> list[luigi.Task]:
        # A dry run shows what the brake says, and must not store that it passed.
        brake = () if self.dry else (CheckLoss,)
        return [self.of(stage) for stage in (RepairText, RemoveBoilerplate, FindDuplicates, *brake)]


class Publish(_StageTask):
    """Report, manifest, swap: CLEAN is replaced as a whole."""

    def requires(self) -> list[luigi.Task]:
        stages = (FindTemplates, SignDocuments, FindDuplicates, CheckLoss, WriteClean)
        return [self.of(stage) for stage in stages]

    def output(self) -> luigi.LocalTarget:
        return luigi.LocalTarget(str(self.places.clean / "manifest.json"))

    def complete(self) -> bool:
        return is_published(self.places.clean, self.plan)

    def _run_shards(self) -> None:
        sizes = self._sizes(None)
        with progress.reporter.stage("Publish", sizes, 0) as stage:
            for done in run_calls(publish, [(self.job, self.places)], self._crew(sum(sizes))):
                stage.advance(done.index, done.peak)


class Clean(luigi.Task):
    """The root: cleans the folder `raw` into the folder `clean`.

    `settings` and `decisions` are files ("" for the usual places); `processes` is how many work (0:
    one a core), `memory` what they may hold together, in bytes (0: no bound); `accept` lets a run
    that the brake stopped go on; `strict` stops before publishing when something is unreadable.
    """

    raw = luigi.Parameter()
    clean = luigi.Parameter()
    settings = luigi.Parameter(default="")
    decisions = luigi.Parameter(default="")
    processes = luigi.IntParameter(default=0, significant=False)
    memory = luigi.IntParameter(default=0, significant=False)
    accept = luigi.BoolParameter(default=False, significant=False)
    strict = luigi.BoolParameter(default=False, significant=False)

    def requires(self, request: Request | None = None) -> "_StageTask":
        run = prepared(request or Request(self.raw, self.clean, self.settings, self.decisions))
        shared: Mapping[str, Any] = {
            "processes": self.processes,
            "memory": self.memory,
            "accept": self.accept,
            "strict": self.strict,
            "against": run.places.against,
        }
        places = run.places
        return Publish(plan=run.name, raw=str(places.raw), clean=str(places.clean), **shared)

    def complete(self) -> bool:
        return bool(self.requires().complete())

    def output(self) -> luigi.LocalTarget:
        return luigi.LocalTarget(os.path.join(self.clean, "manifest.json"))  # noqa: PTH118


# What stopped tasks in this process, for whoever built the chain.
failures: list[BaseException] = []

_PREPARED: dict[Request, Run] = {}


def prepared(request: Request) -> Run:
    """The run for a request, prepared once in a process; it holds the lock until it is released."""
    if request not in _PREPARED:
        adopt(request, open_run(request))
        remember(request, _PREPARED[request].places)
    return _PREPARED[request]


def adopt(request: Request, run: Run) -> None:
    """Let tasks use a run that was prepared elsewhere."""
    run.save_plan()
    _PREPARED[request] = run


def release(request: Request) -> None:
    """Let go of a run's folder; the next one for this request scans again."""
    run = _PREPARED.pop(request, None)
    if run is not None:
        run.close()
