"""The figures add up, and "needs a look" counts what a person should see."""

import json

import pytest
from builders import evidence, outcome, relation, removal, shuffled, small

from pipeline.report.counting import figures
from pipeline.report.evidence import Evidence
from pipeline.report.figures import Look, as_json, from_json


def by_kind(found: Evidence) -> dict[str, Look]:
    return {look.kind: look for look in figures(found).looks}


def test_documents_words_and_lines_add_up() -> None:
    found = figures(small())
    assert (found.read, found.kept, found.duplicates, found.empty, found.unreadable) == (
        (7, 3, 2, 1, 1)
    )
    assert found.read == found.kept + found.duplicates + found.empty + found.unreadable
    assert found.words_in == (
        found.words_out + found.removed_words + found.duplicate_words + found.lost_words
    )
    assert found.removed_lines == sum(count for _, count in found.by_category) == 3
    assert sum(count for _, count in found.by_rule) == 3
    assert sum(count for _, count in found.by_relation) == found.duplicates
    assert dict(found.kept_pairs) == {"near": 1, "updated": 1}
    assert found.repaired_lines == 1
    assert found.repairs_by_rule == (("repair.encoding", 1),)


def test_words_of_furniture_never_fall_under_zero() -> None:
    # A repair can split a word, so that a text holds more words after it than before.
    assert figures(evidence(outcomes=[outcome("a", words_in=5, words_out=6)])).removed_words == 0


def test_nothing_read_gives_zeros() -> None:
    found = figures(evidence())
    assert (found.read, found.words_in, found.looks, found.by_category) == (0, 0, (), ())


def test_borderline_pairs_lie_under_the_threshold_and_are_kept() -> None:
    look = by_kind(small())["borderline"]
    assert look.count == 1
    assert look.examples == ("g.txt and bbc/c.txt",)
    assert "0.8" in look.sentence and "g.txt" in look.sentence


def test_a_dropped_document_is_not_borderline_elsewhere() -> None:
    found = evidence(
        outcomes=[outcome("a"), outcome("b", "duplicate"), outcome("c")],
        relations=[relation("b", "a"), relation("b", "c", dropped=False, covered=0.7)],
    )
    assert by_kind(found) == {}


def test_updates_variants_and_decided_pairs_are_kept_although_similar() -> None:
    found = evidence(
        outcomes=[outcome(name) for name in "abcd"],
        relations=[
            relation("b", "a", "updated"),
            relation("c", "a", "variant", covered=0.6),
            relation("d", "a", "near", dropped=False, covered=0.8),
        ],
    )
    assert set(by_kind(found)) == {"kept_although_similar"}
    assert by_kind(found)["kept_although_similar"].count == 3


@pytest.mark.parametrize(
    ("documents", "words_out", "seen"), [(3, 70, True), (3, 71, False), (2, 10, False)]
)
def test_sites_that_lost_much(documents: int, words_out: int, seen: bool) -> None:
    rows = [outcome(f"bbc/{n}", words_in=100, words_out=words_out) for n in range(documents)]
    assert ("site_lost_much" in by_kind(evidence(outcomes=rows))) is seen


def test_copies_do_not_make_a_site_look_damaged() -> None:
    rows = [outcome(f"bbc/{n}") for n in range(3)]
    rows += [outcome(f"bbc/x{n}", "duplicate", words_out=0) for n in range(9)]
    assert by_kind(evidence(outcomes=rows)) == {}


def test_low_lines_unreadable_documents_and_doubtful_encodings() -> None:
    looks = by_kind(small())
    assert looks["low_level"].count == 1
    assert looks["low_level"].examples == ("“More headlines”",)
    assert looks["unreadable"].sentence.endswith("(1 binary): cnn/f.txt")
    assert looks["suspect_encoding"].examples == ("g.txt",)


def test_examples_are_three_at_most_and_short() -> None:
    rows = [removal(f"{n}", f"{n} " + "word " * 1000, level="low") for n in range(9)]
    look = by_kind(evidence(removed=rows))["low_level"]
    assert look.count == 9
    assert len(look.examples) == 3
    assert len(look.sentence) < 400


def test_row_order_makes_no_difference() -> None:
    assert figures(shuffled(small())) == figures(small())


def test_json_has_the_same_names_and_plain_values() -> None:
    found = figures(small())
    values = json.loads(json.dumps(as_json(found)))
    assert list(values) == list(found.__dataclass_fields__)
    assert values["by_relation"] == {"exact": 1, "near": 1}
    assert set(values["looks"][0]) == {"kind", "count", "sentence"}


def test_figures_come_back_from_json_but_for_the_examples_of_looks() -> None:
    found = figures(small())
    again = from_json(json.loads(json.dumps(as_json(found))))
    assert as_json(again) == as_json(found)
    assert again.by_rule == found.by_rule and again.words_in == found.words_in
