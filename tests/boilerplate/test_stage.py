"""The stage over batches: site lines, templates over distinct stories, removal, decisions."""

from typing import Any

import pyarrow as pa
import pytest

from pipeline.boilerplate import stage, undo_cuts
from pipeline.boilerplate.stage import find_templates, held, remove_boilerplate, site_lines
from pipeline.decisions import Decisions, KeepLine, RemoveLine
from pipeline.schema import DOCUMENTS, OBEYED, REMOVED_LINES, SITE_LINES, TEMPLATES
from pipeline.settings import Boilerplate

FOOTER = "The Coast Courier is printed above the chandler's shop"
SUBJECTS = ("piano", "gull", "anchor", "lamp", "kite", "tram")


def document(name: str, text: str, **columns: Any) -> dict[str, Any]:
    """A row of DOCUMENTS."""
    empty = dict.fromkeys(DOCUMENTS.names, "") | {"encoding_confidence": 1.0, "flags": []}
    counts = {"normalized_lines": 0, "words_in": 0}
    site = name.split("/", maxsplit=1)[0] if "/" in name else ""
    return empty | counts | {"document": name, "site": site, "text": text} | columns


def batch(*rows: dict[str, Any]) -> pa.RecordBatch:
    """Rows as one batch of DOCUMENTS."""
    return pa.RecordBatch.from_pylist(list(rows), schema=DOCUMENTS)


def story(subject: str, number: int = 1) -> str:
    """A page of the Coast Courier: prose of its own, and two lines the site repeats."""
    return (
        f"A {subject} was found on the slipway when the first crew came to work, and it was dry.\n"
        f"Nobody has asked for the {subject}, and the board has given it a berth for the winter.\n"
        f"The {subject} will be shown at the net loft on Sunday, where the choir will sing to it.\n"
        f"{FOOTER}\n"
        f"Issue {number} of the year\n"
    )


def pages() -> list[dict[str, Any]]:
    """Six stories of one site."""
    rows = enumerate(SUBJECTS, 1)
    return [document(f"courier/{subject}.txt", story(subject, n)) for n, subject in rows]


def templates_of(rows: list[dict[str, Any]]) -> pa.Table:
    """The templates of these documents."""
    return find_templates(held([site_lines(batch(*rows))]))


def test_site_lines_are_distinct_and_leave_out_what_has_no_site() -> None:
    rows = [
        document("courier/a.txt", "Twice\nTwice\n\nOnce 7\n"),
        document("bare.txt", "No site\n"),
        document("courier/b.txt", "Unreadable\n", outcome="unreadable"),
    ]
    lines = site_lines(batch(*rows))
    assert lines.schema == SITE_LINES
    assert lines["document"].to_pylist() == ["courier/a.txt", "courier/a.txt"]
    assert lines["line"].to_pylist() == ["Twice", "Once 7"]


def test_templates_are_lines_of_many_stories_and_digits_do_not_count() -> None:
    found = templates_of(pages())
    assert found.schema == TEMPLATES
    assert set(found["line"].to_pylist()) == {FOOTER, "Issue 3 of the year"}
    assert found["stories"].to_pylist() == [6, 6]
    assert found["decision"].to_pylist() == ["remove", "remove"]


def test_a_story_scraped_many_times_makes_no_template() -> None:
    again = [document(f"courier/copy{n}.txt", story("piano")) for n in range(8)]
    assert templates_of(again).num_rows == 0


@pytest.mark.parametrize("seed", range(4))
def test_batches_and_order_do_not_count(seed: int) -> None:
    rows = pages() + [document(f"other/{n}.txt", story(s)) for n, s in enumerate(SUBJECTS)]
    expected = templates_of(rows)
    turned = rows[seed * 2 :] + rows[: seed * 2]
    size = seed + 1
    parts = [turned[at : at + size] for at in range(0, len(turned), size)]
    cut = [site_lines(batch(*part)) for part in parts]
    assert find_templates(held(cut)).equals(expected)


def test_sites_are_counted_in_turn_when_they_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = pages() + [document(f"other/{n}.txt", story(s)) for n, s in enumerate(SUBJECTS)]
    expected = templates_of(rows)
    monkeypatch.setattr(stage, "_ROWS_AT_ONCE", 1)
    assert templates_of(rows).equals(expected)
    assert expected["site"].to_pylist() == ["courier", "courier", "other", "other"]


