"""Promise 3, reversible: CLEAN alone gives any text back as it was read; RAW stays as it is."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Sample, Tree, rows

from copydesk.explain import restore
from copydesk.running import run
from pipeline.errors import UsageError
from pipeline.reading import read_documents
from pipeline.store.durable import digest_bytes


def as_read(raw: Path, document: str) -> str:
    file = document.split("#", maxsplit=1)[0]
    found = {one.document: one for one in read_documents(file, (raw / file).read_bytes())}
    return found[document].text


def test_every_document_of_the_sample_comes_back_exactly(sample: Sample, tmp_path: Path) -> None:
    alone = tmp_path / "clean"
    shutil.copytree(sample.clean, alone)
    for row in rows(alone, "audit/outcomes.parquet"):
        if row["outcome"] == "unreadable":
            with pytest.raises(UsageError, match="could not be read"):
                restore(alone, row["document"])
            continue
        text = restore(alone, row["document"])
        assert text == as_read(sample.raw, row["document"])
        assert digest_bytes(text.encode()) == row["digest_as_read"]


HARD = {
    "only-furniture.txt": "Sign up to read this article\nAlready a member? Sign in here\n",
    "no-newline.txt": "A ferry came in late and nobody on the pier had seen it leave, she said.",
    "newlines-only.txt": "\n\n\n\n",
    "blank-ends.txt": "\n\n  A line with spaces in front.\n\n\n\nRead also:\nA headline\n\n\n",
    "one-letter.txt": "x",
    "crlf.txt": "First line of the page \r\n\r\nSecond line of the page\t\r\n",
    "mojibake.txt": "The cafÃ© on the pier wasnâ€™t open\n\nRead also:\n\nCafÃ© opens\n",
    "separators.txt": "A page of the old system, one\x0btwo\u2028three\u0085four\x1c five, said she.\n"
    * 3,
    "same-twice.txt": "The same long line is printed here two times over\n" * 2,
}


@pytest.mark.parametrize("name", HARD)
def test_hard_texts_come_back_exactly(
    name: str, write: Callable[..., Path], tmp_path: Path
) -> None:
    raw = write("raw", {f"site/{name}": HARD[name]})
    run(str(raw), str(tmp_path / "clean"))
    assert restore(tmp_path / "clean", f"site/{name}") == as_read(raw, f"site/{name}")


def test_raw_is_never_written_to(
    sample: Sample, tree: Callable[[Path], Tree], tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(sample.raw, raw)
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ctime_ns) for path in raw.rglob("*")}
    content = tree(raw)
    run(str(raw), str(tmp_path / "clean"))
    after = {path: (path.stat().st_mtime_ns, path.stat().st_ctime_ns) for path in raw.rglob("*")}
    assert (before, content) == (after, tree(raw))


def test_an_unknown_document_is_refused_with_names_that_are_close(sample: Sample) -> None:
    with pytest.raises(UsageError, match=r"did you mean harbour-gazette/2031-02-25-tram\.txt"):
        restore(sample.clean, "gazette/2031-02-25-tram")
