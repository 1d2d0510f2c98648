"""Every format, every packing: the same two stories come out, with their names and columns."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from pipeline.reading import read_documents
from pipeline.reading.document import Document
from pipeline.settings import Reading

ONE = "The ferry left at noon.\nNobody complained in writing."
TWO = "Le café ouvre à l’aube, « comme toujours », dit-il."
RECORDS = [
    {"id": "n1", "headline": "Ferry", "text": ONE, "url": "https://www.example.org/a", "desk": 3},
    {"id": "n2", "headline": "Café", "text": TWO, "url": "https://www.example.org/b", "desk": 4},
]


def _csv(delimiter: str) -> bytes:
    rows = [["id", "Headline", "Text", "url"]]
    rows += [[str(r["id"]), str(r["headline"]), str(r["text"]), str(r["url"])] for r in RECORDS]
    quoted = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    return "\r\n".join(quoted).encode()


def _parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(RECORDS), out)
    return out.getvalue()


def _warc() -> bytes:
    parts = []
    for record in RECORDS:
        body = str(record["text"]).encode()
        head = (
            "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\n"
            f"WARC-Target-URI: {record['url']}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        parts.append(head.encode() + body + b"\r\n\r\n")
    info = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\ninfo\r\n\r\n"
    return info + b"".join(parts)


JSONL = b"\n".join(json.dumps(record).encode() for record in RECORDS) + b"\n\n"
CONTAINERS = {
    "feed.jsonl": JSONL,
    "feed.ndjson": b"\xef\xbb\xbf" + JSONL,
    "lines.json": JSONL,
    "array.json": json.dumps(RECORDS, indent=1).encode(),
    "export.json": json.dumps({"total": 2, "articles": RECORDS}).encode(),
    "wide.json": json.dumps(RECORDS, ensure_ascii=False).encode("utf-16"),
    "table.csv": _csv(","),
    "table.tsv": _csv("\t"),
    "semicolons.csv": _csv(";"),
    "table.parquet": _parquet(),
    "crawl.warc": _warc(),
    "crawl.warc.wet": _warc(),
}
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    ".gz": gzip.compress,
    ".zst": lambda data: zstandard.ZstdCompressor().compress(data),
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


def _read(name: str, data: bytes, settings: Reading | None = None) -> list[Document]:
    return list(read_documents(name, data, settings))


@pytest.mark.parametrize("suffix", PACKERS)
@pytest.mark.parametrize("name", CONTAINERS)
def test_two_records(name: str, suffix: str) -> None:
    documents = _read(f"desk/{name}{suffix}", PACKERS[suffix](CONTAINERS[name]))
    assert [document.reason for document in documents] == ["", ""]
    assert [document.text for document in documents] == [ONE, TWO]
    assert [document.document for document in documents] == [
        f"desk/{name}{suffix}#1",
        f"desk/{name}{suffix}#2",
    ]
    assert {document.site for document in documents} == {"example.org"}
    if not name.startswith("crawl"):
        assert [document.title for document in documents] == ["Ferry", "Café"]
        assert [document.source_id for document in documents] == ["n1", "n2"]


@pytest.mark.parametrize("suffix", PACKERS)
def test_one_text_packed(suffix: str) -> None:
    (document,) = _read(f"bbc/a.txt{suffix}", PACKERS[suffix](TWO.encode()))
    assert (document.document, document.text) == (f"bbc/a.txt{suffix}", TWO)


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ".zst"])
def test_several_members_are_all_read(suffix: str) -> None:
    lines = JSONL.splitlines(keepends=True)
    data = b"".join(PACKERS[suffix](line) for line in lines)
    assert [document.text for document in _read(f"feed.jsonl{suffix}", data)] == [ONE, TWO]


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _tar(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


MEMBERS = {"a/one.txt": ONE.encode(), "feed.jsonl.gz": gzip.compress(JSONL), "../x.md": b"# Hi"}
NAMES = ["#1", "#2#1", "#2#2", "#3"]


@pytest.mark.parametrize("name", ["all.zip", "all.tar", "all.tar.gz", "all.tgz", "all.tar.zst"])
def test_members_of_archives(name: str) -> None:
    if name.endswith(".zip"):
        data = _zip(MEMBERS)
    else:
        packed = {".gz": ".gz", "tgz": ".gz", "zst": ".zst"}.get(name[-3:], "")
        data = PACKERS[".gz" if name.endswith((".gz", ".tgz")) else packed](_tar(MEMBERS))
    documents = _read(f"raw/{name}", data)
    assert [document.document for document in documents] == [f"raw/{name}{n}" for n in NAMES]
    assert [document.text for document in documents] == [ONE, ONE, TWO, "# Hi"]
    assert {document.site for document in documents} == {"raw", "example.org"}


def test_archives_within_archives_have_an_end() -> None:
    data = _zip({"a.txt": b"deep"})
    for _ in range(3):
        data = _zip({"inner.zip": data})
    assert "nested" in _read("a.zip", data)[0].reason


def test_kind_is_sniffed_and_not_believed() -> None:
    page = b"<!doctype html><html><body><p>" + ONE.encode() * 3 + b"</p></body></html>"
    assert _read("a.txt", page)[0].source_format == "html"
    assert _read("a.html", ONE.encode())[0].source_format == "text"
    assert _read("a.jsonl", json.dumps(RECORDS, indent=1).encode())[1].text == TWO
    assert _read("a.txt", gzip.compress(TWO.encode()))[0].text == TWO
    assert _read("noname", TWO.encode())[0].text == TWO
    assert _read("a.jpg", b"\xff\xd8\xff\xe0 JFIF")[0].reason.startswith("format: ")
    assert _read("a.docx", ONE.encode())[0].reason.startswith("format: ")


def test_the_text_field_can_be_named() -> None:
    data = b'{"meat": "This is the text.", "title": "T"}\n'
    assert "no_text" in _read("a.jsonl", data)[0].reason
    (document,) = _read("a.jsonl", data, Reading(text_field="meat"))
    assert (document.text, document.title) == ("This is the text.", "T")


def test_other_fields_stay_as_metadata() -> None:
    document = _read("a.jsonl", JSONL)[0]
    assert json.loads(document.metadata) == {"desk": 3}
