"""New data against old: what an earlier CLEAN kept counts as kept, and is named unmistakably."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import rows

from copydesk.explain import restore, view
from copydesk.running import run
from pipeline.errors import UsageError
from pipeline.publishing.lookup import relations
from pipeline.report.redline import document_text
from pipeline.schema import AGAINST

STORY = (
    "The harbour office reads the tide at the old pier every morning before the first ferry goes. "
    "The water stood 112 centimetres over the mark, and the clerk wrote it down with a blunt "
    "pencil. Nobody was on the pier but a gull and a man who sells eels out of a bucket."
)
OTHER = (
    "A brass band played under the chestnut trees on Sunday while children hunted for snails and "
    "the mayor, who cannot sing, sang. The programme said seven songs, and there were nine of them."
)
PART = STORY.rsplit(". ", 1)[0] + "."


@pytest.fixture
def both(write: Callable[..., Path], tmp_path: Path) -> Path:
    """An earlier CLEAN, new documents, and settings that name the one for the other."""
    write("old", {"a/one.txt": STORY, "a/two.txt": OTHER})
    run(str(tmp_path / "old"), str(tmp_path / "before"))
    new = {
        "a/one.txt": STORY.upper(),
        "b/part.txt": PART,
        "b/more.txt": f"{STORY} He gave one to it.",
        "b/fact.txt": STORY.replace("112", "141"),
    }
    write("raw", new)
    (tmp_path / "copydesk.toml").write_text('[duplicates]\nagainst = "before"\n')
    return tmp_path


def clean(home: Path) -> Path:
    run(str(home / "raw"), str(home / "clean"), settings=str(home / "copydesk.toml"))
    return home / "clean"


def told(made: Path) -> dict[str, tuple[str, str, bool]]:
    return {
        row["document"]: (row["kept"], row["relation"], row["dropped"])
        for row in relations(made).to_pylist()
    }


def test_copies_of_old_documents_go(both: Path) -> None:
    made = clean(both)
    old = f"{AGAINST}a/one.txt"
    assert told(made) == {
        "a/one.txt": (old, "exact", True),
        "b/part.txt": (old, "contained", True),
        "b/more.txt": (old, "near", True),
        "b/fact.txt": (old, "variant", False),
    }
    assert [row["document"] for row in rows(made, "documents/*.parquet")] == ["b/fact.txt"]
    manifest = json.loads((made / "manifest.json").read_text())
    assert len(manifest["settings"]["duplicates"]["against"]) == 32
    assert str(both) not in (made / "manifest.json").read_text()


def test_it_need_not_be_there_afterwards(both: Path) -> None:
    made = clean(both)
    shutil.rmtree(both / "before")
    assert restore(made, "b/part.txt") == PART
    shown = document_text(view(made, "b/part.txt"), diff=True)
    assert f"{AGAINST}a/one.txt is not at hand: it is in the earlier CLEAN" in shown
    assert f'"{AGAINST}a/one.txt"' in shown
    assert AGAINST in (made / "report.html").read_text() + (made / "duplicates.csv").read_text()
    with pytest.raises(UsageError, match="not there"):
        clean(both)


def test_where_it_lies_does_not_matter_but_what_it_holds_does(both: Path) -> None:
    before = (clean(both) / "manifest.json").read_bytes()
    (both / "elsewhere").mkdir()
    (both / "before").rename(both / "elsewhere/older")
    (both / "copydesk.toml").write_text('[duplicates]\nagainst = "elsewhere/older"\n')
    assert (clean(both) / "manifest.json").read_bytes() == before
    (both / "old/a/one.txt").unlink()
    run(str(both / "old"), str(both / "elsewhere/older"))
    assert AGAINST not in (clean(both) / "duplicates.csv").read_text()


def test_a_person_may_tell_a_pair_apart_or_keep_one(both: Path) -> None:
    (both / "decisions.toml").write_text(
        f'[[not_duplicate]]\ndocuments = ["b/more.txt", "{AGAINST}a/one.txt"]\n'
        '[[keep]]\ndocument = "b/part.txt"\n'
    )
    made = clean(both)
    kept = [row["document"] for row in rows(made, "documents/*.parquet")]
    assert sorted(kept) == ["b/fact.txt", "b/more.txt", "b/part.txt"]
    assert not json.loads((made / "manifest.json").read_text())["notes"][1:]


@pytest.mark.parametrize(
    ("against", "said"),
    [
        ("nowhere", "not there"),
        ("old", "not the output of a run"),
        ("clean", "names CLEAN itself"),
        ("raw", "names RAW"),
    ],
)
def test_misuse_is_refused(both: Path, against: str, said: str) -> None:
    clean(both)
    (both / "copydesk.toml").write_text(f'[duplicates]\nagainst = "{against}"\n')
    with pytest.raises(UsageError, match=said) as refused:
        clean(both)
    assert refused.value.exit_code == 2


def test_a_damaged_one_is_refused(both: Path) -> None:
    part = next((both / "before/documents").iterdir())
    part.chmod(0o644)
    part.write_bytes(part.read_bytes()[:-1] + b"!")
    with pytest.raises(UsageError, match="damaged"):
        clean(both)
