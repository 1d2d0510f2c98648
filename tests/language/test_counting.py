"""Counting words: the way over an array gives what the pattern gives, for any text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language import words

CHARACTERS = st.sampled_from("aZ0é ,.-'’…\n\tжЇאبกข漢字カな가\u0301\u200d\ufeff𠀀😀𝟘")


@settings(max_examples=400, deadline=None)
@given(st.text(CHARACTERS | st.characters(), max_size=60))
def test_the_array_counts_like_the_pattern(text: str) -> None:
    short = words.word_weight(text)
    counted = words._counted(text)
    assert counted is None or abs(counted - short) < 1e-9
    if all(ord(char) < 0xD800 for char in text):
        assert counted is not None
