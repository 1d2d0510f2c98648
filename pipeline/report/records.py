"""Records of documents for the page: what became of one, its repairs, and its text as a redline.

The redline is the cleaned text with the removed lines put back where they stood, so that no other
text is needed. A text is shown up to 60,000 characters, a title up to 300.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.chunks import encoded
from pipeline.report.escape import cut
from pipeline.report.evidence import Evidence, Row, Texts
from pipeline.report.ledger import between
from pipeline.report.listing import BYTES_A_WORD, Listing
from pipeline.report.windows import window

# Texts are asked for in large batches, because each asks every file; never for too much at once.
BATCH = 2_048
BATCH_BYTES = 8 << 20
CHARACTERS = 60_000
_PLAIN = ("document", "outcome", "reason", "flags", "encoding", "words_in", "words_out")
_COUNTS = ("removed_lines", "repaired_lines", "normalized_lines")


@dataclass(frozen=True, slots=True)
class Known:
    """What a record says beside its own row: title and date, and the group it stands in."""

    about: Mapping[str, tuple[str, str]]
    groups: Mapping[str, int]


def records(
    evidence: Evidence, listing: Listing, texts: Texts, titles: dict[str, str]
) -> Iterator[str]:
    """Encoded records of the listed documents in their order; `titles` gets their titles.

    `texts` is asked for up to 2,048 documents or about 8 MiB at a time, in the order of names.
    """
    groups = _groups(listing)
    for rows in _batches(listing.documents):
        names = [row["document"] for row in rows]
        found = texts([row["document"] for row in rows if row["with_text"]])
        cuts = between(evidence.removed, names[0], names[-1], ("start", "line"))
        mended = between(evidence.repairs, names[0], names[-1], ("first_line", "step"))
        known = Known(about(evidence, names), groups)
        for row in rows:
            name = row["document"]
            text = found.get(name) if row["with_text"] else None
            record = _record(row, text, cuts.get(name, []), mended.get(name, []))
            title, date = known.about.get(name, ("", ""))
            record["title"] = titles[name] = cut(title or _first_line(text or ""))
            record["date"] = cut(date, 40)
            record["group"] = known.groups.get(name, -1)
            yield encoded(record)


def _batches(documents: pa.Table) -> Iterator[list[Row]]:
    for at in range(0, documents.num_rows, BATCH):
        batch: list[Row] = []
        size = 0
        for row in documents.slice(at, BATCH).to_pylist():
            if size > BATCH_BYTES:
                yield batch
                batch, size = [], 0
            batch.append(row)
            size += row["words_out"] * BYTES_A_WORD
        yield batch


def about(evidence: Evidence, names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Title and date of the documents asked for, where the sources name them."""
    if evidence.about is None:
        return {}
    table = evidence.about.select(["document", "title", "date"])
    rows = table.filter(pc.is_in(table["document"], pa.array(names, pa.string()))).to_pylist()
    return {row["document"]: (row["title"].strip(), row["date"].strip()) for row in rows}


def _groups(listing: Listing) -> dict[str, int]:
    """The group a document is best looked at in: where it was dropped, else its own, else any."""
    found: dict[str, int] = {}
    names, numbers = listing.pairs["document"], listing.pairs["group_number"]
    for name, number in zip(names.to_pylist(), numbers.to_pylist(), strict=True):
        found.setdefault(name, number)
    found.update({name: number for number, name in enumerate(listing.kept)})
    dropped = listing.pairs.filter(listing.pairs["dropped"])
    found.update(
        zip(dropped["document"].to_pylist(), dropped["group_number"].to_pylist(), strict=True)
    )
    return found


def _first_line(text: str) -> str:
    return text[:2_000].lstrip().partition("\n")[0].strip()


def _record(
    row: Row, text: str | None, cuts: Sequence[Row], repairs: Sequence[Row]
) -> dict[str, Any]:
    record: dict[str, Any] = {name: row[name] for name in (*_PLAIN, *_COUNTS)}
    record["site"] = row["site"]
    record["digest"] = row["digest_as_read"]
    record["sure"] = round(row["encoding_confidence"], 2)
    record["repairs"] = [_repair(repair) for repair in repairs]
    record["lines"] = None
    if text is not None:
        lines, whole = _redline(text, cuts, _repaired_lines(repairs))
        record["lines"], record["whole"] = lines, whole
    return record


def _repair(row: Row) -> list[str]:
    return [row["rule"], row["reason"], *window(row["before"], row["after"])]


def _repaired_lines(repairs: Sequence[Row]) -> dict[int, list[int]]:
    """Which repairs touched which line of the repaired text."""
    found: dict[int, list[int]] = {}
    moved = 0
    for at, row in enumerate(repairs):
        found.setdefault(row["first_line"] + moved, []).append(at)
        moved += row["lines_after"] - row["lines_before"]
    return found


def _redline(
    text: str, cuts: Sequence[Row], repairs: Mapping[int, list[int]]
) -> tuple[list[Any], bool]:
    """Lines that hold something, and whether they are all: a string where a line stayed untouched,
    else [line, why it went or null, repairs by number]."""
    lines: list[Any] = []
    room, number = CHARACTERS, 1
    for piece, row in _pieces(text, cuts):
        for at, line in enumerate(piece.split("\n")):
            number += 1 if at else 0
            if not line.strip():
                continue
            if room <= 0:
                return lines, False
            shown = cut(line, room)
            room -= len(line)
            why = _why(row) if row else None
            made = repairs.get(number, [])
            lines.append([shown, why, made] if why or made else shown)
    return lines, room >= 0


def _pieces(text: str, cuts: Sequence[Row]) -> Iterator[tuple[str, Row | None]]:
    """The repaired text in order: what stayed, and the cuts."""
    at = length = 0
    for row in cuts:
        size = row["start"] - length
        yield text[at : at + size], None
        yield row["text"], row
        at += size
        length = row["start"] + len(row["text"])
    yield text[at:], None


def _why(row: Row) -> list[str]:
    return [row[name] for name in ("rule", "level", "reason", "evidence")]
