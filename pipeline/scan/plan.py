"""The plan of a run: its shards, settings, decisions and versions, named by their digest.

It holds no absolute path and no time, so the same work has the same name everywhere.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from pipeline.scan.files import RawFile
from pipeline.store.durable import digest_bytes
from pipeline.store.products import canonical

# Constants: they never follow the corpus, and never change rows.
SHARD_BYTES = 1 << 20
PART_BYTES = 4 << 20  # of a big file, which is cut from twice that on


class Head(msgspec.Struct, frozen=True):
    """What names a run: the digest of RAW's listing, effective settings, decisions, versions."""

    files: str
    settings: dict[str, Any]
    decisions: dict[str, Any]
    versions: dict[str, str]
    shard_bytes: int


class Plan(msgspec.Struct, frozen=True):
    """A run: its head, its shards of files, and how many names in RAW were hidden."""

    head: Head
    shards: tuple[tuple[RawFile, ...], ...]
    hidden: int = 0


def head_digest(head: Head) -> str:
    """The name of the run."""
    return digest_bytes(canonical(msgspec.to_builtins(head)))


def plan_bytes(plan: Plan) -> bytes:
    """The plan as JSON."""
    return msgspec.json.encode(plan)


def load_plan(data: bytes) -> Plan:
    """The inverse of `plan_bytes`."""
    return msgspec.json.decode(data, type=Plan)


def cut_shards(files: Iterable[RawFile], target: int) -> tuple[tuple[RawFile, ...], ...]:
    """Consecutive files in shards of about `target` bytes; a part of a big file is a file there.

    A shard ends after such a part, and after a file whose path's hash falls below its size class
    over the target, so that one new file moves the shard it lands in and no other. Never below a
    quarter of the target, always at four times. Content-defined cuts: Muthitacharoen et al., LBFS,
    2001.
    """
    shards: list[tuple[RawFile, ...]] = []
    shard: list[RawFile] = []
    filled = 0
    for file in (one for whole in files for one in _parts(whole)):
        shard.append(file)
        filled += file.size
        if filled >= 4 * target or (filled >= target / 4 and _ends_shard(file, target)):
            shards.append(tuple(shard))
            shard, filled = [], 0
    if shard:
        shards.append(tuple(shard))
    return tuple(shards)


def _parts(file: RawFile) -> Iterator[RawFile]:
    """The file, or each of its parts as one."""
    for part in file.parts:
        yield RawFile(file.document, part.stop - part.start, part.digest, "", (part,))
    if not file.parts:
        yield file


def _ends_shard(file: RawFile, target: int) -> bool:
    if file.parts:
        return True
    size_class = 1 << max(file.size - 1, 1).bit_length()
    share = min(1.0, size_class / target / 1.33)
    return int(digest_bytes(file.document.encode()), 16) < share * 2**128
