"""Big files in ranges: names, texts and cuts depend neither on who reads, nor on later records."""

import gzip
import io
import json
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading.ranges import cut_ranges, range_digest
from pipeline.reading.stage import document_batches, read_range, read_stream
from pipeline.reading.windows import Range
from pipeline.settings import Reading

TARGET = 4_096


def _lines(count: int, seed: int = 1) -> list[bytes]:
    rng = random.Random(seed)
    lines = []
    for number in range(count):
        text = f"Story {number}: " + "tide " * rng.randint(1, 60)
        lines.append(json.dumps({"text": text}).encode() + b"\r\n" * (number % 7 == 0) + b"\n")
    return lines


def _ranges(data: bytes, name: str = "feed.jsonl", target: int = TARGET) -> tuple[Range, ...]:
    return cut_ranges(name, io.BytesIO(data), target, Reading())


def _whole(data: bytes, name: str) -> list[dict[str, object]]:
    batches = list(document_batches(read_stream(name, io.BytesIO(data), Reading())))
    rows: list[dict[str, object]] = pa.Table.from_batches(batches).to_pylist()
    return rows


def _by_ranges(data: bytes, name: str, target: int) -> list[dict[str, object]]:
    parts = _ranges(data, name, target)
    assert len(parts) > 1
    return [
        row
        for part in reversed(parts)  # whoever comes first
        for batch in document_batches(read_range(name, io.BytesIO(data), part, Reading()))
        for row in batch.to_pylist()
    ]


def _number(row: dict[str, object]) -> int:
    return int(str(row["document"]).rpartition("#")[2])


def test_ranges_are_whole_lines_without_gaps() -> None:
    data = b"".join(_lines(2_000))
    ranges = _ranges(data)
    assert len(ranges) > 20
    assert [part.start for part in ranges] == [0, *(part.stop for part in ranges[:-1])]
    assert ranges[-1].stop == len(data)
    assert all(data[part.stop - 1 : part.stop] == b"\n" for part in ranges)
    assert all(part.stop - part.start <= 4 * TARGET + 400 for part in ranges)
    assert all(range_digest(io.BytesIO(data), part) == part.digest for part in ranges)


ODD = [
    *(b"not json\n", b"\n", b"  \r\n", b'{"no": "text"}\n', b"[1, 2]\n", b"\xff\xfe{}\n"),
    b'{"text": "' + b"long " * 4_000 + b'"}\n',
]


@pytest.mark.parametrize("target", [300, TARGET, 20_000])
@pytest.mark.parametrize("end", [b"", b"\n", b"\n \n"])
def test_any_range_size_gives_the_rows_of_the_whole_file(target: int, end: bytes) -> None:
    lines, rng = _lines(900), random.Random(3)
    for odd in ODD * 5:
        lines.insert(rng.randrange(len(lines)), odd)
    data = b"\xef\xbb\xbf" + b"".join(lines) + b'{"text": "the end"}' + end
    rows = _by_ranges(data, "a/feed.jsonl", target)
    assert sorted(rows, key=_number) == _whole(data, "a/feed.jsonl")


def _table(delimiter: str) -> bytes:
    """Rows with line ends, quotes and delimiters in their cells, and every kind of line end."""
    rng = random.Random(4)
    rows = [f'"id"{delimiter}"the ""text"""{delimiter}text\r\n']
    for number in range(600):
        cell = f"Café {number}:\n" + 'a ""tide"" ' * rng.randint(1, 30)
        quoted = f'"{cell}{delimiter}\r\n\nend"' if number % 3 else f"plain {number} \x85 \u2028 so"
        rows.append(f"{number}{delimiter}x{delimiter}{quoted}" + rng.choice(["\n", "\r\n", "\r"]))
        rows += ["\n"] * (number % 50 == 0)
    return "\ufeff".encode() + "".join(rows).encode() + b'7,stray "quote,so\xff\n8;,,,,more\n'


