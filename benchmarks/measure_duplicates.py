"""Time and score the duplicates stages over a generated corpus.

    python benchmarks/measure_duplicates.py out [--shard 32] [--folder DIR]

`out` is what generate_duplicates.py wrote. Shards are signed one after the other in small batches,
and what is signed is mapped from files, as in a run. Prints CPU seconds a part, peak memory, and
what became of each kind."""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline import schema
from pipeline.decisions import Decisions
from pipeline.duplicates.stage import find_duplicates, sign_documents
from pipeline.publishing.tables import Mapped
from pipeline.settings import Duplicates

BATCH = 512  # documents signed at once


def shards(path: Path, size: int) -> Iterator[pa.RecordBatch]:
    """DOCUMENTS in batches of about that many bytes."""
    names, texts, held = [], [], 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            names.append(f"{row['id']:08}")
            texts.append(row["text"])
            held += len(line)
            if held >= size:
                yield batch(names, texts)
                names, texts, held = [], [], 0
    if names:
        yield batch(names, texts)


def batch(names: Sequence[str], texts: Sequence[str]) -> pa.RecordBatch:
    """DOCUMENTS of names and texts; the other columns are empty."""
    given = {"document": names, "digest_as_read": names, "text": texts}
    blank = {pa.string(): "", pa.float64(): 1.0, pa.int32(): 0}
    columns = [
        pa.array(given[field.name], field.type)
        if field.name in given
        else pa.array([blank.get(field.type, [])] * len(names), field.type)
        for field in schema.DOCUMENTS
    ]
    return pa.record_batch(columns, schema=schema.DOCUMENTS)


def signed(path: Path, size: int, folder: Path) -> tuple[list[Path], list[Path], float]:
    """Files of SIGNATURES and of SHINGLES, one a shard, and CPU seconds of signing alone."""
    signatures, shingles, spent = [], [], 0.0
    for number, documents in enumerate(shards(path, size)):
        signatures.append(folder / f"signatures-{number}.arrow")
        shingles.append(folder / f"shingles-{number}.arrow")
        ours = pa.ipc.new_file(str(signatures[-1]), schema.SIGNATURES)
        theirs = pa.ipc.new_file(str(shingles[-1]), schema.SHINGLES)
        with ours, theirs:
            for start in range(0, documents.num_rows, BATCH):
                started = time.process_time()
                mine = documents.slice(start, BATCH)
                one, two = sign_documents(mine, Duplicates(), path.stat().st_size)
                spent += time.process_time() - started
                ours.write_batch(one)
                theirs.write_batch(two)
    return signatures, shingles, spent


def score(truth: Path, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """By kind: how many were dropped, or stayed and lead their base; drops astray."""
    told = {row["id"]: row for row in map(json.loads, truth.open(encoding="utf-8"))}
    kept = {int(row["document"]): int(row["kept"]) for row in rows if row["dropped"]}
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for document, row in told.items():
        base = row["base"]
        leads = base is not None and kept.get(base, base) == document
        found[row["kind"]][0] += leads or document in kept
        found[row["kind"]][1] += 1
    astray = sum(told[one]["family"] != told[other]["family"] for one, other in kept.items())
    shares = {kind: f"{one}/{all_} = {one / all_:.3f}" for kind, (one, all_) in found.items()}
    return dict(sorted(shares.items())) | {"dropped for another family": str(astray)}


def main() -> None:
    """Sign, find, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out")
    parser.add_argument("--shard", type=int, default=32, help="MiB of text a shard")
    parser.add_argument("--folder", help="where shingles are kept meanwhile")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        path = Path(f"{given.out}.jsonl")
        *files, signing = signed(path, given.shard << 20, Path(folder))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.process_time()
        one, two = (Mapped(some) for some in files)

        def release() -> None:
            one.release()
            two.release()

        found = find_duplicates(one.tables, two.tables, Duplicates(), Decisions(), release)
        relations = found.relations
        finding = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = relations.to_pylist()
    print(f"sign {signing:.1f} s, find {finding:.1f} s; peak {before >> 10}, {peak >> 10} MB")
    print(f"rows {len(rows)}, capped {found.capped}, {Counter(row['relation'] for row in rows)}")
    print(json.dumps(score(Path(f"{given.out}.truth.jsonl"), rows), indent=1))


if __name__ == "__main__":
    main()
