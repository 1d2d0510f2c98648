"""manifest.json: what a CLEAN is, written last; and whether a folder still is what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from pipeline.errors import UsageError
from pipeline.publishing.texts import listing_digest, tree_digest, walk
from pipeline.store.durable import digest_file
from pipeline.store.products import canonical

NAME = "manifest.json"
GITIGNORE = ".gitignore"
TEXT = "text"


@dataclass(frozen=True, slots=True)
class About:
    """What a manifest says beside the files: the run it came from and what it did."""

    plan: str
    outcomes: Mapping[str, int]
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    hidden: int
    forgotten: int
    notes: tuple[str, ...]
    brake: Sequence[Mapping[str, Any]]


def write_manifest(folder: Path, about: About) -> None:
    """List the files of a finished folder with bytes and digest; no time, no absolute path."""
    text: dict[str, Any] = {}
    if (folder / TEXT).is_dir():
        files = list(walk(folder / TEXT))
        text = {
            "files": len(files),
            "bytes": sum(size for _, size in files),
            "listing": listing_digest(files),
            "digest": tree_digest(folder / TEXT),
        }
    listed = {
        name: {"bytes": size, "digest": digest_file(folder / name)}
        for name, size in _root_files(folder)
    }
    whole = {
        "schema": 1,
        "plan": about.plan,
        "outcomes": dict(about.outcomes),
        "hidden_names": about.hidden,
        "forgotten": about.forgotten,
        "notes": list(about.notes),
        "brake": [dict(one) for one in about.brake],
        "settings": dict(about.settings),
        "versions": dict(about.versions),
        "files": listed,
        "text": text,
    }
    pretty = msgspec.json.format(canonical(whole), indent=1)
    (folder / NAME).write_bytes(pretty + b"\n")


def read_manifest(clean: Path) -> dict[str, Any] | None:
    """The manifest of a CLEAN; None where there is none, or none that can be read."""
    try:
        found: dict[str, Any] = msgspec.json.decode(
            (clean / NAME).read_bytes(), type=dict[str, Any]
        )
    except (OSError, msgspec.DecodeError):
        return None
    return found


def require_manifest(clean: Path) -> dict[str, Any]:
    """The manifest of a CLEAN. Raises UsageError where there is none."""
    manifest = read_manifest(clean)
    if manifest is None:
        what = "not the output of a run"
        raise UsageError(what, str(clean), "run copydesk first, or give --clean")
    return manifest


def is_whole(clean: Path, manifest: Mapping[str, Any]) -> bool:
    """Does CLEAN list exactly the files of its manifest, at their sizes?"""
    listed = {name: entry["bytes"] for name, entry in manifest["files"].items()}
    found = {name: size for name, size in _root_files(clean) if name != NAME}
    text = manifest["text"].get("listing", "")
    there = listing_digest(walk(clean / TEXT)) if (clean / TEXT).is_dir() else ""
    return found == listed and there == text


def wrong_files(clean: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Files of CLEAN that are missing or not what the manifest says, every byte read; sorted.

    ``text/`` has one digest and is named as a whole.
    """
    wrong = [
        name
        for name, entry in manifest["files"].items()
        if not (clean / name).is_file() or digest_file(clean / name) != entry["digest"]
    ]
    text = manifest["text"].get("digest", "")
    if text and tree_digest(clean / TEXT) != text:
        wrong.append(f"{TEXT}/")
    return sorted(wrong)


def foreign_files(clean: Path) -> list[str]:
    """Files in CLEAN that no manifest of ours lists: a reason to stop, never to delete.

    What we wrote and somebody removed or edited is not foreign. Under text/ the manifest knows
    names by their digest alone: there a file is foreign when no document of ours has it.
    """
    manifest = read_manifest(clean)
    ours = {NAME, GITIGNORE, *(manifest["files"] if manifest else ())}
    foreign = [name for name, _ in _root_files(clean) if name not in ours]
    if (clean / TEXT).is_dir():
        foreign += _foreign_texts(clean, manifest)
    return sorted(foreign)


def _foreign_texts(clean: Path, manifest: Mapping[str, Any] | None) -> list[str]:
    there = list(walk(clean / TEXT))
    if manifest and listing_digest(there) == manifest["text"].get("listing"):
        return []
    ours = _text_names(clean) if manifest else set()
    return [f"{TEXT}/{path.decode('utf-8', 'replace')}" for path, _ in there if path not in ours]


def _text_names(clean: Path) -> set[bytes]:
    from pipeline.publishing.tables import read_table
    from pipeline.publishing.texts import text_paths

    names: list[str] = []
    for path in sorted(clean.glob("documents/part-*.parquet")):
        names += read_table(path, ["document"])["document"].to_pylist()
    return set(text_paths(names).values())


def _root_files(folder: Path) -> list[tuple[str, int]]:
    """Every file but those under text/, with its size; names sorted, in POSIX form."""
    found = [
        (path.decode("utf-8", "surrogateescape"), size)
        for path, size in walk(folder)
        if not path.startswith(TEXT.encode() + b"/")
    ]
    return sorted(found)