def _crawl() -> bytes:
    rng, parts = random.Random(5), []
    for number in range(500):
        kind = "conversion" if number % 3 else "metadata"
        body = f"Page {number}\nWARC/1.0\r\n\r\n".encode() + b"tide " * rng.randint(1, 90)
        head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Type: text/plain\r\n"
        head += (
            f"WARC-Target-URI: https://a.example/{number}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        parts.append(head.encode() + body + b"\r\n\r\n")
    return b"".join(parts)


def _members(data: bytes, each: int = 1) -> bytes:
    """The records of an archive packed as archives are: `each` of them a member."""
    records = [b"WARC/1.0\r\nWARC-Type" + one for one in data.split(b"WARC/1.0\r\nWARC-Type")[1:]]
    some = [b"".join(records[at : at + each]) for at in range(0, len(records), each)]
    return b"".join(gzip.compress(one, mtime=0) for one in some)


def _parquet() -> bytes:
    rows = [{"text": f"Story {number} {number**9}", "n": number} for number in range(900)]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out, row_group_size=37, compression="none")
    return out.getvalue()


def _halves(data: bytes) -> bytes:
    """Two members, and a record that begins in one and ends in the other."""
    return gzip.compress(data[:9_999], mtime=0) + gzip.compress(data[9_999:], mtime=0)


CONTAINERS = {
    "feed.csv": _table(","),
    "feed.tsv": _table("\t"),
    "semicolons.csv": _table(";"),
    "open.csv": _table(",") + b'9,x,"never closed\n' + b"10,x,y\n" * 900,
    "crawl.warc": _crawl(),
    "cut.warc": _crawl()[:-40],
    "broken.warc": _crawl() + b"no record\r\n" * 900 + _crawl(),
    "feed.parquet": _parquet(),
    "crawl.warc.gz": _members(_crawl()),
    "crawl.wet.gz": _members(_crawl(), 3),
    "cut.warc.gz": _members(_crawl())[:-40],
    "cut.warc inside.gz": _members(_crawl()) + gzip.compress(_crawl()[:-40], mtime=0),
    "damaged.warc.gz": _members(_crawl()) + b"no member" * 99 + _members(_crawl()),
    "padded.warc.gz": _members(_crawl()) + b"\0" * 999,
    "straddled.warc.gz": _members(_crawl()) + _halves(_crawl()) + _members(_crawl()),
}


SMALL = {
    "feed.jsonl": b"".join(_lines(60)),
    "feed.csv": CONTAINERS["feed.csv"][:20_000],
    "crawl.warc": CONTAINERS["crawl.warc"][:20_000],
    "feed.parquet": CONTAINERS["feed.parquet"],
    "crawl.warc.gz": CONTAINERS["crawl.warc.gz"][:20_000],
}


@pytest.mark.parametrize("name", CONTAINERS)
@pytest.mark.parametrize("target", [300, TARGET])
def test_ranges_of_other_formats_give_the_rows_of_the_whole_file(name: str, target: int) -> None:
    data = CONTAINERS[name]
    parts = _ranges(data, name, target)
    assert all(range_digest(io.BytesIO(data), part) == part.digest for part in parts)
    assert len({part.digest for part in parts}) == len(parts)
    assert sorted(_by_ranges(data, f"a/{name}", target), key=_number) == _whole(data, f"a/{name}")


@pytest.mark.parametrize("name", ["feed.csv", "feed.parquet"])
def test_another_head_or_foot_is_another_file(name: str) -> None:
    data = CONTAINERS[name]
    other = data.replace(b'"id"', b'"ID"', 1).replace(b"parquet-cpp", b"PARQUET-cpp")
    before = _ranges(data, name)
    after = _ranges(other, name)
    assert [part.start for part in before] == [part.start for part in after]
    assert not {part.digest for part in before} & {part.digest for part in after}


def test_a_row_group_that_cannot_be_read_is_one_row_and_the_next_goes_on() -> None:
    data = bytearray(_parquet())
    parts = _ranges(bytes(data), "feed.parquet", 300)
    data[parts[3].start : parts[3].start + 200] = b"\xff" * 200
    rows = _whole(bytes(data), "feed.parquet")
    broken = [row for row in rows if str(row["reason"]).startswith("parquet: ")]
    assert [_number(row) for row in broken] == [parts[3].first]
    assert _number(rows[-1]) == 900
    found = _by_ranges(bytes(data), "feed.parquet", 300)
    assert sorted(found, key=_number) == rows


