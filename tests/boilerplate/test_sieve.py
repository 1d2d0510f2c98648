"""A rule's sieve lets every line through that the rule covers."""

import tomllib
from importlib import resources

import pyarrow as pa
import pytest

from pipeline.boilerplate.hits import covered
from pipeline.boilerplate.phrases import files, rules
from pipeline.boilerplate.sieve import loosened
from pipeline.language.characters import matches
from pipeline.language.folding import fold_lines


@pytest.mark.parametrize(
    ("pattern", "loose"),
    [
        (r"a{2}b{1,3}c{0,9}", "a{2}b+c*"),
        (r"(?<=x.{0,4})y(?!z[)])", "y"),
        (r"[\s\d]+\b\s", ".+."),
        (r"[\d,]+\w", r"[\x{80}-\x{10ffff}0-9,]+[0-9A-Z_a-z\x{80}-\x{10ffff}]"),
        (r"(?P<title>x)?", "(?:x)?"),
    ],
)
def test_counts_lookarounds_and_classes_are_loosened(pattern: str, loose: str) -> None:
    assert loosened(pattern) == loose


def examples(name: str) -> list[list[str]]:
    """The lines that each rule of a file covers, folded."""
    text = resources.files("pipeline.boilerplate").joinpath("phrases", f"{name}.toml")
    listed = tomllib.loads(text.read_text("utf-8"))["rule"]
    return [fold_lines(pa.array(rule["match"], pa.string())).to_pylist() for rule in listed]


@pytest.mark.parametrize("name", files())
def test_no_example_is_lost(name: str) -> None:
    for rule, lines in zip(rules(name), examples(name), strict=True):
        assert matches(pa.array(lines, pa.string()), f"^(?:{rule.sieve})$").all(), rule.name


@pytest.mark.parametrize("name", files())
def test_a_line_among_many_is_covered_as_it_is_alone(name: str) -> None:
    folded = pa.array([line for lines in examples(name) for line in lines], pa.string())
    others = pa.array([f"the ferry left at {hour}" for hour in range(40)], pa.string())
    among = covered(pa.concat_arrays([folded, others]), rules(name))
    alone = [covered(folded.slice(at, 1), rules(name)) for at in range(len(folded))]
    assert among == {line: hit for hits in alone for line, hit in hits.items()}
    assert len(among) == len(set(folded.to_pylist()))
