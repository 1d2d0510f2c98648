"""Promise 5 over any history: whatever happened to a folder, the result equals a fresh run.

`copydesk plan` is held to its word on the way: will <= ran <= will + may.
"""

import shutil
import tempfile
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.soak import runs
from tests.soak.edits import EDITS, make_scene

SEEDS = st.integers(0, 2**16)


class History(RuleBasedStateMachine):
    """A folder, edits in any order, runs in between."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="copydesk-history-"))
        self.clean = self.home / "out" / "clean"
        self.stale = True

    @initialize(seed=SEEDS)
    def begin(self, seed: int) -> None:
        self.scene = make_scene(self.home / "scene", 12, Random(seed))

    @rule(name=st.sampled_from(sorted(EDITS)), seed=SEEDS)
    def edit(self, name: str, seed: int) -> None:
        EDITS[name][0](self.scene, Random(seed))
        self.stale = True

    @rule()
    def lose_the_store(self) -> None:
        shutil.rmtree(self.clean.parent / ".copydesk", ignore_errors=True)

    @rule()
    def lose_clean(self) -> None:
        shutil.rmtree(self.clean, ignore_errors=True)
        self.stale = True

    @precondition(lambda self: self.stale)
    @rule()
    def run_and_compare(self) -> None:
        told = runs.told(self.scene, self.clean)
        ran = runs.finish_counting(self.scene, self.clean)
        for one in told:
            assert one.will <= ran[one.stage] <= one.will + one.may, (told, ran)
        assert runs.tree_of(self.clean) == runs.fresh(self.scene)
        assert not runs.leftovers(self.clean)
        self.stale = False

    def teardown(self) -> None:
        if hasattr(self, "scene"):
            self.run_and_compare()
        shutil.rmtree(self.home)


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=4,
    stateful_step_count=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
