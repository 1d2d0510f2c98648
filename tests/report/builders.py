"""Small tables of one run, made by hand: each builder fills what a test does not care about."""

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from pipeline import schema
from pipeline.report.chunks import FOLDER
from pipeline.report.counting import figures
from pipeline.report.evidence import Evidence, Shard
from pipeline.report.listing import listing
from pipeline.report.publication import report_files
from pipeline.report.records import CARDS, Drawn, draw

Row = dict[str, Any]


def outcome(document: str, kind: str = "kept", **columns: Any) -> Row:
    """A row of OUTCOMES."""
    words = {"kept": (100, 90), "duplicate": (100, 90), "empty": (5, 0), "unreadable": (0, 0)}
    row: Row = {
        "document": document,
        "site": document.partition("/")[0] if "/" in document else "",
        "outcome": kind,
        "reason": "" if kind == "kept" else f"{kind}: said in a sentence",
        "flags": [],
        "digest_as_read": f"digest of {len(document)}",
        "encoding": "utf-8",
        "encoding_confidence": 1.0,
        "normalized_lines": 1,
        "repaired_lines": 0,
        "words_in": words[kind][0],
        "words_out": words[kind][1],
        "removed_lines": 0,
        "removed": [],
    }
    return row | columns


def relation(document: str, kept: str, kind: str = "near", **columns: Any) -> Row:
    """A row of RELATIONS; updates and variants are not dropped."""
    row: Row = {
        "document": document,
        "kept": kept,
        "relation": kind,
        "dropped": kind not in ("updated", "variant"),
        "covered": 0.93,
        "jaccard": 0.88,
        "containment": 0.94,
        "shared_words": 80,
        "group": f"digest of {kept}",
        "reason": "Most of it stands in the kept one.",
    }
    return row | columns


def removal(document: str, text: str, rule: str = "phrase.signup.en", **columns: Any) -> Row:
    """A row of REMOVED_LINES."""
    row: Row = {
        "document": document,
        "line": 3,
        "start": 10,
        "end": 10 + len(text),
        "rule": rule,
        "category": rule.split(".")[1],
        "level": "high",
        "reason": "It reads like furniture.",
        "evidence": "line 3",
        "text": text,
    }
    return row | columns


def repair(document: str, before: str, after: str, **columns: Any) -> Row:
    """A row of REPAIRS."""
    row: Row = {
        "document": document,
        "step": 1,
        "first_line": 2,
        "lines_before": 1,
        "lines_after": 1,
        "rule": "repair.encoding",
        "reason": "The text had been decoded with the wrong encoding (mojibake).",
        "before": before,
        "after": after,
    }
    return row | columns


def template(site: str, line: str, **columns: Any) -> Row:
    """A row of TEMPLATES."""
    row: Row = {
        "site": site,
        "line": line,
        "key": 7,
        "stories": 12,
        "share": 0.4,
        "decision": "remove",
        "documents": [],
    }
    return row | columns


def evidence(notes: Sequence[str] = (), **tables: Sequence[Mapping[str, Any]]) -> Evidence:
    """Evidence with the rows given by table name; the others are empty."""
    return Evidence(
        outcomes=_table(tables.get("outcomes", ()), schema.OUTCOMES),
        relations=_table(tables.get("relations", ()), schema.RELATIONS),
        removed=ds.dataset(_table(tables.get("removed", ()), schema.REMOVED_LINES)),
        repairs=ds.dataset(_table(tables.get("repairs", ()), schema.REPAIRS)),
        templates=_table(tables.get("templates", ()), schema.TEMPLATES),
        notes=tuple(notes),
        threshold=0.8,
    )


