"""The phrase files: every file loads, which runs its examples; broken ones name the line."""

import pytest

from pipeline.boilerplate.phrases import ANY, FAMILIES, files, parse_rules, rules
from pipeline.errors import UsageError

_RULE = """
language = "en"
[[rule]]
family = "share"
kind = "line"
pattern = 'share (?:this|that)'
match = ["Share THIS"]
keep = ["Share prices fell."]
"""


@pytest.mark.parametrize("name", files())
def test_every_file_loads_and_its_examples_hold(name: str) -> None:
    listed = rules(name)
    assert listed
    language = ANY if name.startswith("platform-") else name
    assert all(rule.language == language for rule in listed)
    assert all(rule.family in FAMILIES for rule in listed)


def test_a_good_file_loads() -> None:
    assert parse_rules(_RULE, "mine.toml")[0].name == "mine.toml rule 1"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("(?:this|that)", "(?:this", "does not compile"),
        ("Share THIS", "Share them", "does not match its example 'Share them'"),
        ("Share prices fell.", "share that", "matches 'share that', which it must keep"),
        ('kind = "line"', 'kind = "lime"', "not a phrase file"),
        ('family = "share"', 'famly = "share"', "not a phrase file"),
        ('family = "share"', 'family = "shore"', "unknown family shore"),
    ],
)
def test_a_broken_file_names_its_rule(old: str, new: str, said: str) -> None:
    with pytest.raises(UsageError, match=r"mine\.toml") as caught:
        parse_rules(_RULE.replace(old, new), "mine.toml")
    assert said in caught.value.what
