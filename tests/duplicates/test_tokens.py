"""Tokens and shingles of texts, from tests/cases/duplicates/tokens.toml."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.duplicates.shingles import covered_weight, shingle_ends, shingles
from pipeline.duplicates.tokens import normalized, tokens

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases/duplicates/tokens.toml").read_text("utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["shows"] for case in CASES])
def test_words(case):
    found = "|".join(token.word for token in tokens(normalized(case["text"])))
    assert found == case["words"]


@given(st.text())
def test_any_text_has_tokens_and_case_does_not_count_in_ascii(text):
    hashes = [token.hash for token in tokens(normalized(text))]
    ascii_text = text.encode("ascii", "ignore").decode()
    lower, upper = tokens(ascii_text.lower()), tokens(ascii_text.upper())
    assert [token.hash for token in lower] == [token.hash for token in upper]
    assert all(0 <= value < 1 << 64 for value in hashes)


@given(st.lists(st.sampled_from([1, 2]), max_size=60))
def test_a_shingle_weighs_ten_or_is_the_whole_text(weights):
    ends = shingle_ends(weights)
    for start, end in enumerate(ends):
        weight = sum(weights[start:end])
        assert weight in (10, 11) or (weight < 10 and end == len(weights))
    assert bool(ends) == bool(weights)
    assert covered_weight([True] * len(ends), weights) == sum(weights)
    assert covered_weight([False] * len(ends), weights) == 0


def test_a_shingle_is_five_words_or_ten_characters():
    hashes = list(range(1, 13))
    assert len(shingles(hashes, [2] * 12)) == 8
    assert len(shingles(hashes, [1] * 12)) == 3
