"""Decoding: every rung of the ladder, and nothing silently lost."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading.decoding import decode

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases/reading/encodings.toml").read_text("utf-8")
)["case"]
PAIRS = [
    pytest.param(case["text"], name, id=f"{case['language']} {name}")
    for case in CASES
    for name in case["encodings"]
]


@pytest.mark.parametrize(("text", "encoding"), PAIRS)
def test_text_comes_back(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding, "strict" if encoding != "cp037" else "replace"))
    if encoding == "cp037":  # a mainframe has no curly quotes
        text = text.encode(encoding, "replace").decode(encoding)
    assert decoded.text == text
    assert 0 <= decoded.confidence <= 1


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_certain_and_goes(mark: str) -> None:
    decoded = decode("Fähre".encode(mark))
    assert (decoded.text, decoded.confidence, decoded.flags) == ("Fähre", 1.0, ())


def test_a_long_ascii_head_does_not_hide_the_rest() -> None:
    text = "plain\n" * 3_000 + "Старый маяк снова светит над пустой гаванью"
    assert decode(text.encode("koi8-r")).text == text


def test_a_cut_last_character_is_told() -> None:
    decoded = decode("über den Fluss é".encode()[:-1])
    assert (decoded.text, decoded.flags) == ("über den Fluss ", ("cut_character",))


def test_single_strange_bytes_in_utf8_are_read_as_windows_1252_and_told() -> None:
    data = ("Fähre über Brücke " * 20).encode() + b"wasn\x92t"
    decoded = decode(data)
    assert decoded.text.endswith("wasn’t")
    assert (decoded.encoding, decoded.flags) == ("utf-8", ("mixed_encoding",))


def test_the_declared_label_wins_a_tie_only() -> None:
    short = "à 7 h".encode("cp1252")
    assert decode(short, declared="windows-1252").encoding == "cp1252"
    text = "Старый маяк снова светит над пустой гаванью"
    assert decode(text.encode("cp1251"), declared="iso-8859-1").text == text


def test_a_weak_guess_is_flagged() -> None:
    assert "suspect_encoding" in decode(bytes(range(0x80, 0x100))).flags


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_never_raises_and_never_loses_silently(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.encoding
    if "\ufffd" in decoded.text and b"\xef\xbf\xbd" not in data and decoded.confidence == 1.0:
        assert decoded.flags or decoded.encoding.startswith("utf")
