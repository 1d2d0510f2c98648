"""The files of RAW as a value: every entry accounted for, and a cache that is never wrong."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DamagedError, UsageError
from pipeline.scan import files as room_of_files
from pipeline.scan.files import Listing, RawFile, list_raw
from pipeline.scan.names import document_name, raw_path


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    for name in ("b/one.txt", "a/two.txt", "a.txt", "a/.hidden"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def scan(raw: Path) -> Listing:
    return list_raw(raw, raw.parent / "room" / "scan", set)


def row(listing: Listing, name: str) -> RawFile:
    return next(file for file in listing.files() if file.document == name)


@pytest.fixture
def grown_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as old at once, so that the cache is used."""
    monkeypatch.setattr(room_of_files, "_YOUNG", 0)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The files whose bytes were read since the last ``clear``."""
    seen: list[bytes] = []
    original = room_of_files.read_chunks

    def counted(path: bytes) -> object:
        seen.append(path)
        return original(path)

    monkeypatch.setattr(room_of_files, "read_chunks", counted)
    return seen


def test_files_are_sorted_by_name_and_hidden_ones_counted(raw: Path) -> None:
    listing = scan(raw)
    assert [file.document for file in listing.files()] == ["a.txt", "a/two.txt", "b/one.txt"]
    assert listing.hidden == 1


def test_a_hidden_file_more_is_another_listing(raw: Path, grown_up: None) -> None:
    before = scan(raw).digest
    assert scan(raw).digest == before
    (raw / ".DS_Store").write_bytes(b"")
    assert scan(raw).digest != before


def test_the_cache_spares_reading_what_did_not_move(
    raw: Path, grown_up: None, read: list[bytes]
) -> None:
    first = scan(raw)
    assert len(read) == 3
    read.clear()
    again = scan(raw)
    assert read == [] and again.digest == first.digest and again.files() == first.files()
    (raw / "a.txt").write_text("other")
    assert scan(raw).digest != first.digest
    assert [os.path.basename(path) for path in read] == [b"a.txt"]  # noqa: PTH119 - bytes


def test_young_files_are_read_again(raw: Path, read: list[bytes]) -> None:
    scan(raw)
    read.clear()
    scan(raw)
    assert len(read) == 3


def test_an_edit_with_the_old_size_and_time_is_seen(raw: Path, grown_up: None) -> None:
    before, times = scan(raw), (raw / "a.txt").stat()
    (raw / "a.txt").write_text("A.TXT")
    os.utime(raw / "a.txt", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert scan(raw).digest != before.digest


@pytest.mark.parametrize("how", ["cut", "emptied", "scribbled", "not text"])
def test_a_damaged_cache_never_hides_a_file(raw: Path, grown_up: None, how: str) -> None:
    expected, cache = scan(raw), raw.parent / "room" / "scan"
    head, _, body = cache.read_bytes().partition(b"\n")
    damaged = {
        "cut": body[:-20],
        "emptied": b"[]",
        "scribbled": body.replace(b"two", b"ten"),
        "not text": b"\xff" + body,
    }
    cache.write_bytes(head + b"\n" + damaged[how])
    with pytest.raises(DamagedError):
        scan(raw).files()
    assert scan(raw).files() == expected.files()


@pytest.mark.parametrize("head", [b"", b"\xff\xfe\n[]", b"-\n", b"\n\n\n"])
def test_a_cache_without_a_first_line_is_no_cache(raw: Path, head: bytes) -> None:
    expected = scan(raw).files()
    (raw.parent / "room" / "scan").write_bytes(head)
    assert scan(raw).files() == expected


def test_a_scan_leaves_the_cache_and_nothing_else(raw: Path) -> None:
    scan(raw)
    left = [path for path in (raw.parent / "room").rglob("*") if path.is_file()]
    assert left == [raw.parent / "room" / "scan"]


def test_links_pipes_and_sockets_are_listed_and_not_followed(raw: Path, tmp_path: Path) -> None:
    (raw / "link").symlink_to(raw / "a.txt")
    (raw / "loop").symlink_to(raw)
    os.mkfifo(raw / "pipe")
    with socket.socket(socket.AF_UNIX) as there:
        here = Path.cwd()
        os.chdir(raw)  # the path of a socket is short
        there.bind("socket")
        os.chdir(here)
        listing = scan(raw)
    kinds = {file.document: file.refused.split(":")[0] for file in listing.files()}
    assert {name: kinds[name] for name in ("link", "loop", "pipe", "socket")} == {
        "link": "link",
        "loop": "link",
        "pipe": "special",
        "socket": "special",
    }


def test_what_may_not_be_listed_or_opened_is_a_row(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir, opened = os.scandir, os.open

    def closed_folder(path: bytes) -> object:
        if path.rstrip(b"/").endswith(b"/b"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    def closed_file(path: bytes, flags: int, *more: int) -> int:
        if isinstance(path, bytes) and path.endswith(b"two.txt"):
            raise PermissionError(13, "Permission denied")
        return opened(path, flags, *more)

    monkeypatch.setattr(os, "scandir", closed_folder)
    monkeypatch.setattr(os, "open", closed_file)
    listing = scan(raw)
    assert row(listing, "b").refused == "permission: it cannot be listed"
    assert row(listing, "a/two.txt").refused == "permission: Permission denied"
    assert row(listing, "a.txt").refused == ""


def test_a_raw_that_may_not_be_listed_is_refused(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(path: bytes) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", closed)
    with pytest.raises(UsageError, match="RAW cannot be listed"):
        scan(raw)


def test_a_file_that_goes_while_raw_is_read_was_never_there(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = room_of_files.read_chunks

    def gone(path: bytes) -> object:
        if path.endswith(b"two.txt"):
            raise FileNotFoundError(2, "No such file")
        return original(path)

    monkeypatch.setattr(room_of_files, "read_chunks", gone)
    assert [file.document for file in scan(raw).files()] == ["a.txt", "b/one.txt"]


HOSTILE = [
    *(b"line\nbreak", b"caf\xe9", b"\xff\xfe", b'it\'s "so"', b"x..txt", b"a%41b", b"#1"),
    *(b"=SUM(A1)", b"tab\there", b"a" * 255, "e\u0301".encode(), "\u202egnp".encode()),
]


def test_hostile_names_are_safe_text_and_lead_back(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path / "raw")
    os.mkdir(raw)  # noqa: PTH102 - bytes
    for name in HOSTILE:
        with open(raw + b"/" + name, "wb") as file:  # noqa: PTH123 - bytes
            file.write(name)
    listing = scan(tmp_path / "raw")
    assert sorted(raw_path(file.document) for file in listing.files()) == sorted(HOSTILE)
    for file in listing.files():
        assert file.document.isprintable() and "#" not in file.document


@given(st.binary(min_size=1, max_size=40))
def test_every_name_leads_back_to_its_bytes(name: bytes) -> None:
    document = document_name(name)
    assert raw_path(document) == name
    assert document.encode().decode() == document and "\n" not in document
    assert document[0] not in "=+-@"


@given(st.binary(min_size=1, max_size=9), st.binary(min_size=1, max_size=9))
def test_two_files_never_have_one_name(one: bytes, two: bytes) -> None:
    assert (document_name(one) == document_name(two)) == (one == two)
