"""A person's decisions.toml: merged into and written as a whole, never inside an output."""

import os
from collections.abc import Sequence
from pathlib import Path

from pipeline.decisions.entries import Entry
from pipeline.decisions.merging import Merged, entries_of, merge
from pipeline.errors import UsageError
from pipeline.publishing.manifest import read_manifest
from pipeline.store.durable import write_durably


def decide_from(source: Path, target: Path) -> Merged:
    """Merge the entries of the file `source` into the decisions in `target`.

    Raises UsageError when one of them cannot be read, or is no decisions.toml.
    """
    if target.exists() and source.exists() and target.samefile(source):
        do = "save what you merge under another name, or give --decisions"
        raise UsageError("the file to merge is the decisions file itself", str(source), do)
    new = entries_of(_text(source), str(source))
    return save(target, new)


def save(target: Path, new: Sequence[Entry]) -> Merged:
    """Merge entries into the decisions in `target`, which need not exist yet."""
    place = Path(os.path.realpath(target))
    _refuse_output(place)
    mine = _text(place) if place.exists() else ""
    merged = merge(mine, new, str(target))
    if merged.text != mine:
        mode = place.stat().st_mode if place.exists() else None
        write_durably(place, merged.text.encode(), place.parent)
        if mode is not None:
            place.chmod(mode)
    return merged


def read_entries(path: Path) -> list[Entry]:
    """The entries of a decisions.toml; none where there is no file."""
    return entries_of(_text(path), str(path)) if path.exists() else []


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except OSError as error:
        raise UsageError(f"decisions cannot be read ({error.strerror})", str(path)) from None
    except UnicodeDecodeError:
        raise UsageError("decisions are not UTF-8", str(path), "save the file as UTF-8") from None


def _refuse_output(place: Path) -> None:
    for folder in place.parents:
        manifest = read_manifest(folder)
        if folder.name == ".copydesk" or (manifest is not None and "plan" in manifest):
            do = "give a file outside the output, e.g. beside copydesk.toml"
            raise UsageError("decisions in an output would go with it", str(place), do)
