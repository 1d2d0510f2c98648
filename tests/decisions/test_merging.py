"""Merging: nothing twice, the later wins, a comment is never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decisions import KeepLine, parse
from pipeline.decisions.entries import Entry, blocks, entries, entry_text
from pipeline.decisions.merging import entries_of, merge
from pipeline.errors import UsageError

A, B = "0123456789abcdef" * 2, "fedcba9876543210" * 2
MINE = """# My decisions.

[[keep_line]]
line = "Share this" # the editor likes it
site = "bbc"

# A wire story we paid for.
[[keep]]
document = "bbc/a.txt"

[[keep_line]]
line = \"\"\"
[[keep]] is a line of this text\"\"\"
"""


def what(text: str, new: str) -> list[tuple[str, str]]:
    changes = merge(text, entries_of(new, "new"), "mine").changes
    return [(change.what, change.entry.kind) for change in changes]


def test_blocks_joined_are_the_file() -> None:
    found = blocks(MINE, "mine")
    assert found is not None and "".join(block.text for block in found) == MINE
    assert [block.entry.kind for block in found if block.entry] == [
        "keep_line",
        "keep",
        "keep_line",
    ]


def test_new_entries_go_to_the_end_and_what_stands_is_not_touched() -> None:
    merged = merge(MINE, entries_of('[[remove_line]]\nline = "Follow us"', "new"), "mine")
    assert merged.text == MINE + '\n[[remove_line]]\nline = "Follow us"\n'


def test_an_entry_is_never_there_twice() -> None:
    assert what(MINE, '[[keep]]\ndocument = "bbc/a.txt"') == [("ignored", "keep")]
    new = f'[[not_duplicate]]\ndocuments = ["b", "a"]\ndigests = ["{B}", "{A}"]\n'
    old = f'[[not_duplicate]]\ndocuments = ["a", "b"]\ndigests = ["{A}", "{B}"]\n'
    assert what(old, new) == [("ignored", "not_duplicate")]
    once = merge("", entries_of(new + old, "new"), "mine").text
    assert merge(once, entries_of(new, "new"), "mine").text == once


def test_a_digest_is_added_to_an_entry_without_one() -> None:
    merged = merge(MINE, entries_of(f'[[keep]]\ndocument = "bbc/a.txt"\ndigest = "{A}"', "n"), "m")
    assert [one.digest for one in parse(merged.text).keep] == [A]
    assert "# A wire story we paid for." in merged.text


AGAINST = {
    "a line to remove": '[[remove_line]]\nline = "share  THIS"\nsite = "bbc"',
    "an accepted template": '[[template]]\nsite = "bbc"\nline = "Share this"\nverdict = "accept"',
}


@pytest.mark.parametrize("name", AGAINST)
def test_the_later_wins_and_no_comment_is_lost(name: str) -> None:
    merged = merge(MINE, entries_of(AGAINST[name], "new"), "mine")
    assert [change.what for change in merged.changes] == ["replaced", "added"]
    assert "opposite" in merged.changes[0].why
    assert "the editor likes it" in merged.text
    assert [one.site for one in parse(merged.text).keep_line] == [""]


def test_two_that_contradict_each_other_in_one_file_are_taken_in_its_order() -> None:
    entry = '[[template]]\nsite = "bbc"\nline = "{} comments"\nverdict = "{}"\n'
    new = entry.format(3, "accept") + entry.format(12, "reject")
    assert what("", new) == [("added", "template"), ("replaced", "template"), ("added", "template")]
    assert parse(merge("", entries_of(new, "new"), "m").text).template[0].verdict == "reject"


def test_other_sites_and_other_lines_have_nothing_to_do_with_each_other() -> None:
    new = '[[remove_line]]\nline = "Share this"\nsite = "cnn"\n[[remove_line]]\nline = "Share this"'
    assert what(MINE, new) == [("added", "remove_line")] * 2


def test_a_takedown_beats_a_copy_to_keep_whichever_comes_later() -> None:
    takedown = f'[[forget]]\ndigest = "{A}"\ndocument = "bbc/a.txt"\n'
    assert what(MINE, takedown) == [("replaced", "keep"), ("added", "forget")]
    assert what(takedown, '[[keep]]\ndocument = "bbc/a.txt"') == [("ignored", "keep")]


def test_the_quote_of_a_csv_cell_comes_off() -> None:
    found = entries_of('[[keep_line]]\nline = "\'+ More"\n[[keep_line]]\nline = "\'\'We"', "new")
    assert [entry.value.line for entry in found] == ["+ More", "''We"]


def test_inline_tables_are_added_to_but_not_rewritten() -> None:
    mine = 'keep_line = [{ line = "Share this" }]\n'
    assert merge(mine, entries_of('[[keep]]\ndocument = "a"', "n"), "m").text.startswith(mine)
    with pytest.raises(UsageError, match="inline table"):
        merge(mine, entries_of('[[remove_line]]\nline = "Share this"', "n"), "m")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_line_reads_back_exactly(line: str) -> None:
    assert parse(entry_text(Entry("keep_line", KeepLine(line)))).keep_line[0].line == line


@given(st.lists(st.sampled_from([e for text in AGAINST.values() for e in entries_of(text, "n")]
                                + entries(parse(MINE))), max_size=6))  # fmt: skip
def test_merging_again_changes_nothing(new: list[Entry]) -> None:
    once = merge(MINE, new, "mine").text
    last = [entry for entry in entries(parse(once)) if entry in new]
    assert merge(once, last, "mine").text == once
