"""Every phrase file loads, its examples hold, and its families have words for people."""

import tomllib

import pytest
from house import ROOT

from pipeline.boilerplate.phrases import languages, rules

FOLDER = ROOT / "pipeline" / "boilerplate"
FAMILIES = tomllib.loads((FOLDER / "families.toml").read_text("utf-8"))["families"]


def test_every_phrase_file_is_found() -> None:
    assert languages() == sorted(file.stem for file in (FOLDER / "phrases").glob("*.toml"))
    assert "en" in languages()


@pytest.mark.parametrize("language", languages())
def test_a_phrase_file_loads(language: str) -> None:
    listed = rules(language)
    assert listed
    assert {rule.language for rule in listed} == {language}
    assert {rule.family for rule in listed} <= set(FAMILIES)