def test_a_table_without_text_says_so_once() -> None:
    data = b"id,n\n" + b"1,2\n" * 5_000
    (row,) = _by_ranges(data, "feed.csv", TARGET)
    assert _whole(data, "feed.csv") == [row]


DAMAGE = [
    b"",
    b'"',
    b'""',
    b"\n",
    b"\r",
    b"\r\n\r\n",
    b"\0",
    b"\xff",
    b",",
    b"WARC/1.0\r\n",
    b"{",
    b"9" * 40,
]
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 60), st.sampled_from(DAMAGE)), max_size=8
)


@settings(deadline=None)
@given(st.sampled_from(sorted(SMALL)), EDITS, st.sampled_from([200, 900, TARGET]))
def test_damaged_bytes_give_the_same_rows_in_ranges(
    name: str, edits: list[tuple[float, int, bytes]], target: int
) -> None:
    data = SMALL[name]
    for place, size, instead in edits:
        at = int(place * len(data))
        data = data[:at] + instead + data[at + size :]
    short = Reading(max_document_bytes=2_000)
    parts = cut_ranges(name, io.BytesIO(data), target, short)
    if not parts:
        return
    assert [part.start for part in parts] == [0, *(part.stop for part in parts[:-1])]
    assert parts[-1].stop == len(data)
    assert all(range_digest(io.BytesIO(data), part) == part.digest for part in parts)
    rows = [
        row
        for part in parts
        for batch in document_batches(read_range(name, io.BytesIO(data), part, short))
        for row in batch.to_pylist()
    ]
    batches = list(document_batches(read_stream(name, io.BytesIO(data), short)))
    assert rows == pa.Table.from_batches(batches).to_pylist()


def test_appended_lines_leave_earlier_ranges_alone() -> None:
    lines = _lines(2_000)
    before = _ranges(b"".join(lines))
    after = _ranges(b"".join([*lines, *_lines(100, seed=2)]))
    assert after[: len(before) - 1] == before[:-1]


def test_a_changed_line_moves_its_own_range_only() -> None:
    lines = _lines(2_000)
    before = _ranges(b"".join(lines))
    lines[1_000] = b'{"text": "another story"}\n'
    after = _ranges(b"".join(lines))
    same = {part.digest for part in before} & {part.digest for part in after}
    assert len(same) >= len(before) - 3


@pytest.mark.parametrize("data", [b"", b"\n" * 50_000, b"{}", b"\n\n{}\n"])
def test_a_file_of_at_most_one_record_is_read_whole(data: bytes) -> None:
    assert _ranges(data) == ()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("feed.txt", b"one line\n" * 5_000),
        ("feed.jsonl", '{"text": "wide"}\n'.encode("utf-16") * 2_000),
        ("feed.jsonl.gz", b"\x1f\x8b" + b"\n" * 50_000),
        ("feed.jsonl.gz", gzip.compress(b'{"text": "one"}\n') * 5_000),
        ("one.warc.gz", gzip.compress(_crawl())),
        ("feed.json", b"[\n" + b'{"text": "one"},\n' * 5_000),
    ],
)
def test_what_has_no_cut_that_is_certain_is_read_whole(name: str, data: bytes) -> None:
    assert _ranges(data, name) == ()


def test_a_line_longer_than_memory_should_hold_is_never_held() -> None:
    settings = Reading(max_document_bytes=10_000)
    data = b'{"text": "short"}\n' + b"x" * (5 << 20) + b"\n" + b'{"text": "short"}\n' * 900
    parts = cut_ranges("feed.jsonl", io.BytesIO(data), TARGET, settings)
    assert parts[0].stop > 5 << 20 and parts[-1].stop == len(data)
    assert all(range_digest(io.BytesIO(data), part) == part.digest for part in parts)
