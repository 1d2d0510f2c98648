"""Which of a group is kept: the wishes of the settings, and what they may never do."""

import pytest
from corpora import batch, dropped, run, text, words
from test_compiled import both_ways, corpus

from pipeline.decisions import Decisions, Keep, NotDuplicate
from pipeline.duplicates import similarity
from pipeline.settings import Duplicates

BASE = words(200, 1)
STORY = {
    "a/part.txt": " ".join(BASE[:90]),
    "b/old.txt": " ".join(BASE),
    "c/new.txt": " ".join([*BASE[:190], *words(9, 2)]),
    "d/full.txt": " ".join([*BASE, *words(12, 3)]),
    "e/alone.txt": text(150, 4),
}
DATES = {"b/old.txt": "2031-01-02", "c/new.txt": "Tue, 04 Mar 2031 08:30:00 GMT"}
SITES = {name: name[0] for name in STORY}


def kept_for(*keep, preferred=(), texts=STORY, **columns):
    shard = batch(texts, **{"site": SITES, "date": DATES, **columns})
    rows, _ = run([shard], Duplicates(keep=keep, preferred=preferred))
    gone = dropped(rows)
    assert len(set(gone.values())) == 1 and len(gone) == 3
    return gone.popitem()[1], {row["document"]: row["reason"] for row in rows}


def test_the_most_complete_is_kept_when_nothing_else_is_asked():
    rows, _ = run([batch(STORY, site=SITES, date=DATES)])
    assert set(dropped(rows).values()) == {"d/full.txt"}
    assert all("kept one" not in row["reason"] for row in rows)


@pytest.mark.parametrize(
    ("keep", "preferred", "kept", "said"),
    [
        (("newest",), (), "c/new.txt", "The kept one is newer"),
        (("earliest",), (), "b/old.txt", "The kept one is earlier"),
        (("path",), (), "b/old.txt", "comes first by its path"),
        (("preferred_source", "newest"), ("x", "b", "d"), "b/old.txt", "a source you prefer"),
        (("preferred_source", "newest"), ("x",), "c/new.txt", "The kept one is newer"),
        (("most_complete", "path"), (), "d/full.txt", "more complete"),
    ],
)
def test_wishes_in_their_order(keep, preferred, kept, said):
    found, reasons = kept_for(*keep, preferred=preferred)
    assert found == kept
    other = "c/new.txt" if kept == "b/old.txt" else "b/old.txt"
    assert said in reasons[other]


def test_a_part_always_goes_and_says_only_that():
    found, reasons = kept_for("path", "earliest")
    assert found == "b/old.txt"  # a/part.txt comes first by path, yet is a part
    assert reasons["a/part.txt"].endswith("which is longer.")


def test_undated_documents_come_last():
    for wish in ("newest", "earliest"):
        assert kept_for(wish, date={"b/old.txt": "2031-01-02"})[0] == "b/old.txt"
    assert kept_for("newest", date={"b/old.txt": "some day"})[0] == "d/full.txt"


def test_what_would_leave_a_copy_under_the_threshold_is_not_kept():
    texts = {
        "a": " ".join([*BASE, *words(10, 3)]),
        "b": " ".join([*words(25, 5), *BASE[25:]]),
        "c": " ".join([*BASE[:175], *words(24, 6)]),
    }
    assert similarity(texts["b"], texts["c"]).covered < 0.8
    rows, _ = run([batch(texts, date={"c": "2031-01-01"})], Duplicates(keep=("earliest",)))
    assert dropped(rows) == {"b": "a", "c": "a"}
    reasons = {row["document"]: row["reason"] for row in rows}
    assert "By your settings it would be kept" in reasons["c"]


def test_what_a_person_keeps_stays():
    shard = batch(STORY, site=SITES, date=DATES)
    wish = Duplicates(keep=("newest",))
    rows, _ = run([shard], wish, Decisions(keep=(Keep(document="b/old.txt"),)))
    assert set(dropped(rows).values()) == {"b/old.txt"}
    pair = NotDuplicate(documents=("b/old.txt", "d/full.txt"))
    rows, obeyed = run([shard], wish, Decisions(not_duplicate=(pair,)))
    assert "b/old.txt" not in dropped(rows) and obeyed


@pytest.mark.parametrize("wish", ["newest", "path"])
def test_every_dropped_one_meets_the_threshold_both_ways_of_work(monkeypatch, wish):
    moved = 0
    for seed in range(3):
        texts = corpus(seed)
        first = dropped(run([batch(texts)])[0])
        plain, compiled = both_ways(monkeypatch, texts, Duplicates(keep=(wish,)))
        assert plain == compiled
        gone = dropped(plain[0])
        assert len(gone) == len(first) and not set(gone) & set(gone.values())
        for row in plain[0]:
            seen = similarity(texts[row["document"]], texts[row["kept"]])
            assert row["covered"] == seen.covered
            assert row["kept"] not in gone
            if row["dropped"]:
                assert seen.covered >= 0.8 and row["relation"] == seen.relation
                assert row["relation"] in ("exact", "near", "contained")
        moved += gone != first
    assert moved or wish == "newest"  # none has a date
