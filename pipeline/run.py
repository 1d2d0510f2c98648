"""A run as values: which folders, which plan, and whether CLEAN already is what it would write.

The one place where names (RAW, CLEAN, files of settings) become values. Holds the lock of CLEAN.
"""

import json
import os
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

from pipeline import decisions as decision_room
from pipeline import settings as settings_room
from pipeline import versions as of_stages
from pipeline.errors import UsageError
from pipeline.publishing.manifest import Held, foreign_files, held_files, is_output_of
from pipeline.scan.files import Cutting, Part, RawFile, list_raw, refuse_missing
from pipeline.scan.plan import (
    PART_BYTES,
    SHARD_BYTES,
    Head,
    Plan,
    cut_shards,
    head_digest,
    plan_bytes,
)
from pipeline.scan.selection import EVERYTHING, Selection, choose
from pipeline.store.durable import write_durably
from pipeline.store.locks import Lock
from pipeline.store.products import Store, canonical
from pipeline.store.swap import recover

SETTINGS_FILE = "copydesk.toml"
DECISIONS_FILE = "decisions.toml"
REQUEST = "request.json"
_ORPHANS_END = 10.0  # seconds; workers of a dead run are gone within one
_LIBRARIES = (
    "blake3",
    "charset-normalizer",
    "datasketch",
    "ftfy",
    "lxml",
    "numpy",
    "pyarrow",
    "regex",
    "trafilatura",
)


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for: two folders, files of settings and decisions ("" for the usual),
    and which files of RAW take part."""

    raw: str
    clean: str
    settings: str = ""
    decisions: str = ""
    selection: Selection = EVERYTHING


@dataclass(frozen=True, slots=True)
class Places:
    """Where a run works. `room` belongs to this CLEAN, `shared` to all that lie beside it.

    `against` is the folder of an earlier CLEAN whose documents count as kept, empty for none.
    """

    raw: Path
    clean: Path
    against: str = ""

    @property
    def room(self) -> Path:
        """Locks, work in progress, next and previous output of this CLEAN."""
        return self.clean.parent / ".copydesk" / self.clean.name

    @property
    def shared(self) -> Path:
        """Products of every CLEAN in the same folder."""
        return self.clean.parent / ".copydesk" / "store"

    @property
    def scratch(self) -> Path:
        """Work in progress of this CLEAN; empty when no run is under way."""
        return self.room / "tmp"

    def store(self) -> Store:
        """The products, with this CLEAN's folder for work in progress."""
        return Store(self.shared, self.scratch)


class Run:
    """A prepared run: places, name, and the lock, held until `close` or the process ends."""

    def __init__(
        self, places: Places, head: Head, held: Held, save: Callable[[], None], locks: "_Locks"
    ) -> None:
        self.places, self.head = places, head
        self.name = head_digest(head)
        self._held, self._save, self._locks = held, save, locks

    @property
    def done(self) -> bool:
        """Is CLEAN already, whole, what this run would write?"""
        return is_output_of(self.places.clean, self.name, self._held)

    def save_plan(self) -> None:
        """Write the plan into the store, for the workers."""
        self._save()

    def close(self) -> None:
        """Let go of the folder; what workers that were stopped left in progress goes."""
        if self._locks.alone():
            self.places.store().sweep()
        self._locks.release()


def places_of(raw: str, clean: str) -> Places:
    """Absolute folders; refuses what would mix input and output.

    Raises UsageError, with the way out.
    """
    here = Places(Path(os.path.realpath(raw)), Path(os.path.realpath(clean)))
    advice = "give folders that do not hold each other"
    if here.raw == here.clean or here.raw in here.clean.parents:
        raise UsageError("CLEAN lies inside RAW", str(here.clean), advice)
    if here.clean in here.raw.parents:
        raise UsageError("RAW lies inside CLEAN", str(here.raw), advice)
    if here.clean.exists() and not here.clean.is_dir():
        raise UsageError(
            "CLEAN is a file", str(here.clean), "give a folder, new or of an earlier run"
        )
    if here.clean.parent == here.clean or here.clean.is_mount():
        raise UsageError("CLEAN is a mount point", str(here.clean), "give a folder inside it")
    return here


def open_run(request: Request, changing: frozenset[str] = frozenset()) -> Run:
    """Check, lock, clean up after dead runs, scan and plan.

    `changing` names documents that changed each time they were read. Raises UsageError for misuse,
    BusyError when another run holds CLEAN.
    """
    settings, places = _with_earlier(
        load_settings(request.settings), request.settings, places_of(request.raw, request.clean)
    )
    decided = load_decisions(request.decisions, request.settings)
    refuse_missing(places.raw)
    if not places.room.is_dir():
        refuse_foreign(places.clean)  # before anything is written beside it
    locks = _Locks(places.room)
    locks.take()
    try:
        recover(places.room, places.clean)
        held = refuse_foreign(places.clean)  # under the lock: nobody swaps CLEAN meanwhile
        places.store().sweep()
        chosen = partial(choose, request.selection) if request.selection != EVERYTHING else None
        listing = list_raw(places.raw, places.room / "scan", chosen, _cutting(settings.reading))
    except BaseException:
        locks.release()
        raise
    mark = listing.digest + "".join(sorted(changing))
    head = Head(
        mark,
        settings_room.as_dict(settings),
        decision_room.as_dict(decided),
        dict(versions()),
        SHARD_BYTES,
    )

    def save() -> None:
        files = tuple(_as_planned(file, changing) for file in listing.files())
        plan = Plan(head, cut_shards(files, head.shard_bytes), listing.hidden)
        places.store().save_plan(head_digest(head), plan_bytes(plan))

    return Run(places, head, held, save, locks)


