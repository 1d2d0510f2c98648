"""The test cases of this room, as data."""

import tomllib
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent.parent / "cases" / "boilerplate"


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of one file, in its order."""
    listed: list[dict[str, Any]] = tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))[
        "case"
    ]
    return listed
