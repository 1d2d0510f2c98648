"""What a run would do, told before it: which products are made, which may be, which are reused."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from pipeline.publishing.manifest import read_manifest
from pipeline.run import Run
from pipeline.scan.plan import Plan, load_plan
from tasks.publish import is_published
from tasks.stages import STAGES, keys_of
from tasks.work import job_of, plan_of


@dataclass(frozen=True, slots=True)
class Forecast:
    """Products of a stage: `will` be made, `may` be (earlier ones decide), `reused` as they are."""

    stage: str
    will: int
    may: int
    reused: int


def forecast(run: Run) -> list[Forecast]:
    """Stage by stage, in the order of the chain; the plan of the run is saved in the store."""
    run.save_plan()
    job = job_of(run.places, run.name)
    made: dict[str, list[str | None]] = {}
    found: list[Forecast] = []
    for name, stage in STAGES.items():
        keys = keys_of(job, stage, made.__getitem__)
        there = [key if key is not None and job.store.has(name, key) else None for key in keys]
        made[name] = there
        reused = sum(key is not None for key in there)
        may = sum(key is None for key in keys)
        found.append(Forecast(name, len(keys) - may - reused, may, reused))
    published = is_published(run.places.clean, run.name)
    return [*found, Forecast("Publish", int(not published), 0, int(published))]


def reasons(run: Run) -> list[str]:
    """What is new since the last publish, in whole sentences; none when nothing is."""
    places = run.places
    new = plan_of(str(places.shared), run.name)
    manifest = read_manifest(places.clean)
    old_file = places.store().plan_file(manifest["plan"]) if manifest else None
    if manifest is None or old_file is None:
        return [f"There is no output yet: {_files(new)} files will be read."]
    if not old_file.is_file():
        return ["The store no longer knows the last run: everything is looked at again."]
    old = load_plan(old_file.read_bytes())
    return [*_file_reasons(old, new), *_head_reasons(old, new)]


def _files(plan: Plan) -> str:
    return f"{len(_digests(plan)):,}"


def _file_reasons(old: Plan, new: Plan) -> Iterator[str]:
    before, after = _digests(old), _digests(new)
    changed = [name for name in after if name in before and before[name] != after[name]]
    for names, what in (
        (sorted(after.keys() - before.keys()), "new"),
        (changed, "changed"),
        (sorted(before.keys() - after.keys()), "gone or left out"),
    ):
        if names:
            yield f"{_count(names)} {what}: {', '.join(names[:3])}{' ...' if names[3:] else ''}."


def _digests(plan: Plan) -> dict[str, list[tuple[str, str]]]:
    """What each file holds: a digest and what kept it unread; of a big file, one a part."""
    found: dict[str, list[tuple[str, str]]] = {}
    for file in (file for shard in plan.shards for file in shard):
        found.setdefault(file.document, []).append((file.digest, file.refused))
    return found


def _count(names: Sequence[str]) -> str:
    return "1 file is" if len(names) == 1 else f"{len(names):,} files are"


def _head_reasons(old: Plan, new: Plan) -> Iterator[str]:
    before, after = msgspec.to_builtins(old.head), msgspec.to_builtins(new.head)
    for part in ("settings", "decisions", "versions"):
        moved = [name for name in after[part] if after[part][name] != before[part].get(name)]
        if moved:
            yield f"{part.capitalize()} changed: {', '.join(moved)}."
