"""Promise 8, obedient: a person's decisions win over every rule and threshold."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Sample, rows

from copydesk.explain import view
from copydesk.running import Summary, run

Decide = Callable[[str], Summary]
POEM = "harbour-gazette/2031-06-15-poem.txt"
STRIKE = "harbour-gazette/2031-02-18-bakery-strike.txt"
COPY, KEPT = "flussbote/2031-01-16-hochwasser.txt", "wire-north/desk-feed.jsonl#3"


@pytest.fixture
def decide(sample: Sample, tmp_path: Path) -> Decide:
    shutil.copytree(sample.raw, tmp_path / "raw")

    def with_decisions(toml: str) -> Summary:
        (tmp_path / "decisions.toml").write_text(toml)
        return run(
            str(tmp_path / "raw"),
            str(tmp_path / "clean"),
            decisions=str(tmp_path / "decisions.toml"),
        )

    return with_decisions


def outcome(clean: Path, document: str) -> str:
    found = {row["document"]: row["outcome"] for row in rows(clean, "audit/outcomes.parquet")}
    return str(found[document])


def test_a_kept_document_stays_whatever_its_group(decide: Decide, tmp_path: Path) -> None:
    summary = decide(f'[[keep]]\ndocument = "{COPY}"')
    assert outcome(tmp_path / "clean", COPY) == "kept"
    assert any("1 decision obeyed, 1 document changed" in note for note in summary.notes)


def test_a_pair_that_is_no_copy_stays(decide: Decide, tmp_path: Path) -> None:
    summary = decide(f'[[not_duplicate]]\ndocuments = ["{COPY}", "{KEPT}"]')
    assert outcome(tmp_path / "clean", COPY) == outcome(tmp_path / "clean", KEPT) == "kept"
    assert "1 decision obeyed" in " ".join(summary.notes)


def test_a_kept_line_is_never_cut(decide: Decide, tmp_path: Path) -> None:
    decide('[[keep_line]]\nline = "Sign up to read this article"\nsite = "harbour-gazette"')
    found = view(tmp_path / "clean", STRIKE)
    assert "Sign up to read this article" in found.cleaned
    assert "Already a member? Sign in here" not in found.cleaned


def test_a_line_to_remove_goes_even_out_of_prose(
    decide: Decide, tmp_path: Path, sample: Sample
) -> None:
    line = (sample.raw / POEM).read_text().split("\n")[2]
    decide(f'[[remove_line]]\nline = """{line}"""')
    found = view(tmp_path / "clean", POEM)
    assert line not in found.cleaned.split("\n")
    assert {row["rule"] for row in found.removed} == {"decision.remove_line"}


def test_a_line_decision_can_be_for_one_site_only(decide: Decide, tmp_path: Path) -> None:
    decide('[[keep_line]]\nline = "Sign up to read this article"\nsite = "elsewhere"')
    assert "Sign up to read this article" not in view(tmp_path / "clean", STRIKE).cleaned


def test_a_decision_follows_a_document_that_was_renamed(
    decide: Decide, tmp_path: Path, sample: Sample
) -> None:
    digest = view(sample.clean, COPY).outcome["digest_as_read"]
    moved = "flussbote/renamed.txt"
    (tmp_path / "raw" / COPY).rename(tmp_path / "raw" / moved)
    decide(f'[[keep]]\ndocument = "{COPY}"\ndigest = "{digest}"')
    assert outcome(tmp_path / "clean", moved) == "kept"


def test_decisions_that_no_longer_apply_are_named(decide: Decide) -> None:
    notes = " ".join(
        decide(
            '[[keep]]\ndocument = "gone.txt"\n[[keep_line]]\nline = "No page has this line"\n'
            f'[[keep]]\ndocument = "{POEM}"\ndigest = "{"0" * 32}"'
        ).notes
    )
    assert "gone.txt is not among the documents" in notes
    assert "No page has this line" in notes
    assert f"{POEM} has changed since the decision was made" in notes


def test_the_next_run_forgets_a_decision_taken_back(decide: Decide, tmp_path: Path) -> None:
    decide(f'[[keep]]\ndocument = "{COPY}"')
    decide("")
    assert outcome(tmp_path / "clean", COPY) == "duplicate"


def add_pages(raw: Path, line: str) -> list[str]:
    """Two pages of a site that has no other, both with a line no rule knows."""
    bodies = [
        "A goat took the night ferry on Friday and was put off at the second pier, which it knew.",
        "The baker of the lower town has sold her oven to a museum and will fish for eels instead.",
    ]
    names = []
    for number, body in enumerate(bodies, 1):
        names.append(f"tidings/{number}.txt")
        (raw / "tidings").mkdir(exist_ok=True)
        said = line.replace("7", str(number))
        (raw / names[-1]).write_text(f"{body}\n\n{said}\n\n{body[::-1]}\n")
    return names


def test_an_accepted_template_goes_whatever_its_numbers_and_a_rejected_one_stays(
    decide: Decide, tmp_path: Path
) -> None:
    pages = add_pages(tmp_path / "raw", "The tide table, page 7 of the almanac")
    entry = '[[template]]\nsite = "tidings"\nline = "The tide table, page 9 of the almanac"\n'
    summary = decide(entry + 'verdict = "accept"')
    for page in pages:
        found = view(tmp_path / "clean", page)
        assert "tide table" not in found.cleaned
        assert [row["rule"] for row in found.removed] == ["decision.template"]
    assert any("1 decision obeyed, 2 documents changed" in note for note in summary.notes)
    summary = decide('[[template]]\nsite = "elsewhere"\nline = "The tide"\nverdict = "accept"')
    assert "tide table" in view(tmp_path / "clean", pages[0]).cleaned
    assert any("on elsewhere no document has the line" in note for note in summary.notes)


def test_a_rejected_template_stays_and_is_named_so(decide: Decide, tmp_path: Path) -> None:
    decide("")
    removed = [
        row
        for row in rows(tmp_path / "clean", "audit/removed-lines-*.parquet")
        if row["rule"] == "template.site"
    ]
    first = removed[0]
    site, line = first["document"].split("/")[0], first["text"].strip().split("\n")[0]
    entry = f"[[template]]\nsite = {json.dumps(site)}\nline = {json.dumps(line)}\n"
    summary = decide(entry + 'verdict = "reject"')
    assert line in view(tmp_path / "clean", first["document"]).cleaned
    assert "rejected" in (tmp_path / "clean/audit/templates.csv").read_text()
    assert any("1 decision obeyed" in note for note in summary.notes)
