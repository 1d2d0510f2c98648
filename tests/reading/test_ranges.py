"""Big files in ranges: names, texts and cuts depend neither on who reads, nor on later records."""

import io
import json
import random

import pyarrow as pa
import pytest

from pipeline.reading.ranges import Range, cut_ranges, range_digest
from pipeline.reading.stage import read_range, read_stream
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
    batches = list(read_stream(name, io.BytesIO(data), Reading()))
    rows: list[dict[str, object]] = pa.Table.from_batches(batches).to_pylist()
    return rows


def _by_ranges(data: bytes, name: str, target: int) -> list[dict[str, object]]:
    parts = _ranges(data, name, target)
    assert len(parts) > 1
    return [
        row
        for part in reversed(parts)  # whoever comes first
        for batch in read_range(name, io.BytesIO(data), part, Reading())
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
