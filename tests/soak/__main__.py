"""``python -m tests.soak --documents N --rounds N --seed S``: the long form of the promises."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.soak.kills import publishes, soak
from tests.soak.readers import read_while_publishing


def main() -> int:
    """Soak, telling every tenth round; the first difference ends it with its seed and round."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--readers", action="store_true", help="read while CLEAN is published")
    parser.add_argument("--publishes", type=int, default=100, help="with --readers: how often")
    parser.add_argument("--publish", action="store_true", help="kill at every call of publish")
    parser.add_argument("--step", type=int, default=1, help="with --publish: at every N-th call")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="copydesk-soak-") as home:
        if asked.readers:
            for name, counts in read_while_publishing(Path(home), asked.publishes).items():
                print(name, dict(counts), flush=True)
                assert counts["whole"] and not counts["MIXTURE"], f"{name} saw a mixture"
            return 0
        if asked.publish:
            tallies = publishes(Path(home), asked.documents, asked.step, asked.seed)
        else:
            tallies = soak(Path(home), asked.documents, asked.rounds, asked.seed)
        for number, tally in enumerate(tallies, 1):
            if number % 10 == 0 or number == asked.rounds:
                print(f"round {number}: ", *tally.lines(), sep="\n  ", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
