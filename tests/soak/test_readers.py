"""Nobody reads half of one output and half of another; the long form is ``make soak``."""

from pathlib import Path

from tests.soak.readers import read_while_publishing


def test_no_reader_sees_a_mixture(tmp_path: Path) -> None:
    seen = read_while_publishing(tmp_path, publishes=4)
    for name, counts in seen.items():
        assert counts["whole"] > 0 and counts["MIXTURE"] == 0, (name, counts)
