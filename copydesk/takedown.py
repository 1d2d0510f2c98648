"""Takedown: one text leaves CLEAN, the store and the previous publish, as if it were not in RAW."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from copydesk.deciding import read_entries, save
from copydesk.running import run
from pipeline.decisions import Forget
from pipeline.decisions.entries import Entry
from pipeline.errors import UsageError
from pipeline.publishing.lookup import find, outcome_row, relations
from pipeline.publishing.manifest import require_manifest
from pipeline.publishing.tables import read_table
from pipeline.run import DECISIONS_FILE, SETTINGS_FILE, Places, remembered, room_lock
from pipeline.scan.names import raw_path
from pipeline.store.garbage import collect


@dataclass(frozen=True, slots=True)
class Takedown:
    """What a takedown did, and what a person still has to do.

    `delete` are files of RAW, or records in them, that still hold the text; `similar` are documents
    that were found to share much of it and stay; `elsewhere` are outputs beside CLEAN that hold it.
    """

    document: str
    digest: str
    decisions: str
    forgotten: tuple[str, ...]
    delete: tuple[str, ...]
    similar: tuple[str, ...]
    elsewhere: tuple[str, ...]
    dropped_products: int


def forget(
    document: str, clean: str, *, raw: str = "", decisions: str = "", accept: bool = False
) -> Takedown:
    """Write the [[forget]] of a document, publish without it, and clear the store of its text.

    `raw` and `decisions` default to those of the last run. Raises UsageError for a document that is
    not there or has no text, and whatever a run raises; then the same call goes on.
    """
    output = Path(os.path.realpath(clean))
    require_manifest(output)
    asked = remembered(output)
    if not (raw or asked):
        raise UsageError("where RAW lies is not known", clean, "give --raw")
    if asked and not asked["settings"] and Path(SETTINGS_FILE).is_file():
        do = "run copydesk first, or call this from another folder"
        raise UsageError("the last run used no settings, and here are some", SETTINGS_FILE, do)
    raw, file = raw or asked["raw"], decisions or asked.get("decisions", DECISIONS_FILE)
    digest = _digest(output, document, Path(file))
    forgotten = _holders(output, digest)
    similar = _similar(output, {document, *forgotten})
    save(Path(file), [Entry("forget", Forget(digest, document))])
    options: Mapping[str, Any] = {
        name: asked[name] for name in ("settings", "include", "exclude", "sample") if name in asked
    }
    run(raw, clean, decisions=file, accept=accept, **options)
    dropped = _clear(Places(Path(raw), output))
    names = sorted({document, *forgotten})
    return Takedown(
        document=document,
        digest=digest,
        decisions=file,
        forgotten=tuple(names),
        delete=tuple(place for name in names if (place := _in_raw(raw, name))),
        similar=similar,
        elsewhere=_elsewhere(output, digest),
        dropped_products=dropped,
    )


def _digest(clean: Path, document: str, decisions: Path) -> str:
    """The digest of the text as read: from CLEAN, else from a takedown that was begun."""
    row = outcome_row(clean, document)
    if row is None:
        for entry in reversed(read_entries(decisions)):
            if entry.kind == "forget" and entry.value.document == document:
                return str(entry.value.digest)
        row = find(clean, document).outcome  # raises, and names documents that are close
    if row["outcome"] == "unreadable" or not row["words_in"]:
        do = "no text of it is kept anywhere; delete the file from RAW and run again"
        raise UsageError("the document has no text to forget", document, do)
    return str(row["digest_as_read"])


def _holders(clean: Path, digest: str) -> list[str]:
    table = read_table(clean / "audit" / "outcomes.parquet", ["document", "digest_as_read"])
    names: list[str] = table.filter(pc.equal(table["digest_as_read"], digest))[
        "document"
    ].to_pylist()
    return names


def _similar(clean: Path, gone: set[str]) -> tuple[str, ...]:
    pairs = [
        {row["document"], row["kept"]}
        for row in relations(clean).select(["document", "kept"]).to_pylist()
    ]
    return tuple(sorted({name for pair in pairs if pair & gone for name in pair - gone}))


def _clear(places: Places) -> int:
    """Drop all that earlier runs left: the previous publish, products, plans, the scan's cache."""
    rooms = {path.parent for path in places.shared.parent.glob("*/published.json")}
    locks = []
    try:
        for room in sorted({*rooms, places.room}):
            locks.append(room_lock(room))
        shutil.rmtree(places.room / "previous", ignore_errors=True)
        (places.room / "scan").unlink(missing_ok=True)
        plan = require_manifest(places.clean)["plan"]
        return collect(places.store(), [plan]).dropped
    finally:
        for lock in locks:
            lock.release()


def _in_raw(raw: str, document: str) -> str:
    """Where the text still lies in RAW, for people; empty when the file is gone."""
    path = os.path.join(os.fsencode(raw), raw_path(document))  # noqa: PTH118
    if not os.path.lexists(path):
        return ""
    file = os.fsdecode(path)
    _, _, record = document.partition("#")
    return f"record {record} of {file}" if record else file


def _elsewhere(clean: Path, digest: str) -> tuple[str, ...]:
    """Other outputs of the same store that hold the text, now or as their previous publish."""
    found = []
    for room in sorted((clean.parent / ".copydesk").iterdir()):
        for folder in (clean.parent / room.name, room / "previous"):
            held = (folder / "audit" / "outcomes.parquet").is_file() and room.name != clean.name
            if held and _holders(folder, digest):
                found.append(str(folder))
    return tuple(found)
