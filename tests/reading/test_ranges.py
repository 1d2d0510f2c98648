"""Big files in ranges: names, texts and cuts depend neither on who reads, nor on later lines."""

import io
import json
import random

import pyarrow as pa
import pytest

from pipeline.reading.ranges import Range, cut_ranges
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


def _ranges(data: bytes) -> list[Range]:
    return list(cut_ranges(io.BytesIO(data), TARGET))


def test_ranges_are_whole_lines_without_gaps() -> None:
    data = b"".join(_lines(2_000))
    ranges = _ranges(data)
    assert len(ranges) > 20
    assert [part.start for part in ranges] == [0, *(part.stop for part in ranges[:-1])]
    assert ranges[-1].stop == len(data)
    assert all(data[part.stop - 1 : part.stop] == b"\n" for part in ranges)
    assert all(part.stop - part.start <= 4 * TARGET + 400 for part in ranges)


def test_reading_by_ranges_equals_reading_whole() -> None:
    data = b"".join(_lines(1_500)) + b"not json\n\n" + b'{"text": "no line feed at the end"}'
    whole = pa.Table.from_batches(list(read_stream("a/feed.jsonl", io.BytesIO(data), Reading())))
    parts = [
        batch
        for part in _ranges(data)
        for batch in read_range("a/feed.jsonl", io.BytesIO(data), part, Reading())
    ]
    assert pa.Table.from_batches(parts).to_pylist() == whole.to_pylist()
    assert whole.num_rows == 1_502


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


@pytest.mark.parametrize("data", [b"", b"\n", b"{}", b"\n\n{}\n"])
def test_small_files_are_one_range(data: bytes) -> None:
    (part,) = _ranges(data)
    assert (part.start, part.stop, part.first) == (0, len(data), 1)
