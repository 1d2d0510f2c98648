"""The modules of the project as values, and the rules they are held to."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGES = ("copydesk", "pipeline", "tasks")
CODE = (*PACKAGES, "tests", "benchmarks")
_TEXT = {".css", ".html", ".js", ".json", ".md", ".py", ".sh", ".toml", ".txt", ".yml", ""}
_SEEN = (*CODE, "docs", ".ci", ".github")


@dataclass(frozen=True, slots=True)
class Module:
    """One module of Python, parsed."""

    name: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The room it stands in: ``pipeline.repair.lines`` stands in ``pipeline.repair``."""
        package, *rest = self.name.split(".")
        return f"{package}.{rest[0]}" if package == "pipeline" and rest else package

    @property
    def shipped(self) -> bool:
        """Whether it is part of the product; the tests and benchmarks are not."""
        return self.name.split(".")[0] in PACKAGES


def parse(name: str, text: str) -> Module:
    """A module from its dotted name and source."""
    return Module(name, text, ast.parse(text))


@cache
def rules() -> dict[str, Any]:
    """The tables of rules.toml."""
    return tomllib.loads(Path(__file__).with_name("rules.toml").read_text("utf-8"))


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the checkout, by name."""
    files = sorted(file for folder in CODE for file in (ROOT / folder).rglob("*.py"))
    return tuple(parse(_dotted(file), file.read_text("utf-8")) for file in files)


def texts() -> Iterator[tuple[str, str]]:
    """Path and text of every file people wrote here; the sample scrape and these rules are not."""
    files = [file for file in ROOT.iterdir() if file.is_file() and file.name != ".git"]
    files += [file for folder in _SEEN for file in (ROOT / folder).rglob("*") if file.is_file()]
    own = Path(__file__).parent
    for file in sorted(files):
        if file.suffix in _TEXT and "__pycache__" not in file.parts and file.parent != own:
            yield file.relative_to(ROOT).as_posix(), file.read_text("utf-8", errors="replace")


def _dotted(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