def test_no_lines_no_templates() -> None:
    assert find_templates(held([])).equals(TEMPLATES.empty_table())


def test_removal_cuts_templates_and_explains() -> None:
    rows = pages()
    documents, removed, obeyed = remove_boilerplate(
        batch(*rows), templates_of(rows), Boilerplate(), Decisions()
    )
    assert (documents.schema, removed.schema, obeyed.schema) == (DOCUMENTS, REMOVED_LINES, OBEYED)
    assert obeyed.num_rows == 0
    assert set(removed["rule"].to_pylist()) == {"template.site"}
    for row, text in zip(rows, documents["text"].to_pylist(), strict=True):
        assert FOOTER not in text
        cuts = [
            (cut["start"], cut["text"])
            for cut in removed.to_pylist()
            if cut["document"] == row["document"]
        ]
        assert undo_cuts(text, cuts) == row["text"]


def test_other_columns_pass_and_flags_are_added() -> None:
    text = story("piano") + "\nSign up to read this article\n"
    row = document("a.txt", text, title="Piano", flags=["whole_page"])
    documents, _, _ = remove_boilerplate(
        batch(row), TEMPLATES.empty_table(), Boilerplate(), Decisions()
    )
    assert documents["title"].to_pylist() == ["Piano"]
    assert documents["flags"].to_pylist() == [["whole_page", "paywalled"]]


def test_what_could_not_be_read_passes() -> None:
    row = document("a.txt", "Sign up to read this article\n", outcome="unreadable")
    documents, removed, _ = remove_boilerplate(
        batch(row), TEMPLATES.empty_table(), Boilerplate(), Decisions()
    )
    assert documents.to_pylist() == batch(row).to_pylist()
    assert removed.num_rows == 0


def test_a_persons_word_beats_every_rule_and_is_reported() -> None:
    rows = pages()
    decisions = Decisions(
        keep_line=(KeepLine("no such line"), KeepLine(FOOTER.upper(), site="courier")),
        remove_line=(
            RemoveLine(FOOTER),
            RemoveLine(story("gull").split("\n")[0]),
            RemoveLine(story("lamp").split("\n")[0], site="elsewhere"),
        ),
    )
    documents, removed, obeyed = remove_boilerplate(
        batch(*rows), templates_of(rows), Boilerplate(), decisions
    )
    texts = dict(zip(documents["document"].to_pylist(), documents["text"].to_pylist(), strict=True))
    assert all(FOOTER in text for text in texts.values())
    assert "A gull was found" not in texts["courier/gull.txt"]
    assert "A lamp was found" in texts["courier/lamp.txt"]
    assert "decision.remove_line" in removed["rule"].to_pylist()
    said = {(row["decision"], row["entry"]) for row in obeyed.to_pylist()}
    assert said == {("keep_line", 2), ("remove_line", 2)}
    assert obeyed.num_rows == 7


def test_an_empty_batch_gives_empty_batches() -> None:
    empty = batch()
    assert site_lines(empty).num_rows == 0
    results = remove_boilerplate(empty, TEMPLATES.empty_table(), Boilerplate(), Decisions())
    assert [result.num_rows for result in results] == [0, 0, 0]


def test_a_page_of_nothing_but_furniture_is_dropped_when_a_person_says_so() -> None:
    row = document("a.txt", "Sign up to read this article\nDownload the app\nAccept all cookies\n")
    for empty, outcome in (("keep", ""), ("drop", "empty")):
        documents, removed, _ = remove_boilerplate(
            batch(row), TEMPLATES.empty_table(), Boilerplate(empty=empty), Decisions()
        )
        assert documents["outcome"].to_pylist() == [outcome]
        assert documents["text"].to_pylist() == [row["text"]]
        assert removed.num_rows == 0


def test_two_stories_are_too_few_to_remove() -> None:
    found = templates_of(pages()[:2])
    assert set(found["decision"].to_pylist()) == {"report"}
    assert FOOTER in found["line"].to_pylist()
