"""Records of documents for the page: what became of one, its repairs, and its text as a redline.

The redline is the cleaned text with the removed lines put back where they stood, so that no other
text is needed. A text is shown up to 60,000 characters, a title up to 300.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.chunks import encoded, file, packed
from pipeline.report.escape import cut
from pipeline.report.evidence import Row, Shard
from pipeline.report.ledger import rows_of
from pipeline.report.listing import BYTES_A_WORD, Listing
from pipeline.report.windows import window

BATCH = 2_048
BATCH_BYTES = 8 << 20
CHARACTERS = 60_000
# With more documents, titles would make the index of documents slow to open.
TITLED_DOCUMENTS = 50_000
CARDS = pa.schema([(name, pa.string()) for name in ("document", "title", "date")])
_PLAIN = ("document", "outcome", "reason", "flags", "encoding", "words_in", "words_out")
_COUNTS = ("removed_lines", "repaired_lines", "normalized_lines")
_NO_CARD = ("", "")
Card = tuple[str, str]  # title and date


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shard as the page shows it: names of its chunks, in order, with how many records each
    holds, and rows of CARDS."""

    chunks: Sequence[tuple[str, int]]
    cards: Callable[[], pa.Table]


def draw(
    shard: Shard, listed: pa.Table, cards: dict[str, Card]
) -> Iterator[tuple[str, int, bytes]]:
    """Chunks of the records of the listed documents of a shard, sorted by name: name, how many
    records, bytes of the file; `cards` gets title and date of each document.

    A name is made of the content, so that a chunk can be kept for other runs. The shard is read
    once, up to 2,048 documents or about 8 MiB of text at a time.
    """
    for count, body in packed(_records(shard, listed, cards)):
        name = f"texts-{hashlib.blake2b(body.encode(), digest_size=8).hexdigest()}"
        yield name, count, file(name, body)[1]


class Cards:
    """Titles and dates of documents that other views name: those with a pair; all, where few."""

    def __init__(self, listing: Listing) -> None:
        self.all = listing.documents.num_rows <= TITLED_DOCUMENTS
        paired = listing.pairs["document"].unique().to_pylist()
        self._wanted = pa.array(sorted({*listing.kept, *paired}), pa.string())
        self._found: dict[str, Card] = {}

    def note(self, table: pa.Table) -> None:
        """Remember those of a shard that are wanted."""
        if not self.all:
            table = table.filter(pc.is_in(table["document"], self._wanted))
        for row in table.to_pylist():
            self._found[row["document"]] = row["title"], row["date"]

    def of(self, name: str) -> Card:
        """Title and date, empty where nothing is known."""
        return self._found.get(name, _NO_CARD)


def _records(shard: Shard, listed: pa.Table, cards: dict[str, Card]) -> Iterator[str]:
    for rows in _batches(listed):
        names = [row["document"] for row in rows]
        with_text = [row["document"] for row in rows if row["with_text"]]
        known = _columns(shard, with_text, ["title", "date", "text"])
        bare = [row["document"] for row in rows if not row["with_text"]]
        known |= _columns(shard, bare, ["title", "date"])
        cuts = rows_of(shard.removed(), names, ("start", "line"))
        mended = rows_of(shard.repairs(), names, ("first_line", "step"))
        for row in rows:
            name = row["document"]
            title, date, *texts = known.get(name, _NO_CARD)
            text = texts[0] if texts else None
            record = _record(row, text, cuts.get(name, []), mended.get(name, []))
            record["title"] = cut(title.strip() or _first_line(text or ""))
            record["date"] = cut(date.strip(), 40)
            cards[name] = record["title"], record["date"]
            yield encoded(record)


def _batches(listed: pa.Table) -> Iterator[list[Row]]:
    for at in range(0, listed.num_rows, BATCH):
        batch: list[Row] = []
        size = 0
        for row in listed.slice(at, BATCH).to_pylist():
            if size > BATCH_BYTES:
                yield batch
                batch, size = [], 0
            batch.append(row)
            size += row["words_out"] * BYTES_A_WORD if row["with_text"] else 0
        yield batch


def _columns(
    shard: Shard, names: Sequence[str], columns: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Columns of some documents of a shard, by document."""
    if not names:
        return {}
    table = shard.texts().to_table(
        columns=["document", *columns], filter=pc.field("document").isin(list(names))
    )
    values = [table[name].to_pylist() for name in columns]
    return dict(zip(table["document"].to_pylist(), zip(*values, strict=True), strict=True))


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
