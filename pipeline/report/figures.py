"""The figures behind the report: one run's tables in, plain numbers out.

Words of documents are counted where they are read and cleaned (`words_in`, `words_out`); the words
of furniture are their difference, so that the flow adds up: words in = words out + furniture +
words in dropped copies + words in empty and unreadable documents.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.evidence import Brake, Evidence, Look, by_count, tally, total
from pipeline.report.ledger import tallies
from pipeline.report.looks import looks

__all__ = ["Brake", "Evidence", "Figures", "Look", "as_json", "figures", "from_json"]


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


def figures(evidence: Evidence) -> Figures:
    """Count one run. Tables in, numbers out; row order makes no difference."""
    outcomes, relations = evidence.outcomes, evidence.relations
    documents = dict(tally(outcomes["outcome"]))
    words = _words(outcomes)
    removed = tallies(evidence.removed, ["category", "rule", "level"])
    return Figures(
        read=outcomes.num_rows,
        kept=documents.get("kept", 0),
        duplicates=documents.get("duplicate", 0),
        empty=documents.get("empty", 0),
        unreadable=documents.get("unreadable", 0),
        removed_lines=sum(count for _, count in removed["rule"]),
        repaired_lines=total(outcomes["repaired_lines"]),
        normalized_lines=total(outcomes["normalized_lines"]),
        words_in=words["in"],
        words_out=words["kept"],
        removed_words=words["removed"],
        duplicate_words=words["duplicate"],
        lost_words=words["lost"],
        by_relation=tally(relations.filter(relations["dropped"])["relation"]),
        kept_pairs=tally(relations.filter(pc.invert(relations["dropped"]))["relation"]),
        by_category=removed["category"],
        by_rule=removed["rule"],
        by_level=removed["level"],
        by_flag=tally(pc.list_flatten(outcomes["flags"])),
        repairs_by_rule=tallies(evidence.repairs, ["rule"])["rule"],
        looks=looks(evidence),
        notes=tuple(evidence.notes),
        brakes=evidence.brakes,
        capped=evidence.capped,
    )


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


def _words(outcomes: pa.Table) -> dict[str, int]:
    grouped = outcomes.group_by("outcome").aggregate([("words_in", "sum"), ("words_out", "sum")])
    came: dict[str, int] = {}
    went: dict[str, int] = {}
    for row in grouped.to_pylist():
        came[row["outcome"]] = int(row["words_in_sum"] or 0)
        went[row["outcome"]] = int(row["words_out_sum"] or 0)
    unreadable = came.get("unreadable", 0)
    readable_in = sum(came.values()) - unreadable
    readable_out = sum(went.values()) - went.get("unreadable", 0)
    return {
        "in": readable_in + unreadable,
        "kept": went.get("kept", 0),
        "duplicate": went.get("duplicate", 0),
        "lost": went.get("empty", 0) + unreadable,
        "removed": max(0, readable_in - readable_out),
    }
