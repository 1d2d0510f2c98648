"""Hostile and broken input: each a row with a reason, never a stop, and what came before stays."""

import bz2
import gzip
import io
import json
import lzma
import struct
import tarfile
import time
import zipfile
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading import read_documents
from pipeline.reading.document import Document
from pipeline.reading.stage import document_batch
from pipeline.settings import Reading

SMALL = Reading(max_document_bytes=1 << 20)
LINES = b"".join(b'{"text": "Record number %d of the feed."}\n' % n for n in range(4_000))


def _read(name: str, data: bytes, limits: Reading = SMALL) -> list[Document]:
    documents = list(read_documents(name, data, limits))
    assert documents, "every file has at least one row"
    document_batch(documents)
    return documents


def _kinds(documents: list[Document]) -> set[str]:
    return {document.reason.partition(":")[0] for document in documents}


def _zip(members: list[tuple[str, bytes]], **how: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **how) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


BOMB = b"a" * (40 << 20)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt.gz", gzip.compress(BOMB)),
        ("a.txt.bz2", bz2.compress(BOMB)),
        ("a.txt.xz", lzma.compress(BOMB)),
        ("a.txt.zst", zstandard.ZstdCompressor().compress(BOMB)),
        ("a.zip", _zip([("a.txt", BOMB)])),
    ],
)
def test_bombs_end_at_a_limit(name: str, data: bytes) -> None:
    assert _kinds(_read(name, data)) <= {"too_large", "bomb"}
    wide = Reading(max_document_bytes=64 << 20)
    assert _kinds(_read(name, data, wide)) <= {"bomb", "too_large", ""}


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        (".gz", gzip.compress(LINES)),
        (".bz2", bz2.compress(LINES)),
        (".xz", lzma.compress(LINES)),
        (".zst", zstandard.ZstdCompressor().compress(LINES)),
    ],
)
def test_a_cut_file_keeps_what_came_and_says_so(suffix: str, data: bytes) -> None:
    documents = _read(f"feed.jsonl{suffix}", data[: len(data) - len(data) // 3])
    assert documents[-1].reason.startswith(("truncated: ", "damaged: "))
    assert all(not document.reason for document in documents[:-2])
    names = [document.document for document in documents]
    assert names == [f"feed.jsonl{suffix}#{n}" for n in range(1, len(names) + 1)]
    if suffix == ".gz":
        assert len(documents) > 1_000


def test_junk_after_gzip_and_padding() -> None:
    data = gzip.compress(b"The text.")
    (junk,) = _read("a.txt.gz", data + b"junk behind it")
    assert (junk.text, junk.flags) == ("The text.", ("truncated",))
    (padded,) = _read("a.txt.gz", data + bytes(512))
    assert (padded.text, padded.flags) == ("The text.", ())


def test_names_in_archives_lead_nowhere() -> None:
    members = [("../../etc/x.txt", b"one"), ("/abs.txt", b"two"), ("a.txt", b"3"), ("a.txt", b"4")]
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = _zip(members)
    documents = _read("a.zip", data)
    assert [document.text for document in documents] == ["one", "two", "3", "4"]
    assert [document.document for document in documents] == [f"a.zip#{n}" for n in (1, 2, 3, 4)]


def test_links_devices_and_passwords_in_archives() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        info = tarfile.TarInfo("a.txt")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"abc"))
    documents = _read("a.tar", out.getvalue())
    assert [document.reason.partition(":")[0] for document in documents] == ["link", ""]
    data = bytearray(_zip([("a.txt", b"secret")]))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert _kinds(_read("a.zip", bytes(data))) == {"encrypted"}


def test_a_lie_about_sizes_is_a_row() -> None:
    data = bytearray(_zip([("a.txt", b"the quick brown text " * 50)]))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 7)
    assert _kinds(_read("a.zip", bytes(data))) <= {"damaged", ""}


def test_a_member_before_the_beginning_is_a_row() -> None:
    data = bytearray(_zip([("a.txt", b"The text.")]))
    data[-6] += 1  # where the directory is said to begin
    assert _kinds(_read("a.zip", bytes(data))) == {"damaged"}


def test_a_cut_tar_is_told() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for n in range(3):
            info = tarfile.TarInfo(f"{n}.txt")
            info.size = 600
            archive.addfile(info, io.BytesIO(b"x" * 600))
    whole = out.getvalue()
    for cut in (700, 1_600, 2_048, 3_100):
        assert _kinds(_read("a.tar", whole[:cut])) & {"truncated", "damaged"}, cut


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 no archive", b"PAR1 no table", b"\x1f\x8b no stream"]
)
def test_magic_bytes_alone(data: bytes) -> None:
    documents = _read("a.txt", data)
    assert documents[-1].reason


