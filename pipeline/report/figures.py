"""What a run did, in plain numbers: what its report begins with and its manifest keeps.

Nothing here reads a table, so that the end of a run that changed nothing costs next to nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Brake:
    """A loss beside the limit at which a run stops: plain name, share and limit (both 0 to 1)."""

    name: str
    share: float
    limit: float


@dataclass(frozen=True, slots=True)
class Look:
    """One line of "needs a look": a kind, how many, why it matters, and up to three examples."""

    kind: str
    count: int
    why: str
    examples: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The reason and the examples as one line of plain text."""
        return f"{self.why}: {'; '.join(self.examples)}" if self.examples else self.why


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run did, in numbers; pairs are (name, count), biggest first, then by name.

    `words_out` counts kept documents; `removed_words` is words in minus words out of every document
    that was read (repairs can move it by a few); `by_relation` counts dropped documents and
    `kept_pairs` verified pairs that were not dropped. `capped` counts what met a bound of the
    search for copies: documents not compared with all that is like them (candidates), or found only
    by their rarer runs of words (shingles); groups in which not every wish was tried (wishes).
    """

    read: int
    kept: int
    duplicates: int
    empty: int
    unreadable: int
    removed_lines: int
    repaired_lines: int
    normalized_lines: int
    words_in: int
    words_out: int
    removed_words: int
    duplicate_words: int
    lost_words: int
    by_relation: tuple[tuple[str, int], ...]
    kept_pairs: tuple[tuple[str, int], ...]
    by_category: tuple[tuple[str, int], ...]
    by_rule: tuple[tuple[str, int], ...]
    by_level: tuple[tuple[str, int], ...]
    by_flag: tuple[tuple[str, int], ...]
    repairs_by_rule: tuple[tuple[str, int], ...]
    looks: tuple[Look, ...]
    notes: tuple[str, ...]
    brakes: tuple[Brake, ...]
    capped: tuple[tuple[str, int], ...] = ()


def as_json(figures: Figures) -> dict[str, object]:
    """The figures as plain values with the same names; pairs become objects."""
    values: dict[str, object] = {}
    for name, value in asdict(figures).items():
        if name == "looks":
            values[name] = [_look_as_json(look) for look in figures.looks]
        elif name == "notes":
            values[name] = list(figures.notes)
        elif name == "brakes":
            values[name] = [asdict(brake) for brake in figures.brakes]
        else:
            values[name] = dict(value) if isinstance(value, tuple) else value
    return values


def from_json(values: Mapping[str, Any]) -> Figures:
    """The inverse of `as_json`, but for the examples of looks, which stand in their reasons."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name == "looks":
            found[name] = tuple(Look(one["kind"], one["count"], one["sentence"]) for one in value)
        elif name == "notes":
            found[name] = tuple(value)
        elif name == "brakes":
            found[name] = tuple(Brake(**one) for one in value)
        elif isinstance(value, Mapping):
            found[name] = by_count(value.items())
        else:
            found[name] = value
    return Figures(**found)


def _look_as_json(look: Look) -> dict[str, object]:
    return {"kind": look.kind, "count": look.count, "sentence": look.sentence}


def by_count(counted: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Values with their counts, biggest first, then by name."""
    return tuple(sorted(counted, key=lambda pair: (-pair[1], pair[0])))
