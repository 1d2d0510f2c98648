"""Entries read back exactly, and merging keeps what a person wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decisions import Decisions, Keep, KeepLine, NotDuplicate, RemoveLine, Template, parse
from pipeline.decisions.entries import entries, entry_text
from pipeline.decisions.merging import merged
from pipeline.errors import UsageError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


@given(TEXTS, TEXTS)
def test_entries_read_back_exactly(one: str, other: str) -> None:
    found = Decisions(
        keep=(Keep(one, other),),
        not_duplicate=(NotDuplicate((one, other)), NotDuplicate((one, other), (other, one))),
        keep_line=(KeepLine(one),),
        remove_line=(RemoveLine(one, other),),
        template=(Template(one, other, "reject"),),
    )
    assert parse("\n\n".join(map(entry_text, entries(found)))) == found


def test_nothing_hides_in_an_entry() -> None:
    text = entry_text(KeepLine("a\u202eb\u200bc\x1b\u00a0d"))
    assert text == '[[keep_line]]\nline = "a\\u202eb\\u200bc\\u001b\\u00a0d"'


def test_what_stands_stays_and_new_entries_go_below() -> None:
    ours = '# mine\n[[keep]]\ndocument = "a"  # good\n'
    done = merged(ours, Decisions(keep=(Keep("a", "9f"), Keep("b"))))
    assert done.text == f'{ours}\n[[keep]]\ndocument = "b"\n'
    assert done.added == (Keep("b"),) and done.standing == (Keep("a", "9f"),)
    assert merged(done.text, Decisions(keep=(Keep("a"), Keep("b")))).text == done.text


def test_a_pair_is_the_same_in_either_order() -> None:
    ours = entry_text(NotDuplicate(("a", "b")))
    assert merged(ours, Decisions(not_duplicate=(NotDuplicate(("b", "a")),))).added == ()


def test_the_same_line_on_another_site_is_another_decision() -> None:
    ours = entry_text(KeepLine("x", "bbc"))
    assert merged(ours, Decisions(keep_line=(KeepLine("x"), KeepLine("x", "cnn")))).standing == ()


def test_the_other_verdict_on_a_template_is_opposed() -> None:
    ours = entry_text(Template("bbc", "More", "reject"))
    done = merged(
        ours,
        Decisions(template=(Template("bbc", "More", "accept"), Template("bbc", "More", "reject"))),
    )
    assert (done.text, len(done.opposed), len(done.standing)) == (ours, 1, 1)


def test_an_empty_file_and_nothing_to_add() -> None:
    assert merged("", Decisions()).text == ""
    assert merged("", Decisions(keep=(Keep("a"),))).text == '[[keep]]\ndocument = "a"\n'


def test_a_file_that_is_no_decisions_is_refused() -> None:
    with pytest.raises(UsageError):
        merged("[[kep]]\n", Decisions())
