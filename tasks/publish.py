"""Publish: a new CLEAN is assembled beside the old one, and the two are swapped."""

import json
from pathlib import Path

from pipeline.publishing.manifest import is_output_of
from pipeline.run import Places, refuse_foreign
from pipeline.store.durable import sync_tree, write_durably
from pipeline.store.locks import Lock
from pipeline.store.products import canonical
from pipeline.store.swap import recover, swap
from tasks.assembly import assemble
from tasks.work import Job

REMEMBERED = 20  # publishes whose products `gc` may be asked to keep


def is_published(clean: Path, plan: str) -> bool:
    """Does CLEAN, whole, name this plan?"""
    return is_output_of(clean, plan)


def publish(job: Job, places: Places) -> None:
    """Replace CLEAN as a whole by what the run made."""
    lock = Lock(places.room / "publish.lock")
    lock.take()
    try:
        recover(places.room, places.clean)
        new = places.room / "next"
        new.mkdir(parents=True)
        try:
            assemble(job, new, places.room / "previous")
            if places.clean.is_dir():
                new.chmod(places.clean.stat().st_mode)
            sync_tree(new)
            places.clean.parent.mkdir(parents=True, exist_ok=True)
            refuse_foreign(places.clean)  # a run takes hours: somebody may have put a file there
            swap(places.room, places.clean)
        except BaseException:
            recover(places.room, places.clean)
            raise
        _remember(places, job.plan)
    finally:
        lock.release()


def published_plans(room: Path) -> list[str]:
    """The plans behind the last publishes of a CLEAN, newest first."""
    try:
        plans: list[str] = json.loads((room / "published.json").read_bytes())
    except FileNotFoundError:
        return []
    return plans


def _remember(places: Places, plan: str) -> None:
    earlier = [one for one in published_plans(places.room) if one != plan]
    data = canonical([plan, *earlier][:REMEMBERED])
    write_durably(places.room / "published.json", data, places.scratch)