def remember(request: Request, places: Places) -> None:
    """Write down how this CLEAN is made, so that a takedown can make it again."""
    settings = request.settings or (SETTINGS_FILE if Path(SETTINGS_FILE).is_file() else "")
    decisions = request.decisions or str(Path(settings).parent / DECISIONS_FILE)
    asked = {
        "raw": str(places.raw),
        "settings": os.path.realpath(settings) if settings else "",
        "decisions": os.path.realpath(decisions),
        "include": request.selection.include,
        "exclude": request.selection.exclude,
        "sample": request.selection.sample,
    }
    write_durably(places.room / REQUEST, canonical(asked), places.scratch)


def remembered(clean: Path) -> dict[str, Any]:
    """How a CLEAN was made last: raw, settings, decisions, include, exclude, sample; or nothing."""
    try:
        asked: dict[str, Any] = json.loads((Places(Path(), clean).room / REQUEST).read_bytes())
    except (OSError, ValueError):
        return {}
    return asked


def load_settings(path: str) -> settings_room.Settings:
    """Settings from the file given, else copydesk.toml in the current folder, else defaults."""
    if not path and not Path(SETTINGS_FILE).is_file():
        return settings_room.Settings()
    where = path or SETTINGS_FILE
    settings = settings_room.parse(_read(where, "settings"), where)
    beside = Path(where).parent
    return settings_room.with_rules(settings, lambda name: _rules(str(beside / name)))


def _with_earlier(
    settings: settings_room.Settings, file: str, places: Places
) -> tuple[settings_room.Settings, Places]:
    """The settings with what the earlier CLEAN holds in place of its folder, and the places with
    the folder, which lies where the settings file says, seen from there."""
    if not settings.duplicates.against:
        return settings, places
    from pipeline.publishing.earlier import earlier_clean

    beside = str(Path(file or SETTINGS_FILE).parent / settings.duplicates.against)
    folder, digest = earlier_clean(beside, places.raw, places.clean)
    return settings_room.with_against(settings, digest), replace(places, against=str(folder))


def _rules(path: str) -> str:
    """The text of a phrase file whose examples hold."""
    from pipeline.boilerplate.phrases import parse_rules

    text = _read(path, "phrase rules")
    parse_rules(text, path)
    return text


def load_decisions(path: str, settings: str) -> decision_room.Decisions:
    """Decisions from the file given, else from decisions.toml beside the settings, else none."""
    beside = Path(settings).parent / DECISIONS_FILE
    if not path and not beside.is_file():
        return decision_room.Decisions()
    return decision_room.parse(_read(path or str(beside), "decisions"), path or str(beside))


@cache
def versions() -> tuple[tuple[str, str], ...]:
    """What decides rows beside settings and decisions: versions of stages and libraries."""
    import unicodedata

    stages = {
        "stage boilerplate": of_stages.BOILERPLATE,
        "stage duplicates": of_stages.DUPLICATES,
        "stage publishing": of_stages.PUBLISHING,
        "stage reading": of_stages.READING,
        "stage repair": of_stages.REPAIR,
    }
    found = {name: str(number) for name, number in stages.items()}
    found |= {name: version(name) for name in _LIBRARIES}
    found["unicode"] = unicodedata.unidata_version
    return tuple(sorted(found.items()))


def room_lock(room: Path) -> "_Locks":
    """Hold the folder of a CLEAN as a run does. Raises BusyError when a run holds it."""
    locks = _Locks(room)
    locks.take()
    return locks


class _Locks:
    """One run a CLEAN; and proof that no worker of a dead run is still at work."""

    def __init__(self, room: Path) -> None:
        self._run, self._workers = Lock(room / "run.lock"), Lock(room / "workers.lock")

    def take(self) -> None:
        try:
            self._run.take()
            self._workers.take(wait=_ORPHANS_END)
            self._workers.take(shared=True)
        except BaseException:
            self.release()
            raise

    def alone(self) -> bool:
        """Is this run still held, and no worker at work?"""
        return self._run.held and self._workers.alone()

    def release(self) -> None:
        self._workers.release()
        self._run.release()


def _cutting(settings: settings_room.Reading) -> Cutting:
    """How files too big for one shard are cut: into ranges of about four shards."""

    def cut(name: str, stream: BinaryIO) -> tuple[Part, ...]:
        from pipeline.reading.ranges import cut_ranges

        parts = cut_ranges(name, stream, PART_BYTES, settings)
        return tuple(Part(*astuple(part)) for part in parts)

    mark = f"{of_stages.READING}-{PART_BYTES}-{settings.max_document_bytes}"
    return Cutting(mark, 2 * PART_BYTES, cut)


def _as_planned(file: RawFile, changing: frozenset[str]) -> RawFile:
    if file.document not in changing:
        return file
    return RawFile(file.document, 0, "changing", "changing: it changed each time it was read")


def refuse_foreign(clean: Path) -> Held:
    """What CLEAN holds. Raises UsageError when files of somebody else are among it."""
    held = held_files(clean)
    if found := foreign_files(clean, held):
        named = ", ".join(found[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")
        raise UsageError(
            f"CLEAN holds files that copydesk did not write ({named})",
            str(clean),
            "move them away, or give another folder",
        )
    return held


def _read(path: str, what: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except OSError as error:
        raise UsageError(f"the {what} cannot be read ({error.strerror})", path) from None
    except UnicodeDecodeError:
        raise UsageError(f"the {what} are not UTF-8", path, "save the file as UTF-8") from None
