"""Tables as files: Parquet and Arrow files whose bytes depend on their rows alone.

Row groups are cut by rows and by bytes of the rows, never by how the rows arrived.
"""

import ctypes
import mmap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    import pyarrow.dataset as ds

ROWS_A_GROUP = 2_048
BYTES_A_GROUP = 8 << 20
_BLOCK_ROWS = 64
_FEW_BYTES = 128 << 20  # of mapped files that may stay in memory


class TableWriter:
    """Writes batches of one schema to a Parquet file; the file is complete after ``close``."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema = schema
        self._writer = pq.ParquetWriter(
            path, schema, compression="zstd", compression_level=3, write_statistics=True
        )
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = self._waiting_bytes = self._seen = 0

    def write(self, batch: pa.RecordBatch | pa.Table) -> None:
        """Add rows; they keep their order."""
        for part in batch.to_batches() if isinstance(batch, pa.Table) else [batch]:
            self._add(part.select(self._schema.names).cast(self._schema))

    def _add(self, batch: pa.RecordBatch) -> None:
        start = 0
        while start < batch.num_rows:
            # A group may end at every 64th row of the file, however the rows arrived.
            piece = batch.slice(start, _BLOCK_ROWS - self._seen % _BLOCK_ROWS)
            self._waiting.append(piece)
            self._waiting_rows += piece.num_rows
            self._waiting_bytes += piece.nbytes
            self._seen += piece.num_rows
            start += piece.num_rows
            full = self._waiting_rows >= ROWS_A_GROUP or self._waiting_bytes >= BYTES_A_GROUP
            if full and self._seen % _BLOCK_ROWS == 0:
                self._flush()

    def _flush(self) -> None:
        if self._waiting:
            table = pa.Table.from_batches(self._waiting, self._schema).combine_chunks()
            self._writer.write_table(table, row_group_size=ROWS_A_GROUP)
        self._waiting, self._waiting_rows, self._waiting_bytes = [], 0, 0

    def close(self) -> None:
        """Write what waits and the footer."""
        self._flush()
        self._writer.close()

    def __enter__(self) -> "TableWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def write_table(path: Path, table: pa.Table) -> None:
    """A whole table as one Parquet file."""
    with TableWriter(path, table.schema) as writer:
        writer.write(table)


def read_table(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """A whole Parquet file, or some of its columns."""
    return pq.read_table(path, columns=columns, partitioning=None)


def count_rows(path: Path) -> int:
    """The rows of a Parquet file, from its footer."""
    rows: int = pq.read_metadata(path).num_rows
    return rows


def read_tables(paths: Iterable[Path], columns: pa.Schema) -> pa.Table:
    """Several Parquet files of one schema as one table; empty for none."""
    return pa.concat_tables([columns.empty_table(), *(read_table(path) for path in paths)])


def open_tables(paths: Sequence[Path], columns: pa.Schema) -> "ds.Dataset":
    """Several Parquet files of one schema as one dataset, of which nothing is read yet."""
    import pyarrow.dataset as ds

    if not paths:
        return ds.dataset(columns.empty_table())
    return ds.dataset([str(path) for path in paths], schema=columns, format="parquet")


def read_batches(
    path: Path, columns: Sequence[str] | None = None, rows: int = 512
) -> Iterator[pa.RecordBatch]:
    """A Parquet file in batches of at most `rows` rows, so that memory stays bounded."""
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(batch_size=rows, columns=columns)


@contextmanager
def mapped_writer(path: Path, schema: pa.Schema) -> Iterator[pa.RecordBatchFileWriter]:
    """Writes an uncompressed Arrow file to be memory-mapped: readers touch only what they look at.

    The file is complete when the block ends.
    """
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        yield writer


def write_mapped(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    """Batches as one such file."""
    with mapped_writer(path, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)


def read_mapped(path: Path) -> pa.Table:
    """The table of an Arrow file, memory-mapped."""
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


class Mapped:
    """Arrow files as tables, memory-mapped, whose pages need not stay once they were looked at.

    No file stays open: a process may hold only so many.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._whole: list[pa.Buffer] = []
        self.tables: list[pa.Table] = []
        for path in paths:
            with pa.memory_map(str(path)) as source:
                self._whole.append(source.read_buffer())
            self.tables.append(pa.ipc.open_file(self._whole[-1]).read_all())

    def release(self) -> None:
        """Let go of pages in memory, if they are many; what is looked at again is read again."""
        if not hasattr(mmap, "MADV_DONTNEED"):  # there the system does it when it must
            return
        if sum(one.size for one in self._whole) < _FEW_BYTES:
            return
        advise = ctypes.CDLL(None).madvise
        for one in self._whole:
            span = ctypes.c_void_p(one.address), ctypes.c_size_t(one.size)
            advise(*span, mmap.MADV_DONTNEED)
