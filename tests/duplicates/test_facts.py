"""Facts told otherwise keep a document; other spellings of one fact do not."""

import tomllib
from pathlib import Path

import pytest

from pipeline.duplicates.facts import conflict, facts
from pipeline.duplicates.shingles import shingles
from pipeline.duplicates.tokens import normalized, tokens

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases/duplicates/facts.toml").read_text("utf-8")
)["case"]


def parts(text):
    found = tokens(normalized(text))
    return facts(found), shingles([one.hash for one in found], [one.weight for one in found])


@pytest.mark.parametrize("case", CASES, ids=[case["shows"] for case in CASES])
def test_conflict(case):
    (ours, our_shingles), (theirs, their_shingles) = parts(case["one"]), parts(case["other"])
    there = conflict(ours, theirs, our_shingles, their_shingles)
    back = conflict(theirs, ours, their_shingles, our_shingles)
    assert (there is not None) == (back is not None) == case["differ"]
