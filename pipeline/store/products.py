"""Products: immutable folders named by what they depend on. A product exists <=> it is complete.

products/<Stage>/<key>/facts.json     what the product says of itself, digests of its files
products/<Stage>/<key>/<file>         its data
runs/<plan>/<Stage>.json              the products of a stage in a run: the target of its task
plans/<plan>.json                     what the run is
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.errors import DamagedError
from pipeline.store.durable import digest_bytes, digest_file, new_name, sync, write_durably

FACTS = "facts.json"
_READ_ONLY = 0o444


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, ASCII only: equal values, equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def product_key(stage: str, decides: Mapping[str, Any], inputs: Sequence[Any]) -> str:
    """The name of a product: everything that decides its bytes, and nothing else.

    `decides` holds versions, settings and decisions the stage reads; `inputs` digests, in order.
    """
    return digest_bytes(canonical([stage, decides, inputs]))


class Store:
    """The products of all runs that write beside one another; may be deleted at any time.

    `root` is the shared part, `scratch` the folder of one CLEAN for work in progress.
    """

    def __init__(self, root: Path, scratch: Path) -> None:
        self.root, self.scratch = Path(root), Path(scratch)

    def folder(self, stage: str, key: str) -> Path:
        """Where a product lies, or would lie."""
        return self.root / "products" / stage / key

    def has(self, stage: str, key: str) -> bool:
        """Is the product there, and so complete?"""
        return (self.folder(stage, key) / FACTS).is_file()

    def facts(self, stage: str, key: str) -> dict[str, Any]:
        """What a product says of itself: ``files`` with digests, and what its stage added.

        Raises DamagedError, and removes the product, when it is missing or cannot be read.
        """
        try:
            found = json.loads((self.folder(stage, key) / FACTS).read_bytes())
        except (OSError, ValueError) as error:
            raise self.damaged(stage, key, FACTS) from error
        if not isinstance(found, dict) or not isinstance(found.get("files"), dict):
            raise self.damaged(stage, key, FACTS)
        return found

    def path(self, stage: str, key: str, name: str) -> Path:
        """The path of one file of a product, verified against its digest.

        Raises DamagedError, and removes the product, when the bytes are not what the facts say.
        """
        path = self.folder(stage, key) / name
        try:
            intact = digest_file(path) == self.facts(stage, key)["files"][name]
        except (OSError, KeyError):
            intact = False
        if not intact:
            raise self.damaged(stage, key, name)
        return path

    def damaged(self, stage: str, key: str, name: str) -> DamagedError:
        """Drop a product that is not what it says; the error to raise for it."""
        self.drop(stage, key)
        where = f"{stage}/{key}/{name}"
        return DamagedError("a stored product was damaged or missing", where, "run again")

    def bytes_of(self, stage: str, key: str) -> int:
        """Bytes of a product's files."""
        return sum(path.stat().st_size for path in self.folder(stage, key).iterdir())

    def drop(self, stage: str, key: str) -> None:
        """Remove a product: renamed away first, so that it never stands there in part."""
        grave = self.scratch / new_name()
        self.scratch.mkdir(parents=True, exist_ok=True)
        try:
            self.folder(stage, key).rename(grave)
        except FileNotFoundError:
            return
        shutil.rmtree(grave)

    @contextmanager
    def new(self, stage: str, key: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        """A folder to write in and facts to add to; on success it becomes the product."""
        temporary = self.scratch / new_name()
        temporary.mkdir(parents=True)
        facts: dict[str, Any] = {}
        try:
            yield temporary, facts
            self._commit(temporary, facts, (stage, key))
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def _commit(self, temporary: Path, facts: dict[str, Any], name: tuple[str, str]) -> None:
        facts["files"] = {path.name: digest_file(path) for path in sorted(temporary.iterdir())}
        (temporary / FACTS).write_bytes(canonical(facts))
        for path in temporary.iterdir():
            path.chmod(_READ_ONLY)
            sync(path)
        sync(temporary)
        final = self.folder(*name)
        final.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.rename(final)
        except OSError:
            if self.has(*name):  # another run that shares the store made the same product first
                return
            self.drop(*name)  # the rest of a product that somebody deleted in part
            temporary.rename(final)
        sync(final.parent)

    def stage_file(self, plan: str, stage: str) -> Path:
        """The target of a stage's task in a run."""
        return self.root / "runs" / plan / f"{stage}.json"

    def finish_stage(self, plan: str, stage: str, keys: Sequence[str]) -> None:
        """Write down which products a stage has in a run, in the order of the shards."""
        write_durably(self.stage_file(plan, stage), canonical(list(keys)), self.scratch)

    def stage_keys(self, plan: str, stage: str) -> list[str]:
        """The keys of a finished stage's products, in the order of the shards."""
        path = self.stage_file(plan, stage)
        try:
            keys: list[str] = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            path.unlink(missing_ok=True)
            what = "the list of a stage's products was damaged or missing"
            raise DamagedError(what, str(path), "run again") from error
        return keys

    def forget_run(self, plan: str) -> None:
        """Make every stage of a run look at its products again."""
        shutil.rmtree(self.root / "runs" / plan, ignore_errors=True)

    def save_plan(self, name: str, data: bytes) -> None:
        """Keep a plan under its digest; one that was damaged is replaced."""
        path = self.plan_file(name)
        if not path.is_file() or path.read_bytes() != data:
            write_durably(path, data, self.scratch)

    def plan_file(self, name: str) -> Path:
        """Where a plan lies."""
        return self.root / "plans" / f"{name}.json"

    def sweep(self) -> None:
        """Remove what dead processes left in progress. The caller holds the workers' lock alone."""
        if self.scratch.is_dir():
            shutil.rmtree(self.scratch)
        os.makedirs(self.scratch, exist_ok=True)  # noqa: PTH103 - also where a race made it
