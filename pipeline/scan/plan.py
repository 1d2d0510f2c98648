"""The plan of a run: its shards, settings, decisions and versions, named by their digest.

It holds no absolute path and no time, so the same work has the same name everywhere.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from pipeline.scan.files import RawFile
from pipeline.store.durable import digest_bytes
from pipeline.store.products import canonical

SHARD_BYTES = 1 << 20  # a constant: it never follows the corpus, and never changes rows


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
    """Consecutive files in shards of about `target` bytes.

    A shard ends after a file whose path's hash falls below its size class over the target, so that
    one new file moves the shard it lands in and no other. Never below a quarter of the target,
    always at four times. Content-defined cuts: Muthitacharoen et al., LBFS, 2001.
    """
    shards: list[tuple[RawFile, ...]] = []
    shard: list[RawFile] = []
    filled = 0
    for file in files:
        shard.append(file)
        filled += file.size
        if filled >= 4 * target or (filled >= target / 4 and _ends_shard(file, target)):
            shards.append(tuple(shard))
            shard, filled = [], 0
    if shard:
        shards.append(tuple(shard))
    return tuple(shards)


def _ends_shard(file: RawFile, target: int) -> bool:
    size_class = 1 << max(file.size - 1, 1).bit_length()
    share = min(1.0, size_class / target / 1.33)
    return int(digest_bytes(file.document.encode()), 16) < share * 2**128
