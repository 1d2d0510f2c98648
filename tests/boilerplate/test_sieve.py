"""A rule's sieve lets every line through that the rule covers."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pipeline.boilerplate.phrases import files, rules
from pipeline.boilerplate.sieve import loosened
from pipeline.language.folding import fold_lines


@pytest.mark.parametrize(
    ("pattern", "loose"),
    [
        (r"a{2}b{1,3}c{0,9}", "a{2}b+c*"),
        (r"(?<=x.{0,4})y(?!z[)])", "y"),
        (r"[\w\d]+\b\s", ".+."),
        (r"(?P<title>x)?", "(?:x)?"),
    ],
)
def test_counts_lookarounds_and_classes_are_loosened(pattern: str, loose: str) -> None:
    assert loosened(pattern) == loose


@pytest.mark.parametrize("name", files())
def test_no_example_is_lost(name: str) -> None:
    import tomllib
    from importlib import resources

    text = resources.files("pipeline.boilerplate").joinpath("phrases", f"{name}.toml")
    listed = tomllib.loads(text.read_text("utf-8"))["rule"]
    for rule, source in zip(rules(name), listed, strict=True):
        folded = fold_lines(pa.array(source["match"], pa.string()))
        assert pc.all(pc.match_substring_regex(folded, rule.sieve)).as_py(), rule.name
