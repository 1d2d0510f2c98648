"""Which files of RAW take part: include and exclude patterns, and a sample.

>>> choose(Selection(exclude=("*/drafts/*",)), ["a/b.txt", "a/drafts/c.txt"])
{'a/b.txt'}
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pipeline.store.durable import digest_bytes


@dataclass(frozen=True, slots=True)
class Selection:
    """Patterns over document names (``*`` crosses folders), and how many files at most (0: all)."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    sample: int = 0


EVERYTHING = Selection()


def choose(selection: Selection, names: Sequence[str]) -> set[str]:
    """The names that take part.

    A sample is the files whose names have the smallest digests: the same files every time, spread
    over all folders, and mostly the same when files come and go.
    """
    chosen = [
        name
        for name in names
        if (not selection.include or _matches(name, selection.include))
        and not _matches(name, selection.exclude)
    ]
    if selection.sample and len(chosen) > selection.sample:
        chosen.sort(key=lambda name: digest_bytes(name.encode()))
        del chosen[selection.sample :]
    return set(chosen)


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
