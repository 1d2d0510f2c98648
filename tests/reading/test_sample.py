"""The sample scrape, read and repaired: every row of its page that speaks of either."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.reading import read_documents
from pipeline.reading.document import Document
from pipeline.repair import repair_text, undo_repairs

ROOT = Path(__file__).parents[2]
CASES = tomllib.loads((ROOT / "tests/cases/reading/sample.toml").read_text("utf-8"))["documents"]


def _sample() -> dict[str, Document]:
    raw = ROOT / "raw"
    return {
        document.document: document
        for path in sorted(raw.rglob("*"))
        if path.is_file()
        for document in read_documents(path.relative_to(raw).as_posix(), path.read_bytes())
    }


SAMPLE = _sample()


def test_every_named_document_is_there() -> None:
    assert set(CASES) <= set(SAMPLE)
    assert len(SAMPLE) == 64


@pytest.mark.parametrize("name", SAMPLE)
def test_reading(name: str) -> None:
    document, case = SAMPLE[name], CASES.get(name, {})
    assert document.reason.partition(":")[0] == case.get("reason", "")
    if document.reason:
        return
    assert document.normalized_lines == case.get("normalized_lines", 0)
    assert document.encoding == case.get("encoding", "utf-8")
    assert (not document.text.strip()) == case.get("empty", False)
    assert document.flags == ()


@pytest.mark.parametrize("name", SAMPLE)
def test_repair(name: str) -> None:
    text, case = SAMPLE[name].text, CASES.get(name, {})
    repaired = repair_text(text)
    assert undo_repairs(repaired.text, repaired.repairs) == text
    by_line: dict[str, list[str]] = {}
    for repair in repaired.repairs:
        by_line.setdefault(str(repair.first_line), []).append(repair.rule)
    assert len(by_line) == _expected_lines(case)
    if "repaired" in case:
        assert by_line == case["repaired"]
    if "rules" in case:
        assert {rule for rules in by_line.values() for rule in rules} == set(case["rules"])
    for part in case.get("holds", ()):
        assert part in repaired.text


def _expected_lines(case: dict[str, Any]) -> int:
    return int(case.get("repaired_lines", len(case.get("repaired", ()))))
