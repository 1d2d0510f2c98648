"""Whether datasketch, the version installed here, makes our signatures and finds by them.

    python benchmarks/parity_duplicates.py write FILE     # where copydesk is installed
    python benchmarks/parity_duplicates.py check FILE     # where any datasketch is installed

`write` signs texts of its own in both schemes. `check` makes the same signatures with datasketch,
loads ours into its MinHashLSH, and asks with theirs; datasketch 1 knows the legacy scheme alone."""

import argparse
import json
import random
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

DOCUMENTS = 400
BANDS = (32, 4)


def texts() -> list[str]:
    """Invented stories, every second one an edited copy of the one before."""
    draw = random.Random(7)
    words = [f"{one}{two}" for one in "bdfgklmnprst" for two in ("an", "er", "ol", "ut", "ish")]
    made: list[str] = []
    for at in range(DOCUMENTS):
        story = made[-1].split() if at % 2 else draw.choices(words, k=draw.randint(8, 400))
        if at % 2:
            story[draw.randrange(len(story))] = "otherwise"
        made.append(" ".join(story))
    return made


def write(path: Path) -> None:
    """Shingle hashes and signatures in both schemes, as JSON."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    import pyarrow as pa

    from pipeline.duplicates.compiled.signing import sign
    from pipeline.duplicates.index import scheme
    from pipeline.duplicates.signatures import AFFINE, LEGACY

    made: dict[str, Any] = {}
    for name in (AFFINE, LEGACY):
        signatures, contents = sign(pa.array(texts()), name)
        made[name] = {"about": scheme({}, name), "values": signatures.values.tolist()}
        made["shingles"] = contents.shingles.to_pylist()
    path.write_text(json.dumps(made))


def check(path: Path) -> None:
    """Compare and ask; ends with an error where something differs."""
    from datasketch import MinHash, MinHashLSH

    release = version("datasketch")
    made = json.loads(path.read_text())
    for name in ("legacy",) if release.startswith("1.") else ("affine32", "legacy"):
        about, ours = made[name]["about"], made[name]["values"]
        known = {"num_perm": about["permutations"], "seed": about["seed"]}
        if not release.startswith("1."):
            known["scheme"] = name
        index, theirs, differ, found = MinHashLSH(num_perm=128, params=BANDS), [], 0, 0
        for at, (values, shingles) in enumerate(zip(ours, made["shingles"])):  # noqa: B905
            one = MinHash(hashfunc=int, **known)
            one.update_batch([value & 0xFFFFFFFF for value in shingles])
            theirs.append(one)
            differ += one.hashvalues.tolist() != values
            index.insert(at, MinHash(hashvalues=values, **known))
        own = MinHashLSH(num_perm=128, params=BANDS)
        for at, one in enumerate(theirs):
            own.insert(at, one)
        found = sum(set(index.query(one)) == set(own.query(one)) for one in theirs)
        print(
            f"datasketch {release}, {name}: {len(ours) - differ} of {len(ours)} signatures equal,"
        )
        print(f"  {found} of {len(theirs)} questions answered alike by our index and theirs")
        if differ or found != len(theirs):
            sys.exit(1)


def main() -> None:
    """Write or check."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("write", "check"))
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    (write if given.what == "write" else check)(given.file)


if __name__ == "__main__":
    main()
