"""``python -m tests.golden``: write the golden rows again. Refused while no version has moved."""

import sys
import tempfile
from pathlib import Path

from copydesk.running import run
from tests.golden.rows import FILE, golden_rows, load, moved, save, stage_versions

RAW = Path(__file__).resolve().parents[2] / "raw"


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        clean = Path(home) / "clean"
        run(str(RAW), str(clean))
        rows = golden_rows(clean)
    if FILE.exists():
        old = load()
        tables = moved(old["rows"], rows)
        if tables and old["versions"] == stage_versions() and "--sample" not in sys.argv:
            print(
                f"rows moved ({', '.join(tables)}) but no stage has a new version: bump it first,"
            )
            print("or say --sample when it is raw/ that changed")
            return 1
    save(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
