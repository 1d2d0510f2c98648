"""One document explained in the terminal: whole, inert, and with entries that can be pasted."""

import json
from dataclasses import replace
from typing import Any

from builders import outcome, relation, removal, repair

from pipeline.decisions import parse
from pipeline.report.redline import DocumentView, compared_with, document_json, document_text

AS_READ = "Storm shuts the bridge\n\nGusts of 112 kph hit it, it isnâ€™t safe.\n\nSign up to read\n"
REPAIRED = AS_READ.replace("â€™", "’")
CLEANED = "Storm shuts the bridge\n\nGusts of 112 kph hit it, it isn’t safe.\n"
KEPT = "Storm shuts the bridge\n\nGusts of 108 kph hit it, it isn't safe.\n\nNo one was hurt.\n"
START = REPAIRED.index("\n\nSign") + 1


def view(**columns: Any) -> DocumentView:
    found = DocumentView(
        document="bbc/b.txt",
        outcome=outcome("bbc/b.txt", "duplicate", reason="near: most of it stands in bbc/a.txt"),
        as_read=AS_READ,
        repaired=REPAIRED,
        cleaned=CLEANED,
        removed=(removal("bbc/b.txt", "\nSign up to read", line=5, start=START, end=START + 16),),
        repairs=(repair("bbc/b.txt", "isnâ€™t", "isn’t", first_line=3),),
        relations=(relation("bbc/b.txt", "bbc/a.txt"),),
        kept=KEPT,
        kept_digest="digest of a",
    )
    return replace(found, **columns)


def test_it_says_what_became_of_the_document_and_why() -> None:
    text = document_text(view(), diff=False)
    assert text.startswith("bbc/b.txt\n  duplicate: near copy of bbc/a.txt\n  why: near: most")
    assert "bbc/a.txt: near, dropped for it" in text
    assert "covered 0.930, Jaccard 0.880, containment 0.940, 80 shared words" in text
    assert "Difference" not in text


def test_removed_lines_and_their_blank_lines_are_marked_with_the_reason() -> None:
    text = document_text(view(), diff=False)
    assert (
        "  3   Gusts of 112 kph hit it, it isn’t safe.\n"
        "  4 -\n"
        "  5 - Sign up to read\n"
        "      ^ phrase.signup.en, high: It reads like furniture. (line 3)\n"
    ) in text


def test_neighbours_with_one_reason_are_explained_once() -> None:
    rows = tuple(removal("d", f"{n}\n", line=n, start=2 * n - 2, end=2 * n) for n in (1, 2, 3))
    text = document_text(view(repaired="1\n2\n3\n4\n", removed=rows), diff=False)
    assert text.count("^ phrase.signup.en") == 1
    assert "  3 - 3\n      ^ phrase" in text


def test_repairs_stand_before_and_after() -> None:
    text = document_text(view(), diff=False)
    assert "  line 3  repair.encoding: The text had been decoded" in text
    assert "    - isnâ€™t\n    + isn’t\n" in text


def test_the_difference_marks_words_and_folds_what_is_the_same() -> None:
    text = document_text(view(), diff=True)
    assert "  = 1 paragraph the same, quote forms aside\n" in text
    assert "  ~ Gusts of [-112-]{+108+} kph hit it, it isn’t safe.\n" in text
    assert "  + No one was hurt.\n" in text


def test_a_difference_that_cannot_be_shown_is_said() -> None:
    assert "The text of bbc/a.txt is not at hand." in document_text(view(kept=None), diff=True)
    assert "Nothing to compare" in document_text(view(relations=()), diff=True)


def test_the_offered_entries_are_decisions_that_parse() -> None:
    text = document_text(view(), diff=False)
    block = text[text.index("[[not_duplicate]]") : text.index("The text as it was read")]
    found = parse("\n".join(line.strip() for line in block.splitlines()))
    assert found.not_duplicate[0].documents == ("bbc/b.txt", "bbc/a.txt")
    assert found.not_duplicate[0].digests == ("digest of 9", "digest of a")
    assert found.keep[0].document == "bbc/b.txt" and found.keep[0].digest == "digest of 9"
    assert (found.keep_line[0].line, found.keep_line[0].site) == ("Sign up to read", "bbc")


def test_many_lines_to_keep_are_cut_and_counted() -> None:
    rows = tuple(removal("d", f"line {n}", line=n, start=n, end=n + 1) for n in range(1, 31))
    text = document_text(view(removed=rows), diff=False)
    assert text.count("[[keep_line]]") == 10
    assert "and 20 more lines to keep" in text


def test_what_a_decision_removed_is_not_offered_again() -> None:
    row = removal("d", "Sign up to read", "decision.remove_line", category="decision")
    assert "[[keep_line]]" not in document_text(view(removed=(row,)), diff=False)


def test_a_kept_document_without_changes_is_short() -> None:
    plain = view(
        outcome=outcome("bbc/b.txt"), removed=(), repairs=(), relations=(), repaired="One line"
    )
    text = document_text(plain, diff=False)
    assert "\n  kept\n" in text and "Repairs" not in text and "[[" not in text
    assert text.endswith("The text as it was read: copydesk restore bbc/b.txt\n")


def test_an_unreadable_document_says_why() -> None:
    nothing = view(
        outcome=outcome("x.jpg", "unreadable", reason="format: not a kind of file that is read"),
        as_read="",
        repaired="",
        cleaned="",
        removed=(),
        repairs=(),
        relations=(),
    )
    text = document_text(nothing, diff=True)
    assert "why: format: not a kind" in text and "restore" not in text


def test_what_steers_a_terminal_is_shown() -> None:
    bad = "\x1b[2J\u202e\r\x07 x"
    hostile = view(
        document=bad,
        repaired=f"{bad}\n{bad}",
        cleaned=f"{bad} word\n",
        kept=f"{bad} other words\n",
        removed=(removal(bad, bad, line=1, start=0, reason=bad, evidence=bad),),
        repairs=(repair(bad, bad, bad, rule=bad, reason=bad),),
        relations=(relation(bad, bad, reason=bad),),
        outcome=outcome(bad, site=bad, reason=bad, flags=[bad], encoding=bad),
    )
    for diff in (True, False):
        text = document_text(hostile, diff)
        assert not {"\x1b", "\u202e", "\r", "\x07"} & set(text)
        assert "\\u001b[2J\\u202e" in text


def test_the_pair_shown_is_the_one_it_was_dropped_for() -> None:
    rows = [relation("b", "x", dropped=False, covered=0.99), relation("b", "y", covered=0.9)]
    assert (compared_with(rows) or {})["kept"] == "y"
    assert compared_with([]) is None


def test_json_holds_the_texts_untouched() -> None:
    found = json.loads(json.dumps(document_json(view())))
    assert (found["text_as_read"], found["text"], found["kept_text"]) == (AS_READ, CLEANED, KEPT)
    assert found["removed_lines"][0]["rule"] == "phrase.signup.en"
    assert len(found["decisions"]) == 3
