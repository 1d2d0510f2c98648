"""Where the shared words of two texts stand."""

import random

from corpora import words
from test_compiled import family

from pipeline.duplicates import shared_passages, similarity
from pipeline.duplicates.tokens import tokens


def said(text: str) -> list[str]:
    return [token.word for token in tokens(text)]


def test_passages_are_equal_and_hold_the_shared_words():
    draw = random.Random(2)
    for _ in range(60):
        one, other = family(draw, 2)
        shared = 0
        last = 0
        for found in shared_passages(one, other):
            assert last <= found.start < found.stop
            mine = said(one[found.start : found.stop])
            assert mine == said(other[found.other_start : found.other_stop])
            last, shared = found.stop, shared + len(mine)
        assert shared == similarity(one, other).shared_words


def test_moved_sentences_are_found_where_they_stand():
    first, second = " ".join(words(20, 1)), " ".join(words(30, 2))
    one, other = f"{first}. {second}.", f"{second.upper()}!\n\n{first}."
    spans = [(p.start, p.stop, p.other_start) for p in shared_passages(one, other)]
    assert spans == [
        (0, len(first), len(second) + 3),
        (len(first) + 2, len(one) - 1, 0),
    ]


def test_repeats_and_nothing():
    again = "the tide is high " * 400
    assert [(p.start, p.stop) for p in shared_passages(again, again)] == [(0, len(again) - 1)]
    assert shared_passages("", again) == shared_passages(again, "") == []
    assert (
        shared_passages("東京は今日も雨が降っている。", "今日も雨が降っているそうだ")[0].start == 3
    )
