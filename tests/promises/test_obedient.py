"""Promise 8, obedient: a person's decisions win over every rule and threshold."""

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