def test_long_lines_deep_nesting_and_odd_json() -> None:
    long = b'{"text": "' + b"a" * (2 << 20) + b'"}\n{"text": "short"}\n'
    assert [d.reason[:9] for d in _read("a.jsonl", long)] == ["too_large", ""]
    deep = b"[" * 100_000
    assert _kinds(_read("a.jsonl", deep)) == {"json"}
    assert _kinds(_read("a.json", deep)) == {"json"}
    assert _kinds(_read("a.json", b'{"a":' * 100_000)) == {"json"}
    rows = b'3\n"x"\nnull\n[1]\n{"text": NaN}\n{"text": "\\ud800 x"}\n{"text": "ok", "n": NaN}\n'
    documents = _read("a.jsonl", rows)
    assert len(documents) == 7
    assert documents[5].text == "\ufffd x"
    assert documents[6].text == "ok"


def test_a_cut_array_keeps_its_elements() -> None:
    data = json.dumps([{"text": f"Story number {n}"} for n in range(50)]).encode()
    documents = _read("a.json", data[: len(data) // 2])
    assert len(documents) > 20
    assert documents[-1].reason.startswith("json: ")
    assert all(not document.reason for document in documents[:-1])


def test_tables() -> None:
    ragged = b"title,text\na,one,two,three\nb\nc,last\n"
    documents = _read("a.csv", ragged)
    assert [d.text for d in documents] == ["one", "", "last"]
    assert documents[1].reason.startswith("no_text")
    assert _kinds(_read("a.csv", b"x,y\n1,2\n")) == {"no_text"}
    assert _read("a.csv", b'text\n"open quote and no end\nmore\n')[0].text.startswith("open quote")
    assert _kinds(_read("a.csv", b'text\n"' + b"x" * (2 << 20))) == {"csv"}
    assert "lossy" in _read("a.csv", b"text\n" + "Fähre".encode() * 99 + b"\nx\xff\xfe\n")[1].flags


def test_nul_filled_binary_and_empty_files() -> None:
    assert _kinds(_read("a.txt", bytes(4_096))) == {"binary"}
    assert _kinds(_read("a.txt", bytes(range(256)) * 20)) == {"binary"}
    for name in ("a.txt", "a.html", "a.json", "a.jsonl", "a.csv"):
        (document,) = _read(name, b"")
        assert (document.text, document.reason) == ("", "")


def test_hostile_html() -> None:
    start = time.process_time()
    deep = b"<div>" * 200_000 + b"The text is here." + b"</div>" * 200_000
    (document,) = _read("a.html", b"<html><body>" + deep, Reading())
    assert "The text is here." in document.text
    assert "whole_page" in document.flags
    page = "<html><head><meta charset='windows-1251'></head><body><p>Старый маяк снова светит "
    declaration = '<?xml version="1.0" encoding="utf-8"?>'
    page += "над пустой гаванью, и смотритель вернулся домой.</p></body></html>"
    assert "Старый маяк" in _read("a.html", page.encode("cp1251"))[0].text
    assert "Старый маяк" in _read("a.html", (declaration + page).encode())[0].text
    assert "Старый" in _read("a.html", page.encode().replace(b"<p>", b"<p>\0"))[0].text
    for data in (b"<html>", b"<!doctype html><", b"<html><!--", b"<html><script>"):
        _read("a.html", data)
    assert time.process_time() - start < 20


def test_a_warc_that_is_cut_or_odd() -> None:
    record = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\n"
    record += b"Content-Length: 5\r\n\r\n"
    whole = record + b"abcde\r\n\r\n"
    assert [d.text for d in _read("a.warc", whole * 2)] == ["abcde", "abcde"]
    assert _kinds(_read("a.warc", whole + record + b"ab")) == {"", "warc"}
    assert _kinds(_read("a.warc", b"WARC/1.0\r\nno length\r\n\r\n")) == {"warc"}
    html = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=cp1251\r\n\r\n<html><body><p>" + (
        "Старый маяк снова светит над пустой гаванью, и смотритель вернулся.".encode("cp1251")
    )
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://www.mayak.example/1\r\n"
    data = head + b"Content-Length: %d\r\n\r\n" % len(html) + html + b"\r\n\r\n"
    (document,) = _read("a.warc.gz", gzip.compress(data))
    assert "Старый маяк" in document.text
    assert document.site == "mayak.example"


NAMES = [
    "a.txt",
    "a.html",
    "a.json",
    "a.jsonl",
    "a.csv",
    "a.tsv",
    "a.zip",
    "a.tar",
    "a.gz",
    "a.warc",
]
SEEDS = [
    gzip.compress(LINES[:200]),
    zstandard.ZstdCompressor().compress(LINES[:200]),
    _zip([("a.txt", b"one"), ("b.jsonl", LINES[:100])]),
    b'[{"text": "one"}, {"text": "two"}]',
    b"<html><body><p>One paragraph, and another one.</p></body></html>",
    b"text,title\none,two\n",
    b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 2\r\n\r\nab\r\n\r\n",
]


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(NAMES), st.sampled_from(SEEDS), st.data())
def test_damaged_bytes_never_stop_a_reader(name: str, seed: bytes, data: st.DataObject) -> None:
    broken = bytearray(seed)
    for _ in range(data.draw(st.integers(0, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(broken)))
    _read(name, bytes(broken[:cut]))


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(NAMES), st.binary(max_size=400))
def test_any_bytes_never_stop_a_reader(name: str, data: bytes) -> None:
    _read(name, data)