def with_texts(
    found: Evidence,
    texts: Mapping[str, str],
    cards: Mapping[str, tuple[str, str]] | None = None,
    shards: int = 1,
) -> Evidence:
    """The same evidence with its documents in some shards, one after the other; `cards` are titles
    and dates by document."""
    rows = found.outcomes.num_rows
    ends = [rows * at // shards for at in range(shards + 1)]
    made = [
        _shard(found, found.outcomes["document"][first:last].to_pylist(), texts, cards or {})
        for first, last in itertools.pairwise(ends)
    ]
    return replace(found, shards=tuple(made))


def report_of(found: Evidence) -> Iterator[tuple[str, bytes]]:
    """The files of the report of this evidence, those of its shards first."""
    listed = listing(found)
    drawn: list[Drawn] = []
    for number, shard in enumerate(found.shards):
        mine = listed.documents.filter(pc.equal(listed.documents["shard"], number))
        cards: dict[str, tuple[str, str]] = {}
        chunks = []
        for name, count, data in draw(shard, mine, cards):
            chunks.append((name, count))
            yield f"{FOLDER}/{name}.js", data
        rows = [dict(zip(CARDS.names, (name, *card), strict=True)) for name, card in cards.items()]
        drawn.append(Drawn(chunks, partial(_table, rows, CARDS)))
    yield from report_files(found, figures(found), listed, drawn)


def _shard(
    found: Evidence,
    names: Sequence[str],
    texts: Mapping[str, str],
    cards: Mapping[str, tuple[str, str]],
) -> Shard:
    own = pc.field("document").isin(pa.array(names, pa.string()))
    rows = [
        dict(zip(("title", "date"), cards.get(name, ("", "")), strict=True))
        | {"document": name, "text": texts.get(name, "")}
        for name in names
    ]
    columns = pa.schema([(name, pa.string()) for name in ("document", "title", "date", "text")])
    return Shard(
        count=len(names),
        texts=partial(ds.dataset, _table(rows, columns)),
        removed=partial(ds.dataset, found.removed.to_table(filter=own)),
        repairs=partial(ds.dataset, found.repairs.to_table(filter=own)),
    )


def _table(rows: Sequence[Mapping[str, Any]], columns: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=columns)


def small() -> Evidence:
    """Seven documents of two sites: every outcome, two copies, an update, a repair, a template."""
    cut = [{"category": "signup", "lines": 2}]
    return evidence(
        notes=["Site templates could not work on 1 document: its site is not known."],
        outcomes=[
            outcome("bbc/a.txt", removed_lines=2, removed=cut, repaired_lines=1),
            outcome("bbc/b.txt", "duplicate", reason="near: stands in bbc/a.txt"),
            outcome("bbc/c.txt", words_in=100, words_out=60, flags=["paywalled"]),
            outcome("cnn/d.txt", "duplicate", reason="exact: same as bbc/a.txt"),
            outcome("cnn/e.txt", "empty"),
            outcome("cnn/f.txt", "unreadable", reason="binary: the file holds NUL bytes"),
            outcome("g.txt", flags=["suspect_encoding"]),
        ],
        relations=[
            relation("bbc/b.txt", "bbc/a.txt"),
            relation("cnn/d.txt", "bbc/a.txt", "exact", covered=1.0, jaccard=1.0, containment=1.0),
            relation("bbc/c.txt", "bbc/a.txt", "updated", covered=0.85),
            relation("g.txt", "bbc/c.txt", "near", dropped=False, covered=0.75),
        ],
        removed=[
            removal("bbc/a.txt", "Sign up to read\n"),
            removal("bbc/a.txt", "Sign up to read\n\n", line=9),
            removal("bbc/c.txt", "More headlines", "edge.related", level="low"),
        ],
        repairs=[repair("bbc/a.txt", "It wasnâ€™t me", "It wasn’t me")],
        templates=[template("bbc", "More from us", documents=["bbc/a.txt", "bbc/c.txt"])],
    )


def shuffled(found: Evidence) -> Evidence:
    """The same evidence with the rows of every table in another order."""
    order = random.Random(7)
    tables = {}
    for name in ("outcomes", "relations", "removed", "repairs", "templates"):
        there = getattr(found, name)
        table = there if isinstance(there, pa.Table) else there.to_table()
        rows = list(range(table.num_rows))
        order.shuffle(rows)
        table = table.take(pa.array(rows, pa.int64()))
        tables[name] = table if isinstance(there, pa.Table) else ds.dataset(table)
    return replace(found, **tables)


TEXTS = {
    "bbc/a.txt": "The bridge is shut\nGusts of 108 kph hit it, the office said.\nNo one was hurt.",
    "bbc/b.txt": "The bridge was shut\nGusts of 112 kph hit it, the office said.\nWe saw waves.",
    "cnn/d.txt": "The bridge is shut\nGusts of 108 kph hit it, the office said.\nNo one was hurt.",
    "bbc/c.txt": "The bridge is open again\nA day after gusts of 108 kph.",
    "g.txt": "The bridge may open.",
}
