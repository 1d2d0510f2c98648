"""A product exists <=> it is complete, and what it says of itself holds."""

import json
from pathlib import Path

import pytest

from pipeline.errors import DamagedError
from pipeline.store.products import Store, product_key


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store", tmp_path / "room" / "tmp")


def make(store: Store, key: str = "k", text: str = "text") -> None:
    with store.new("Stage", key) as (folder, facts):
        (folder / "rows").write_text(text)
        facts["counts"] = 1


def test_a_product_is_there_when_it_is_whole_and_not_before(store: Store) -> None:
    with store.new("Stage", "k") as (folder, _):
        (folder / "rows").write_text("text")
        assert not store.has("Stage", "k")
    assert store.has("Stage", "k")
    assert store.path("Stage", "k", "rows").read_text() == "text"
    assert list(store.scratch.iterdir()) == []


def test_what_raises_leaves_no_product_and_no_work_in_progress(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.new("Stage", "k"):
        raise ZeroDivisionError
    assert not store.has("Stage", "k") and list(store.scratch.iterdir()) == []


def test_the_first_of_two_makers_wins_and_the_second_is_content(store: Store) -> None:
    with store.new("Stage", "k") as (folder, _):
        (folder / "rows").write_text("second")
        make(store, text="first")
    assert store.path("Stage", "k", "rows").read_text() == "first"


def test_the_rest_of_a_product_somebody_deleted_in_part_is_replaced(store: Store) -> None:
    make(store)
    (store.folder("Stage", "k") / "facts.json").unlink()
    assert not store.has("Stage", "k")
    make(store, text="again")
    assert store.path("Stage", "k", "rows").read_text() == "again"


@pytest.mark.parametrize("facts", [b"", b"{", b"[]", b"{}", b'{"files": 3}', b'{"files": {}}'])
def test_damaged_facts_remove_the_product(store: Store, facts: bytes) -> None:
    make(store)
    path = store.folder("Stage", "k") / "facts.json"
    path.chmod(0o644)
    path.write_bytes(facts)
    with pytest.raises(DamagedError):
        store.path("Stage", "k", "rows")
    assert not store.has("Stage", "k")


@pytest.mark.parametrize("damage", ["scribble", "cut", "gone"])
def test_damaged_data_removes_the_product(store: Store, damage: str) -> None:
    make(store)
    path = store.folder("Stage", "k") / "rows"
    path.chmod(0o644)
    path.unlink() if damage == "gone" else path.write_text("tex" if damage == "cut" else "taxt")
    with pytest.raises(DamagedError):
        store.path("Stage", "k", "rows")
    assert not store.has("Stage", "k")


def test_products_cannot_be_written_to_by_accident(store: Store) -> None:
    make(store)
    assert store.path("Stage", "k", "rows").stat().st_mode & 0o222 == 0


def test_the_sweep_takes_work_in_progress_and_no_product(store: Store) -> None:
    make(store)
    (store.scratch / "dead" / "deep").mkdir(parents=True)
    store.sweep()
    assert list(store.scratch.iterdir()) == [] and store.has("Stage", "k")


def test_a_damaged_list_of_products_is_removed_and_said(store: Store) -> None:
    store.finish_stage("plan", "Stage", ["a", "b"])
    assert store.stage_keys("plan", "Stage") == ["a", "b"]
    store.stage_file("plan", "Stage").write_bytes(b'["a')
    with pytest.raises(DamagedError):
        store.stage_keys("plan", "Stage")
    assert not store.stage_file("plan", "Stage").exists()


def test_a_damaged_plan_is_written_again(store: Store) -> None:
    store.save_plan("name", b"{}")
    store.plan_file("name").write_bytes(b"{")
    store.save_plan("name", b"{}")
    assert store.plan_file("name").read_bytes() == b"{}"


def test_a_key_moves_with_everything_that_decides_and_nothing_else() -> None:
    key = product_key("Stage", {"a": 1, "b": 2}, ["x", "y"])
    assert key == product_key("Stage", json.loads('{"b": 2, "a": 1}'), ["x", "y"])
    others = [
        product_key("Other", {"a": 1, "b": 2}, ["x", "y"]),
        product_key("Stage", {"a": 1, "b": 3}, ["x", "y"]),
        product_key("Stage", {"a": 1, "b": 2}, ["y", "x"]),
        product_key("Stage", {"a": 1, "b": 2}, ["xy"]),
    ]
    assert len({key, *others}) == 5
