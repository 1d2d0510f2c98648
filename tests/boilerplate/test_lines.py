"""Single lines in many languages: text that no rule may cover, furniture that one must."""

import tomllib
from pathlib import Path

import pytest

from pipeline.boilerplate.hits import page_hits
from pipeline.boilerplate.lines import make_pages
from pipeline.boilerplate.phrases import files

_LINES = tomllib.loads(
    (Path(__file__).parent.parent / "cases" / "boilerplate" / "lines.toml").read_text("utf-8")
)


def _covered(lines: list[str], language: str) -> list[str]:
    hits = page_hits(make_pages(lines, [language] * len(lines)))
    return [
        line
        for line, hit in zip(lines, hits, strict=True)
        if hit is not None and hit.rule.kind != "hint"
    ]


@pytest.mark.parametrize("part", ["keep", "furniture"])
def test_every_language_of_the_rules_has_lines(part: str) -> None:
    spoken = [name for name in files() if not name.startswith("platform-")]
    assert sorted(_LINES[part]) == spoken
    assert all(len(lines) >= 5 for lines in _LINES[part].values())


@pytest.mark.parametrize("language", sorted(_LINES["keep"]))
def test_no_rule_covers_text(language: str) -> None:
    assert _covered(_LINES["keep"][language], language) == []


@pytest.mark.parametrize("language", sorted(_LINES["furniture"]))
def test_a_rule_covers_furniture(language: str) -> None:
    assert _covered(_LINES["furniture"][language], language) == _LINES["furniture"][language]


def test_a_lone_surrogate_is_a_character_like_others() -> None:
    odd, plain = make_pages(["Fer\ud800ry\nlate", "Ferry\nlate"], ["en", "en"])
    assert (odd.line(0), odd.line(1)) == ("Fer\ud800ry", "late")
    assert odd.folded[1:] == plain.folded[1:]
