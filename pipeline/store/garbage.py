"""Collecting garbage: products behind the last publishes stay, the rest goes."""

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.store.durable import digest_file
from pipeline.store.products import FACTS, Store


@dataclass(frozen=True, slots=True)
class Collected:
    """What a collection dropped and what it left, in products and bytes."""

    dropped: int
    dropped_bytes: int
    left: int
    left_bytes: int


def collect(store: Store, plans: Iterable[str]) -> Collected:
    """Drop every product and plan that none of these runs names. The caller holds the locks."""
    wanted = set(plans)
    for folder in (store.root / "runs", store.root / "plans"):
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name.removesuffix(".json") not in wanted:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    named = {product for plan in wanted for product in _named(store, plan)}
    sizes = {True: [0, 0], False: [0, 0]}
    for stage, key in products(store):
        size = _size(store.folder(stage, key))
        stays = (stage, key) in named
        sizes[stays][0] += 1
        sizes[stays][1] += size
        if not stays:
            store.drop(stage, key)
    return Collected(*sizes[False], *sizes[True])


def size_of(store: Store, plans: Iterable[str]) -> int:
    """Bytes of the products that these runs name."""
    named = {product for plan in plans for product in _named(store, plan)}
    return sum(_size(store.folder(*product)) for product in named)


def products(store: Store) -> list[tuple[str, str]]:
    """Every product in the store as (stage, key), sorted."""
    root = store.root / "products"
    stages = sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    return [(stage.name, product.name) for stage in stages for product in sorted(stage.iterdir())]


def damaged_products(store: Store) -> list[str]:
    """Products whose bytes are not what their facts say, as ``Stage/key/file``; all is read."""
    found: list[str] = []
    for stage, key in products(store):
        folder = store.folder(stage, key)
        try:
            files = json.loads((folder / FACTS).read_bytes())["files"]
        except (OSError, ValueError, KeyError):
            found.append(f"{stage}/{key}/{FACTS}")
            continue
        for name, digest in files.items():
            path = folder / name
            if not path.is_file() or digest_file(path) != digest:
                found.append(f"{stage}/{key}/{name}")
    return found


def _named(store: Store, plan: str) -> list[tuple[str, str]]:
    folder = store.root / "runs" / plan
    stages = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return [(path.stem, key) for path in stages for key in json.loads(path.read_bytes())]


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir()) if folder.is_dir() else 0
