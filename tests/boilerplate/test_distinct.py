"""What is counted by tables is what patterns count."""

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.boilerplate.distinct import Distinct

# Where a match ends a line begins anew: in a run of capitals that opens a word, all count.
_CAPITALS = r"(?:^|[^\pL\pM\pN])\p{Lu}"
_LINES = st.lists(
    st.text(
        st.one_of(
            st.characters(exclude_categories=["Cs", "Cn"]),
            st.sampled_from(list("AbC É1٣-.,;،，、渡İǅЖж𝐀𐐀\u0301 '")),
        ),
        max_size=16,
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=300)
@given(_LINES)
def test_capitals_digits_and_commas(lines: list[str]) -> None:
    column = pa.array(lines, pa.string())
    for found, pattern in zip(
        Distinct(column).counts(), (_CAPITALS, r"\d", "[,،，、;]"), strict=True
    ):
        assert found.tolist() == pc.count_substring_regex(column, pattern).to_pylist()
