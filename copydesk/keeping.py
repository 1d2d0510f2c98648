"""Looking after outputs and stores: verify what is there, collect what nobody needs any more."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import settings as settings_room
from pipeline.errors import UsageError
from pipeline.publishing.manifest import require_manifest, wrong_files
from pipeline.run import SETTINGS_FILE, Places, load_settings, room_lock
from pipeline.store.garbage import Collected, collect, damaged_products, size_of
from pipeline.store.products import Store


@dataclass(frozen=True, slots=True)
class Verified:
    """Files of CLEAN and products of the store whose bytes are not what they should be."""

    clean: tuple[str, ...]
    store: tuple[str, ...]


def verify(clean: Path) -> Verified:
    """Read every byte of a CLEAN and of the store beside it. Raises UsageError without a CLEAN."""
    manifest = require_manifest(clean)
    places = _places(clean)
    return Verified(tuple(wrong_files(clean, manifest)), tuple(damaged_products(places.store())))


def gc(clean: Path, keep: int, max_bytes: int = 0) -> Collected:
    """Drop products behind none of the last `keep` publishes of any CLEAN beside this one.

    `max_bytes` above 0: fewer publishes are kept until the rest fits, one at least. Raises
    BusyError when a run holds one of the folders.
    """
    places = _places(clean)
    if not places.shared.is_dir():
        raise UsageError("there is no store", str(places.shared), "nothing is to be collected")
    rooms = sorted(path.parent for path in places.shared.parent.glob("*/published.json"))
    locks = [room_lock(room) for room in rooms]
    try:
        store = places.store()
        wanted = _plans(store, rooms, keep, max_bytes)
        return collect(store, wanted)
    finally:
        for lock in locks:
            lock.release()


def _plans(store: Store, rooms: list[Path], keep: int, max_bytes: int) -> set[str]:
    from tasks.publish import published_plans

    while True:
        wanted = {plan for room in rooms for plan in published_plans(room)[:keep]}
        if keep <= 1 or not max_bytes or size_of(store, wanted) <= max_bytes:
            return wanted
        keep -= 1


def settings_with_origin(path: str) -> list[tuple[str, str, Any, str]]:
    """Every setting as (table, key, value, origin); the origin is a file, or ``default``."""
    effective = settings_room.as_dict(load_settings(path))
    default = settings_room.as_dict(settings_room.Settings())
    file = path or (SETTINGS_FILE if Path(SETTINGS_FILE).is_file() else "")
    written = settings_room.written(Path(file).read_text("utf-8")) if file else {}
    return [
        (table, key, value, file if key in written.get(table, {}) else "default")
        for table, keys in default.items()
        for key, value in ((key, effective[table][key]) for key in keys)
    ]


def _places(clean: Path) -> Places:
    return Places(Path(), clean.resolve())
