"""Repairs as data: what must be repaired and to what, and what must not be touched."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.repair import repair_text, replay_repairs, undo_repairs

CASES = Path(__file__).parents[1] / "cases" / "repair"


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))


REPAIRS = [
    pytest.param(case, id=f"{name}: {case['label']}")
    for name in ("mojibake", "lost", "legacy", "other")
    for case in _load(name)["case"]
]
KEPT = _load("clean")["keep"] + [case.values[0]["after"] for case in REPAIRS]
LOSSY = [pytest.param(case, id=case["label"]) for case in _load("lossy")["case"]]


@pytest.mark.parametrize("case", REPAIRS)
def test_repair(case: dict[str, Any]) -> None:
    repaired = repair_text(case["before"])
    assert repaired.text == case["after"]
    assert undo_repairs(repaired.text, repaired.repairs) == case["before"]
    assert replay_repairs(case["before"], repaired.repairs) == repaired.text
    if "rules" in case:
        assert {repair.rule for repair in repaired.repairs} == set(case["rules"])


@pytest.mark.parametrize("text", KEPT)
def test_clean_text_is_left_alone(text: str) -> None:
    assert repair_text(text).text == text
    assert repair_text(text).repairs == ()


@pytest.mark.parametrize("case", LOSSY)
def test_what_is_lost_stays_and_is_reversible(case: dict[str, Any]) -> None:
    repaired = repair_text(case["before"])
    assert repaired.text != case["wanted"], "it is repaired now: move the case"
    assert undo_repairs(repaired.text, repaired.repairs) == case["before"]
