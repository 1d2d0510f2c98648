"""The phrase files: every file loads, which runs its examples; broken ones name the line."""

import pytest

from pipeline.boilerplate.phrases import families, languages, parse_rules, rules
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


@pytest.mark.parametrize("language", languages())
def test_every_file_loads_and_its_examples_hold(language: str) -> None:
    listed = rules(language)
    assert listed
    assert all(rule.language == language for rule in listed)
    assert all(rule.family in families() for rule in listed)


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
    ],
)
def test_a_broken_file_names_its_rule(old: str, new: str, said: str) -> None:
    with pytest.raises(UsageError, match=r"mine\.toml") as caught:
        parse_rules(_RULE.replace(old, new), "mine.toml")
    assert said in caught.value.what
