"""Who is dropped for whom: leaders without chains, decisions, settings, order and shards."""

import random

import pytest
from corpora import batch, dropped, run, text, words

from pipeline.decisions import Decisions, Keep, NotDuplicate
from pipeline.duplicates import find_relations, similarity
from pipeline.settings import Duplicates


def edited(one: list[str], at: int, count: int, seed: int) -> list[str]:
    """The words with a run of them replaced."""
    return [*one[:at], *words(count, seed), *one[at + count :]]


BASE = words(200, 1)
TEXTS = {
    "full": " ".join([*BASE, *words(20, 2)]),
    "near": " ".join(edited(BASE, 60, 10, 3)),
    "part": " ".join(BASE[:80]),
    "loud": " ".join(BASE).upper() + "!",
    "base": " ".join(BASE),
    "else": text(200, 4),
    "empty": "",
    "marks": "*** --- …",
}


def test_each_copy_goes_for_the_most_complete():
    rows, _ = run([batch(TEXTS)])
    assert dropped(rows) == {"near": "full", "part": "full", "loud": "full", "base": "full"}
    relations = {row["document"]: row["relation"] for row in rows}
    assert relations == {"near": "near", "part": "contained", "loud": "near", "base": "near"}
    assert len({row["group"] for row in rows}) == 1


def test_figures_are_those_of_the_texts():
    rows, _ = run([batch(TEXTS)])
    for row in rows:
        seen = similarity(TEXTS[row["document"]], TEXTS[row["kept"]])
        for name in ("covered", "jaccard", "containment", "shared_words", "relation"):
            assert row[name] == getattr(seen, name)


def test_no_chains():
    start = words(200, 5)
    steps = [start]
    for step in range(8):  # each a small step from the last, the last far from the first
        steps.append(edited(steps[-1], 20 * step, 20, 50 + step))
    rows, _ = run([batch({f"{at}": " ".join(one) for at, one in enumerate(steps)})])
    gone = dropped(rows)
    assert gone and len(gone) < len(steps) - 1
    assert not set(gone) & set(gone.values())
    assert all(row["covered"] >= 0.8 for row in rows if row["dropped"])


def test_order_and_shards_do_not_matter():
    names = list(TEXTS)
    expected = run([batch(TEXTS)])
    for seed in range(4):
        random.Random(seed).shuffle(names)
        one = {name: TEXTS[name] for name in names}
        halves = [batch({n: one[n] for n in part}) for part in (names[:3], names[3:5], names[5:])]
        assert run([batch(one)]) == expected
        assert run(halves) == expected


def test_equal_texts_keep_the_earliest_then_the_first_by_name():
    same = dict.fromkeys(("d", "c", "b", "a"), TEXTS["base"])
    assert dropped(run([batch(same)])[0]) == {"b": "a", "c": "a", "d": "a"}
    dates = {"a": "", "b": "Wed, 05 Mar 2031 08:30:00 GMT", "c": "2031-03-04", "d": "2031-03-09"}
    assert dropped(run([batch(same, date=dates)])[0]) == {"a": "c", "b": "c", "d": "c"}


def test_short_texts_go_only_when_equal():
    rows, _ = run([batch({"a": "Read more", "b": "Read more!", "c": "Read more news here"})])
    assert dropped(rows) in ({"b": "a"}, {"a": "b"})


@pytest.mark.parametrize("share", [0.72, 0.79])
def test_a_little_under_the_threshold_is_told(share):
    whole = words(400, 7)
    other = " ".join([*whole[: int(400 * share) + 4], *words(396 - int(400 * share), 8)])
    rows, _ = run([batch({"a": " ".join(whole), "b": other})])
    assert [(row["dropped"], row["relation"]) for row in rows] == [(False, "near")]
    assert "a little under the 80%" in rows[0]["reason"]


def test_what_drops_is_a_setting():
    only_reported, _ = run([batch(TEXTS)], Duplicates(drop=()))
    assert not dropped(only_reported)
    assert {row["document"] for row in only_reported} == {"near", "part", "loud", "base"}
    exact, _ = run([batch(TEXTS)], Duplicates(drop=("exact",)))
    assert dropped(exact) == {"loud": "base"}
    strict, _ = run([batch(TEXTS)], Duplicates(threshold=1.0))
    assert "near" not in dropped(strict)


def test_a_document_a_person_keeps_stays_and_leads():
    decisions = Decisions(
        keep=(Keep(document="part"), Keep(document="near"), Keep(document="else"))
    )
    rows, obeyed = run([batch(TEXTS)], None, decisions)
    gone = dropped(rows)
    assert not {"part", "near"} & set(gone)
    assert set(gone.values()) <= {"full", "near"}
    assert [(row["decision"], row["entry"], row["document"]) for row in obeyed] == [
        ("keep", 1, "part"),
        ("keep", 2, "near"),
    ]
    assert any("you decided to keep it" in row["reason"] for row in rows)


def test_a_pair_a_person_tells_apart_is_never_tied():
    pair = NotDuplicate(documents=("loud", "base"))
    texts = {name: TEXTS[name] for name in ("loud", "base", "else")}
    rows, obeyed = run([batch(texts)], None, Decisions(not_duplicate=(pair,)))
    assert not dropped(rows)
    assert [row["entry"] for row in obeyed] == [1]
    assert "you decided that they are no duplicates" in rows[0]["reason"]


def test_the_public_face_takes_any_text():
    found = find_relations([TEXTS["base"], "\ud800 lone", TEXTS["loud"], TEXTS["else"]])
    assert [(one.document, one.kept, one.dropped) for one in found] == [(2, 0, True)]
    assert find_relations([]) == []
