"""Folding keys, words and the language guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.folding import fold, repeat_key, site_key
from pipeline.language.guess import guess_language, known_language
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
    assert repeat_key(fold("“Read also”")) == repeat_key(fold("Read also"))


def test_digits_count_for_repeats_and_not_for_sites() -> None:
    assert repeat_key(fold("12 boats")) != repeat_key(fold("13 boats"))
    assert site_key(fold("12 boats")) == site_key(fold("130 boats"))


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert isinstance(fold(text), str)


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
    assert known_language("en-GB", "渡轮今天早上没有离开码头") == "en"
    assert known_language("nb_NO", "") == "no"
    assert known_language("tlh", "The ferry left the pier and it was late for once.") == "en"


def test_words_of_scripts_with_and_without_spaces() -> None:
    assert count_words("") == 0
    assert count_words("—") == 0
    assert count_words("Three small words") == 3
    assert count_words("更多人在夜里逃离") == 5
    assert word_weight("ferry 渡轮") == pytest.approx(1 + 2 / 1.7)
