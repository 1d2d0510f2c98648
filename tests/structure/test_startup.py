"""What nobody asked for is not loaded: small inputs and `--help` stay quick."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from house import rules

HELP = """
import sys
from copydesk.cli import main
sys.argv = ["copydesk", "--help"]
try:
    main()
except SystemExit as exit:
    assert not exit.code, exit.code
"""


UNCHANGED = """
import sys
from copydesk.cli import main
sys.argv = ["copydesk", "run", {raw!r}, {clean!r}]
try:
    main()
except SystemExit as exit:
    assert not exit.code, exit.code
"""


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after running the code."""
    report = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"], check=True, capture_output=True, text=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_importing_every_room_loads_no_heavy_library() -> None:
    rooms = [room for room in rules()["rooms"] if room.startswith("pipeline") and find_spec(room)]
    loaded = loaded_by("\n".join(f"import {room}" for room in rooms))
    assert "pyarrow" in loaded
    assert not loaded & set(rules()["startup"]["rooms"])


def test_help_loads_no_heavy_library() -> None:
    loaded = loaded_by(HELP)
    assert "click" in loaded
    assert not loaded & {*rules()["startup"]["rooms"], *rules()["startup"]["help"]}


def test_a_run_with_nothing_to_do_loads_no_heavy_library(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text("Nobody was hurt when the ferry sank.")
    run = UNCHANGED.format(raw=str(tmp_path / "raw"), clean=str(tmp_path / "clean"))
    assert "pyarrow" in loaded_by(run)
    assert not loaded_by(run) & {*rules()["startup"]["rooms"], *rules()["startup"]["help"]}
