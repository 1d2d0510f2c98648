"""Takedown: the text of a forgotten document is nowhere but in RAW, and CLEAN is as if it were not.

Part of promise 8, obedient.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest
from conftest import Tree, feed
from test_accounted import rows

from copydesk.running import run
from copydesk.takedown import Takedown, forget
from pipeline.errors import UsageError
from pipeline.publishing.manifest import require_manifest

SECRET = (
    "Zephyrine Quillfeather sold the lighthouse twice on Monday.\n\n"
    "The harbour master Quillfeather said that the lighthouse was never hers and that both buyers "
    "have been given a bucket of crabs, which they accepted with some reserve.\n\nRead also:\n\n"
    "Quillfeatherâ€™s crabs\n"
)
MARKS = ("Quillfeather", "Zephyrine", "quillfeather", "zephyrine")
OTHERS = {
    "gazette/tram.txt": "The tram has learned to whistle, and the depot has asked it not to, as "
    "the neighbours keep sending it requests.\n",
    "gazette/soup.txt": "A soup was cooked on the quay for two hundred, and ninety came, so that "
    "the gulls had to be asked in as well.\n",
}
RECORDS = '{"text": "A record of no interest, about a duck."}\n'


def everything(folder: Path) -> str:
    """Every byte below a folder as text, with what tables hold decoded."""
    found: list[str] = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        found += [str(path), path.read_bytes().decode("utf-8", "replace")]
        found.append(path.read_bytes().decode("utf-16-le", "replace"))
        if path.suffix == ".parquet":
            found.append(str(pq.read_table(path, partitioning=None).to_pylist()))
        if path.suffix == ".arrow":
            with pa.memory_map(str(path)) as source:
                found.append(str(pa.ipc.open_file(source).read_all().to_pylist()))
    return "\n".join(found)


@pytest.fixture
def home(write: Callable[..., Path]) -> Path:
    """RAW with the text in a file, in a copy and in a record; cleaned twice, by other settings."""
    record = (
        '{"text": "Only here: Zephyrine Quillfeather owns a pier and a half of the harbour."}\n'
    )
    files: dict[str, str | bytes] = {f"raw/{name}": text for name, text in OTHERS.items()}
    files |= {"raw/wire/secret.txt": SECRET, "raw/gazette/copy.txt": SECRET.replace("\n", "\r\n")}
    files |= {"raw/wire/feed.jsonl": RECORDS + record, "bold.toml": "[output]\njsonl = true\n"}
    folder = write("home", files)
    run(str(folder / "raw"), str(folder / "out/clean"), settings=str(folder / "bold.toml"))
    run(str(folder / "raw"), str(folder / "out/clean"))
    return folder


def take_down(home: Path, document: str) -> Takedown:
    return forget(document, str(home / "out/clean"), decisions=str(home / "decisions.toml"))


def test_no_byte_of_the_text_is_left(home: Path) -> None:
    assert all(mark in everything(home / "out") for mark in MARKS[:2])
    done = take_down(home, "wire/secret.txt")
    assert done.forgotten == ("gazette/copy.txt", "wire/secret.txt")
    assert [Path(place).name for place in done.delete] == ["copy.txt", "secret.txt"]
    assert (home / "raw/wire/secret.txt").read_text() == SECRET
    done = take_down(home, "wire/feed.jsonl#2")
    assert done.delete == (f"record 2 of {(home / 'raw/wire/feed.jsonl').resolve()}",)
    left = everything(home / "out")
    assert not [mark for mark in MARKS if mark in left]


def test_clean_is_as_if_the_text_were_not_in_raw(home: Path, tree: Callable[[Path], Tree]) -> None:
    take_down(home, "wire/secret.txt")
    clean = home / "out/clean"
    assert {row["document"] for row in rows(clean, "audit/outcomes.parquet")} == {
        *OTHERS,
        "wire/feed.jsonl#1",
        "wire/feed.jsonl#2",
    }
    manifest = require_manifest(clean)
    assert manifest["forgotten"] == 2
    assert "1 decision obeyed, 2 documents changed." in manifest["notes"]
    for path in ("wire/secret.txt", "gazette/copy.txt"):
        (home / "raw" / path).unlink()
    run(str(home / "raw"), str(home / "bare"))
    mine, bare = tree(clean), tree(home / "bare")
    assert {name for name in mine if name.startswith(("documents", "text", "audit/removed"))} == {
        name for name in bare if name.startswith(("documents", "text", "audit/removed"))
    }
    assert mine["audit/outcomes.parquet"] == bare["audit/outcomes.parquet"]
    summary = run(str(home / "raw"), str(clean), decisions=str(home / "decisions.toml"))
    assert any("no longer in RAW" in note for note in summary.notes)


def test_a_takedown_is_reproducible_and_nothing_is_left_to_do(
    home: Path, tree: Callable[[Path], Tree]
) -> None:
    take_down(home, "wire/secret.txt")
    decisions = str(home / "decisions.toml")
    assert not run(str(home / "raw"), str(home / "out/clean"), decisions=decisions).changed
    run(str(home / "raw"), str(home / "fresh/clean"), decisions=decisions)
    assert tree(home / "out/clean") == tree(home / "fresh/clean")


def test_a_file_fetched_again_stays_away_and_a_record_that_moved_does_not(home: Path) -> None:
    take_down(home, "wire/secret.txt")
    take_down(home, "wire/feed.jsonl#2")
    (home / "raw/wire/secret.txt").write_text(SECRET + "\nAdvertisement\n")
    feed = home / "raw/wire/feed.jsonl"
    feed.write_text(RECORDS + RECORDS.replace("duck", "goose"))
    decisions = str(home / "decisions.toml")
    summary = run(str(home / "raw"), str(home / "out/clean"), decisions=decisions)
    names = {row["document"] for row in rows(home / "out/clean", "audit/outcomes.parquet")}
    assert "wire/secret.txt" not in names and "wire/feed.jsonl#2" in names
    said = " ".join(summary.notes)
    assert "wire/secret.txt has changed since the decision was made" in said
    assert "wire/feed.jsonl#2 holds another text by now" in said


def test_forgetting_once_more_clears_what_a_kill_left(home: Path) -> None:
    take_down(home, "wire/secret.txt")
    shutil.rmtree(home / "out/.copydesk/store/products")
    done = forget("wire/secret.txt", str(home / "out/clean"))
    assert done.digest and done.decisions.endswith("decisions.toml")


def test_a_record_of_a_big_file_that_is_read_in_parts_goes_too(
    write: Callable[..., Path], small_shards: int
) -> None:
    secret = '{"text": "Zephyrine Quillfeather owns a pier and a half of the harbour."}\n'
    home = write("home", {"raw/feed.jsonl": feed(70) + secret + feed(50, first=70)})
    run(str(home / "raw"), str(home / "out/clean"))
    done = take_down(home, "feed.jsonl#71")
    assert done.forgotten == ("feed.jsonl#71",)
    assert not [mark for mark in MARKS if mark in everything(home / "out")]
    assert len(rows(home / "out/clean", "audit/outcomes.parquet")) == 120


def test_refused_without_a_text_a_document_or_a_raw(home: Path) -> None:
    (home / "raw/wire/broken.bin").write_bytes(b"\0\1")
    run(str(home / "raw"), str(home / "out/clean"))
    for name, said in (("wire/broken.bin", "no text to forget"), ("nobody.txt", "no such")):
        with pytest.raises(UsageError, match=said):
            take_down(home, name)
    assert not (home / "decisions.toml").exists()
    shutil.rmtree(home / "out/.copydesk")
    with pytest.raises(UsageError, match="where RAW lies"):
        take_down(home, "wire/secret.txt")
