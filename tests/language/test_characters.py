"""Tables of characters say what regular expressions say; words come out as by splitting."""

import pyarrow as pa
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.characters import Text, column, decoded, encoded, text_bytes
from pipeline.language.tokens import tokenize
from pipeline.language.words import word_weight

_LINES = st.lists(
    st.text(
        st.one_of(
            st.characters(exclude_categories=["Cs", "Cn"]),
            st.sampled_from(list("ab 1-'é渡かカไทยကक्ष가😀𐍈𠀀\u0301")),
        ),
        max_size=20,
    ),
    max_size=8,
)
_WORD = regex.compile(
    r"(?:(?![\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])[\pL\pM\pN])+"
)


@settings(deadline=None, max_examples=200)
@given(_LINES)
def test_a_column_is_its_bytes_and_its_points(lines: list[str]) -> None:
    made = pa.array(lines, pa.string())
    assert column(*text_bytes(made)).equals(made)
    assert encoded(*decoded(made)).equals(made)
    text = Text.of(made)
    assert [chr(point) for point in text.points] == [c for c in "".join(lines) if ord(c) > 0x7F]
    assert text.count(text.wide).tolist() == [sum(ord(c) > 0x7F for c in x) for x in lines]


def test_a_slice_of_a_column_is_read_from_its_own_start() -> None:
    made = pa.array(["渡轮", "été", "", "plain"]).slice(1, 2)
    assert column(*text_bytes(made)).to_pylist() == ["été", ""]
    assert Text.of(made).count(Text.of(made).wide).tolist() == [2, 0]


@settings(deadline=None, max_examples=300)
@given(_LINES)
def test_words_come_out_as_a_pattern_finds_them(lines: list[str]) -> None:
    tokens = tokenize(pa.array(lines, pa.string()))
    words = tokens.words.take(pa.array(tokens.word)).to_pylist()
    found = [(at, word) for at, line in enumerate(lines) for word in _WORD.findall(line)]
    assert list(zip(tokens.line.tolist(), words, strict=True)) == found
    assert tokens.weights.tolist() == pytest.approx([word_weight(line) for line in lines])
