"""The files of CLEAN: linked parts named by their content, tables made whole, CSV, text."""

import csv
import io
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline import schema
from pipeline.publishing.tables import TableWriter, count_rows, read_batches, write_table
from pipeline.publishing.texts import text_paths, write_texts
from pipeline.store.durable import digest_file

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def link_parts(folder: Path, stem: str, sources: Iterable[Path]) -> list[Path]:
    """Hard-link tables into `folder` as ``<stem>-<digest>.parquet``; empty ones are left out.

    Returns the paths, sorted. Copies where a link is not possible.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made: set[Path] = set()
    for source in sources:
        if count_rows(source) == 0:
            continue
        target = folder / f"{stem}-{digest_file(source)[:16]}{source.suffix}"
        if target not in made:
            link(source, target)
            made.add(target)
    return sorted(made)


def link(source: Path, target: Path) -> None:
    """Hard-link a file; copy it where a link is not possible."""
    try:
        os.link(source, target)
    except OSError:  # another file system, or too many links
        shutil.copyfile(source, target)
        target.chmod(0o444)


def write_documents_part(folder: Path, sources: Sequence[Path]) -> list[Path]:
    """``documents/``: the parts of kept documents; one without rows when nothing was kept."""
    parts = link_parts(folder / "documents", "part", sources)
    if not parts:
        empty = folder / "documents" / "empty.parquet"
        write_table(empty, schema.KEPT.empty_table())
        parts = [empty.rename(empty.with_name(f"part-{digest_file(empty)[:16]}.parquet"))]
    return parts


def write_outcomes(folder: Path, sources: Sequence[Path]) -> Path:
    """``audit/outcomes.parquet``: a row an input document, in the order of the shards."""
    path = folder / "audit" / "outcomes.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    with TableWriter(path, schema.OUTCOMES) as writer:
        for source in sources:
            for batch in read_batches(source):
                writer.write(batch)
    return path


def write_text_folder(folder: Path, parts: Sequence[Path], earlier: Path) -> str:
    """``text/``: one file a kept document that is a file of its own; the digest of the tree.

    `earlier` is a CLEAN nobody needs any more, or none, whose files may be taken.
    """
    names: list[str] = []
    for part in parts:
        for batch in read_batches(part, ["document"]):
            names += batch["document"].to_pylist()
    paths = text_paths(names)
    (folder / "text").mkdir()
    return write_texts(folder / "text", _texts(parts, paths), earlier / "text")


def _texts(parts: Sequence[Path], paths: Mapping[str, bytes]) -> Iterator[tuple[bytes, str, str]]:
    for part in parts:
        for batch in read_batches(part, ["document", "text", "digest"]):
            columns = (column.to_pylist() for column in batch.columns)
            for document, text, digest in zip(*columns, strict=True):
                if document in paths:
                    yield paths[document], text, digest


def write_jsonl(folder: Path, parts: Sequence[Path]) -> None:
    """``jsonl/``: each part of kept documents once more, a JSON object a line."""
    import msgspec

    (folder / "jsonl").mkdir()
    for part in parts:
        path = folder / "jsonl" / "rows"
        with path.open("wb") as file:
            for batch in read_batches(part):
                file.writelines(msgspec.json.encode(row) + b"\n" for row in batch.to_pylist())
        path.rename(path.with_name(f"part-{digest_file(path)[:16]}.jsonl"))


def write_duplicates_csv(folder: Path, relations: pa.Table) -> None:
    """``duplicates.csv``: a row a verified relation, sorted."""
    rows = relations.sort_by([("document", "ascending"), ("kept", "ascending")])
    _write_csv(folder / "duplicates.csv", rows.schema.names, rows.to_pylist())


def write_templates_csv(folder: Path, templates: pa.Table) -> None:
    """``audit/templates.csv``: lines that sites print on many stories, and what became of them."""
    order = [("site", "ascending"), ("stories", "descending"), ("line", "ascending")]
    columns = ["site", "line", "stories", "share", "decision", "documents"]
    rows = templates.sort_by([*order, ("key", "ascending")]).select(columns).to_pylist()
    for row in rows:
        row["documents"] = json.dumps(row["documents"], ensure_ascii=False)
    _write_csv(folder / "audit" / "templates.csv", columns, rows)


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in columns])
    path.write_bytes(text.getvalue().encode())


def _cell(value: Any) -> str:
    """A cell as text; one that a spreadsheet would run as a formula gets a leading quote."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
