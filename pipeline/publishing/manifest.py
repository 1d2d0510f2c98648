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
    figures: Mapping[str, Any]


def write_manifest(folder: Path, about: About, text_digest: str) -> None:
    """List the files of a finished folder with bytes and digest; no time, no absolute path.

    `text_digest` is the tree digest of its ``text/``, as writing it found.
    """
    held = held_files(folder)
    text: dict[str, Any] = {}
    if held.text is not None:
        files = held.text or []
        text = {
            "files": len(files),
            "bytes": sum(size for _, size in files),
            "listing": listing_digest(files),
            "digest": text_digest,
        }
    listed = {
        name: {"bytes": size, "digest": digest_file(folder / name)}
        for name, size in held.rest.items()
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
        "figures": dict(about.figures),
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


@dataclass(frozen=True, slots=True)
class Held:
    """The files a CLEAN holds, with sizes: those of ``text/`` (paths below it), and the rest.

    `text` is None where there is no such folder.
    """

    rest: dict[str, int]
    text: list[tuple[bytes, int]] | None


def held_files(clean: Path) -> Held:
    """Walk a CLEAN once; both kinds sorted by path."""
    text, rest = TEXT.encode() + b"/", {}
    below: list[tuple[bytes, int]] = []
    for path, size in walk(clean):
        if path.startswith(text):
            below.append((path[len(text) :], size))
        else:
            rest[path.decode("utf-8", "surrogateescape")] = size
    return Held(rest, below if (clean / TEXT).is_dir() else None)


def is_whole(held: Held, manifest: Mapping[str, Any]) -> bool:
    """Does a CLEAN hold exactly the files of its manifest, at their sizes?"""
    listed = {name: entry["bytes"] for name, entry in manifest["files"].items()}
    found = {name: size for name, size in held.rest.items() if name != NAME}
    there = "" if held.text is None else listing_digest(held.text)
    return found == listed and there == manifest["text"].get("listing", "")


def is_output_of(clean: Path, plan: str, held: Held | None = None) -> bool:
    """Is CLEAN, whole, what the run of this plan wrote? `held` is what it holds, where known."""
    manifest = read_manifest(clean)
    if manifest is None or manifest["plan"] != plan:
        return False
    return is_whole(held or held_files(clean), manifest)


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


def foreign_files(clean: Path, held: Held) -> list[str]:
    """Files in CLEAN that no manifest of ours lists: a reason to stop, never to delete.

    What we wrote and somebody removed or edited is not foreign. Under text/ the manifest knows
    names by their digest alone: there a file is foreign when no document of ours has it.
    """
    manifest = read_manifest(clean)
    ours = {NAME, GITIGNORE, *(manifest["files"] if manifest else ())}
    foreign = [name for name in held.rest if name not in ours]
    foreign += _foreign_texts(clean, held.text or [], manifest)
    return sorted(foreign)


def _foreign_texts(
    clean: Path, there: list[tuple[bytes, int]], manifest: Mapping[str, Any] | None
) -> list[str]:
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
