"""Untangled patterns cover the same lines."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from pipeline.boilerplate.tangles import untangled

_TANGLED = [
    r"by (?:[a-c.'-]+ ?){1,3}",
    r"(?:by|photo) ?[:/|] ?(?:[\p{L}\d.@&()/|,\-]+ ?){1,2}",
    r"(?:[\p{L}\p{M}.]+ ?){1,4}(?:[,|] ?.{2,6})?",
    r"(?:by )?(?:[a-c]+ ?){1,2}in (?:[a-c]+ ?){1,1}",
]
_AS_IT_IS = [
    r"(?:[a-c]+ ?){2,3}",  # two letters are two words
    r"(?:[a-c ]+ ?){1,3}",
    r"(?:[\sa]+ ?){1,3}",
    r"(?:[^b]+ ?){1,3}",
    r"(?:[a-c]+ ?){1,3}(?P<title>: .+)?",
]
_lines = st.lists(
    st.sampled_from(["by ", "photo", "a", "b", "c", " ", "é", ".", ":", "|", ", ", "in "])
)


@pytest.mark.parametrize("pattern", _AS_IT_IS)
def test_what_would_not_be_the_same_stays(pattern: str) -> None:
    assert untangled(pattern) == pattern


@pytest.mark.parametrize("pattern", _TANGLED)
@given(parts=_lines)
def test_the_same_lines_are_covered(pattern: str, parts: list[str]) -> None:
    line, one_way = "".join(parts), untangled(pattern)
    assert one_way != pattern
    assert bool(regex.fullmatch(pattern, line)) == bool(regex.fullmatch(one_way, line))


def test_a_line_that_nearly_fits_is_given_up_at_once() -> None:
    line = "photo: " + 40 * "abcdefghij" + "!"
    pattern = untangled(r"photo: (?:[a-j]+ ?){1,9}")
    assert not regex.fullmatch(pattern, line, timeout=0.5)
