"""What two stages share about languages: words, scripts, folding keys, function words."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """A data file of this room, e.g. ``folding``; people may edit it without touching code."""
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
