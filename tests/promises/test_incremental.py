"""Promise 5, incremental: only what a change touches runs; the result equals a run from scratch."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Sample, Tree

from copydesk.running import run

ToTree = Callable[[Path], Tree]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, small_shards: int) -> list[str]:
    """The stages whose products were made, one entry a product, since the last ``clear``."""
    from tasks import chain

    stages: list[str] = []
    original = chain.make_product

    def counted(job: object, stage: str, shard: int, key: str) -> None:
        stages.append(stage)
        original(job, stage, shard, key)  # type: ignore[arg-type]

    monkeypatch.setattr(chain, "make_product", counted)
    return stages


@pytest.fixture
def raw(sample: Sample, tmp_path: Path) -> Path:
    shutil.copytree(sample.raw, tmp_path / "raw")
    return tmp_path / "raw"


def test_a_run_with_nothing_to_do_runs_no_stage_and_imports_no_luigi(
    raw: Path, made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(str(raw), str(tmp_path / "clean"))
    made.clear()
    monkeypatch.setattr("tasks.build.build", None)
    assert not run(str(raw), str(tmp_path / "clean")).changed
    assert made == []


def test_one_file_added_runs_one_shard_a_stage(
    raw: Path, made: list[str], tmp_path: Path, tree: ToTree
) -> None:
    run(str(raw), str(tmp_path / "clean"))
    assert made.count("RepairText") > 5
    made.clear()
    (raw / "harbour-gazette" / "2031-09-01-gull.txt").write_text(
        "Gull returns a library book\n\nA gull put a book through the letter box on Sunday. It was "
        "eleven years late, and the librarian let it off with a warning and a crust.\n"
    )
    run(str(raw), str(tmp_path / "clean"))
    assert {stage: made.count(stage) for stage in set(made)} == {
        "RepairText": 1,
        "FindTemplates": 1,
        "RemoveBoilerplate": 1,
        "SignDocuments": 1,
        "FindDuplicates": 1,
        "CheckLoss": 1,
        "WriteClean": 1,
    }
    run(str(raw), str(tmp_path / "fresh"))
    shutil.rmtree(tmp_path / ".copydesk")
    run(str(raw), str(tmp_path / "scratch"))
    assert tree(tmp_path / "clean") == tree(tmp_path / "fresh") == tree(tmp_path / "scratch")


def test_back_to_the_earlier_folder_publishes_and_no_more(
    raw: Path, made: list[str], tmp_path: Path, tree: ToTree
) -> None:
    run(str(raw), str(tmp_path / "clean"))
    before = tree(tmp_path / "clean")
    moved = tmp_path / "aside.txt"
    (raw / "le-quai" / "soupe.md").rename(moved)
    run(str(raw), str(tmp_path / "clean"))
    assert tree(tmp_path / "clean") != before
    moved.rename(raw / "le-quai" / "soupe.md")
    made.clear()
    run(str(raw), str(tmp_path / "clean"))
    assert made == [] and tree(tmp_path / "clean") == before


def test_clean_deleted_or_damaged_is_published_again(
    raw: Path, made: list[str], tmp_path: Path, tree: ToTree
) -> None:
    clean = tmp_path / "clean"
    run(str(raw), str(clean))
    before = tree(clean)
    made.clear()
    for damage in (
        lambda: shutil.rmtree(clean),
        (clean / "duplicates.csv").unlink,
        lambda: (clean / "text" / "le-quai" / "soupe.md").write_text("scribble"),
        (clean / "manifest.json").unlink,
    ):
        damage()
        if not (clean / "manifest.json").exists() and clean.exists():
            shutil.rmtree(clean)
        assert run(str(raw), str(clean)).changed
        assert tree(clean) == before and made == []


def test_a_deleted_store_changes_nothing(raw: Path, tmp_path: Path, tree: ToTree) -> None:
    run(str(raw), str(tmp_path / "clean"))
    before = tree(tmp_path / "clean")
    shutil.rmtree(tmp_path / ".copydesk")
    assert not run(str(raw), str(tmp_path / "clean")).changed
    assert tree(tmp_path / "clean") == before


def test_a_damaged_product_is_noticed_and_made_again(
    raw: Path, made: list[str], tmp_path: Path, tree: ToTree
) -> None:
    run(str(raw), str(tmp_path / "clean"))
    before = tree(tmp_path / "clean")
    product = next((tmp_path / ".copydesk/store/products/RepairText").glob("*/documents.parquet"))
    product.chmod(0o644)
    product.write_bytes(product.read_bytes()[:-9] + b"scribbles")
    (raw / "le-quai" / "soupe.md").touch()
    shutil.rmtree(tmp_path / ".copydesk/store/runs")
    shutil.rmtree(tmp_path / ".copydesk/store/products/RemoveBoilerplate")
    shutil.rmtree(tmp_path / "clean")
    made.clear()
    run(str(raw), str(tmp_path / "clean"))
    assert made.count("RepairText") == 1
    assert tree(tmp_path / "clean") == before


def test_a_renamed_file_runs_its_shard_and_no_other(
    raw: Path, made: list[str], tmp_path: Path, tree: ToTree
) -> None:
    run(str(raw), str(tmp_path / "clean"))
    made.clear()
    page = raw / "le-quai" / "soupe.md"
    page.rename(page.with_name("soupf.md"))
    run(str(raw), str(tmp_path / "clean"))
    assert made.count("RepairText") == made.count("RemoveBoilerplate") == 1
    run(str(raw), str(tmp_path / "elsewhere" / "clean"))
    assert tree(tmp_path / "clean") == tree(tmp_path / "elsewhere" / "clean")


def test_back_to_earlier_settings_publishes_and_no_more(
    raw: Path, made: list[str], tmp_path: Path, tree: ToTree
) -> None:
    settings = tmp_path / "copydesk.toml"
    settings.write_text("")
    run(str(raw), str(tmp_path / "clean"), settings=str(settings))
    before = tree(tmp_path / "clean")
    settings.write_text('[boilerplate]\npreset = "bold"\n')
    run(str(raw), str(tmp_path / "clean"), settings=str(settings))
    assert tree(tmp_path / "clean") != before and "RepairText" not in made[len(made) // 2 :]
    settings.write_text("")
    made.clear()
    run(str(raw), str(tmp_path / "clean"), settings=str(settings))
    assert made == [] and tree(tmp_path / "clean") == before


def test_a_changed_rule_file_repairs_nothing_again(
    raw: Path, made: list[str], tmp_path: Path
) -> None:
    rules = tmp_path / "mine.toml"
    settings = tmp_path / "copydesk.toml"
    settings.write_text('[boilerplate]\nrules = ["mine.toml"]\n')
    rules.write_text(_rule("gull"))
    run(str(raw), str(tmp_path / "clean"), settings=str(settings))
    made.clear()
    rules.write_text(_rule("hen"))
    run(str(raw), str(tmp_path / "clean"), settings=str(settings))
    assert made.count("RemoveBoilerplate") > 5
    assert "RepairText" not in made and "FindTemplates" not in made
    assert "SignDocuments" not in made  # no text moved, so nothing behind the cut runs


def _rule(bird: str) -> str:
    return (
        'language = "en"\n[[rule]]\nfamily = "share"\nkind = "line"\n'
        f"pattern = 'send this to a {bird}'\n"
        f"match = ['Send this to a {bird}']\nkeep = ['I send this to a {bird} of mine.']\n"
    )
