"""The plan of a run: its shards, settings, decisions and versions, named by their digest.

It holds no absolute path and no time, so the same work has the same name everywhere.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from pipeline.scan.files import Listing, RawFile, digest_of

SHARD_BYTES = 32 << 20  # a constant: it never follows the corpus, and never changes rows


class Plan(msgspec.Struct, frozen=True):
    """What a run is: shards of files, the effective settings, the decisions, the versions."""

    shards: tuple[tuple[RawFile, ...], ...]
    settings: dict[str, Any]
    decisions: dict[str, Any]
    versions: dict[str, str]
    hidden: int = 0


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, ASCII only: equal values, equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def make_plan(
    listing: Listing,
    settings: Mapping[str, Any],
    decisions: Mapping[str, Any],
    versions: Mapping[str, str],
) -> Plan:
    """The plan for this listing of RAW."""
    shards = cut_shards(listing.files)
    return Plan(shards, dict(settings), dict(decisions), dict(versions), listing.hidden)


def plan_bytes(plan: Plan) -> bytes:
    """The plan as canonical JSON."""
    return canonical(msgspec.to_builtins(plan))


def plan_digest(plan: Plan) -> str:
    """The name of the run."""
    return digest_of(plan_bytes(plan))


def load_plan(data: bytes) -> Plan:
    """The inverse of `plan_bytes`."""
    return msgspec.json.decode(data, type=Plan)


def cut_shards(files: Iterable[RawFile], target: int = 0) -> tuple[tuple[RawFile, ...], ...]:
    """Consecutive files in shards of about `target` bytes (default SHARD_BYTES).

    A shard ends after a file whose path's hash falls below its size class over the target, so that
    one new file moves the shard it lands in and no other. Never below a quarter of the target,
    always at four times. Content-defined cuts: Muthitacharoen et al., LBFS, 2001.
    """
    target = target or SHARD_BYTES
    shards: list[tuple[RawFile, ...]] = []
    shard: list[RawFile] = []
    filled = 0
    for file in files:
        shard.append(file)
        filled += file.size
        size_class = 1 << max(file.size - 1, 1).bit_length()
        wants = int(digest_of(file.document.encode()), 16) < size_class / target / 1.33 * 2**128
        if (filled >= target / 4 and wants) or filled >= 4 * target:
            shards.append(tuple(shard))
            shard, filled = [], 0
    if shard:
        shards.append(tuple(shard))
    return tuple(shards)
