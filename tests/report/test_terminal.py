"""Plain text views: short, narrow, and safe to print."""

import pytest
from builders import evidence, outcome, relation, removal, small

from pipeline.report.counting import figures
from pipeline.report.summary import summary_lines
from pipeline.report.terminal import report_text


def test_summary_names_counts_looks_report_and_the_way_back() -> None:
    lines = summary_lines(figures(small()), "clean/report.html")
    assert lines[0] == "7 documents read: 3 kept, 2 duplicates, 1 empty, 1 unreadable"
    assert lines[1] == "3 lines of furniture removed (17% of the words), 1 line repaired"
    assert lines[2].startswith("needs a look: 1 borderline pair, 1 kept although very similar")
    assert lines[3] == "report: clean/report.html"
    assert "copydesk restore DOCUMENT" in lines[4] and "copydesk show DOCUMENT" in lines[4]


@pytest.mark.parametrize("notes", [0, 1, 3, 4, 50])
def test_summary_has_eight_lines_at_most(notes: int) -> None:
    more = [f"note {n}" for n in range(notes)]
    lines = summary_lines(figures(small()), "clean/report.html", more)
    assert len(lines) == min(5 + notes, 8)
    if notes > 3:
        assert lines[-1] == f"{notes - 2} more notes in the report"


def test_nothing_to_look_at_is_said() -> None:
    assert "needs a look: nothing" in summary_lines(figures(evidence()), "r.html")


def test_report_is_narrow_and_complete() -> None:
    text = report_text(small(), figures(small()))
    assert max(map(len, text.splitlines())) <= 100
    for said in ("2 copies of bbc/a.txt", "Sign up to read", "Sites that lost most", "Notes"):
        assert said in text


def test_report_of_nothing() -> None:
    assert report_text(evidence(), figures(evidence())).startswith("0 documents read")


def test_what_steers_a_terminal_is_shown_and_long_names_are_cut() -> None:
    name = "\x1b[2J\u202e" + "long/" * 90
    found = evidence(
        outcomes=[outcome(name, site=name), outcome("b" + name, "duplicate", site=name)],
        relations=[relation("b" + name, name)],
        removed=[removal(name, "\x1b]0;x\x07 \r line", level="low")],
        notes=["\x1b[31m"],
    )
    text = report_text(found, figures(found))
    lines = summary_lines(figures(found), "\x1b.html", ["a\nb\x1b"])
    assert "\\u001b[2J" in text
    for shown in (text, *lines):
        assert not {"\x1b", "\x07", "\r", "\u202e"} & set(shown)
    assert all("\n" not in line for line in lines)
    assert max(map(len, text.splitlines())) <= 100


def test_top_limits_every_list() -> None:
    found = evidence(
        outcomes=[outcome(f"s{n}/a") for n in range(9)],
        removed=[removal("s1/a", f"line {n}") for n in range(9)],
    )
    text = report_text(found, figures(found), top=2)
    assert "(2 of 9)" in text and "line 2" not in text
