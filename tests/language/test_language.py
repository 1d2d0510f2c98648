"""Folding keys, words and the language guess."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language import folding
from pipeline.language.folding import fold, fold_lines, repeat_keys, site_keys
from pipeline.language.guess import guess_language, named_language
from pipeline.language.words import count_words, word_weight


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("READ ALSO:", "• Read also"),
        ("Ｒｅａｄ also", "read also"),
        ("Réduire l’image", "reduire l'image"),
        ("المُزيد", "المزيد"),
        ("Διαβάστε επίσης", "διαβαστε επισησ"),
        ("(c) 2031", "© 2031"),
        ("Read\u200b more", "Read more"),
    ],
)
def test_what_counts_as_the_same(left: str, right: str) -> None:
    assert fold(left) == fold(right)


def test_a_quoted_line_is_another_line() -> None:
    assert fold("“Read also”") != fold("Read also")
    left, right = repeat_keys(fold_lines(pa.array(["“Read also”", "Read also"]))).to_pylist()
    assert left == right


def test_digits_count_for_repeats_and_not_for_sites() -> None:
    folded = fold_lines(pa.array(["12 boats", "130 boats"]))
    assert len(set(repeat_keys(folded).to_pylist())) == 2
    assert len(set(site_keys(folded).to_pylist())) == 1


# Characters that join, go, grow or change when they are folded, beside any others.
_LETTERS = st.one_of(
    st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF),
    st.sampled_from(
        list("a¼ß…©®™éÉйЙİıσς가각각ㄱかが゙ﾞﾊक़ांالمُﷲﬁ　 \u00ad\u200b\u0301\u0345😀\u1aed\u1add")
    ),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text(_LETTERS, max_size=12), max_size=8))
def test_letters_fold_by_the_table_as_they_do_one_by_one(lines: list[str]) -> None:
    column = pa.array(lines, pa.string())
    assert folding._fold_wide(column).equals(folding._fold_one_by_one(column))


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.text(st.one_of(st.sampled_from("a \t-·*:>|#!;<√→★😀𝛁()'é"), st.characters()), max_size=8))
def test_signs_around_a_line_go_as_a_pattern_says(text: str) -> None:
    folded = folding._named_signs(folding._fold_one_by_one(pa.array(["é" + _valid(text) + "é"])))
    inner = folded.to_pylist()[0][1:-1]
    lead = pc.replace_substring_regex(inner, r"^[\s\-*·>|#+/~=:.,()\[\]{}\p{So}\p{Sm}]+", "")
    both = pc.replace_substring_regex(lead, r"[\s:.!|,;\-*>()\[\]{}=/~+\p{So}\p{Sm}]+$", "")
    expected = pc.replace_substring_regex(both, r"\s+", " ").as_py()
    assert inner.isascii() or fold(inner) == expected


def _valid(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=80))
def test_a_line_folds_alone_as_it_does_in_a_column(text: str) -> None:
    text = text.replace("\n", " ")
    column = fold_lines(pa.array(["• Ünïcode", text, "plain"]))
    assert column.to_pylist()[1] == fold(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferry left the pier and it was late for the first time this year.", "en"),
        (
            "Паром відійшов від причалу, і це вперше за рік він був не вчасно, як сказали на ній.",
            "uk",
        ),
        ("Die Fähre ist am Morgen nicht gefahren, und es war das erste Mal in diesem Jahr.", "de"),
        ("渡轮今天早上没有离开码头，这是今年的第一次。", "zh"),
        ("今朝のフェリーは出なかった。今年はじめてのことである。", "ja"),
        ("오늘 아침 배는 떠나지 않았다. 올해 들어 처음 있는 일이다.", "ko"),
        ("", ""),
        ("12 34 56", ""),
    ],
)
def test_the_language_is_guessed(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_a_named_language_wins_over_the_text() -> None:
    assert named_language("en-GB") == "en"
    assert named_language("nb_NO") == "no"
    assert named_language("tlh") == ""


def test_words_of_scripts_with_and_without_spaces() -> None:
    assert count_words("") == 0
    assert count_words("—") == 0
    assert count_words("Three small words") == 3
    assert count_words("更多人在夜里逃离") == 5
    assert word_weight("ferry 渡轮") == pytest.approx(1 + 2 / 1.7)
