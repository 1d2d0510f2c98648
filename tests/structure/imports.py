"""Imports go one way, and a library has an owner."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from house import PACKAGES, Module, rules


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name: its module, the full name, the line, and whether it runs on import."""

    module: str
    name: str
    line: int
    late: bool


def imports(module: Module) -> Iterator[Import]:
    """Every import of a module, those inside functions and for type checkers marked late."""
    late = {id(node) for outer in ast.walk(module.tree) for node in _inside(outer)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, alias.name, node.lineno, id(node) in late)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                source = "." * node.level + (node.module or "")
                yield Import(source, f"{source}.{alias.name}", node.lineno, id(node) in late)


def directions(module: Module) -> Iterator[str]:
    """Rooms import only the rooms that the house allows them."""
    if not module.shipped:
        return
    allowed = rules()["rooms"].get(module.room)
    if allowed is None:
        yield f"{module.name}: {module.room} is no room of the house; draw it in rules.toml"
        return
    for found in imports(module):
        room = _room(found)
        if found.module.startswith("."):
            yield f"{module.name}:{found.line} imports relatively: {found.module}"
        elif room and room != module.room and not _may(allowed, room, found.late):
            yield f"{module.name}:{found.line} imports {room}"


def privacy(module: Module) -> Iterator[str]:
    """What starts with an underscore is used in its own module only."""
    for found in imports(module):
        ours = found.module.split(".")[0] in PACKAGES
        if module.shipped and ours and found.name.rpartition(".")[2].startswith("_"):
            yield f"{module.name}:{found.line} imports a private name: {found.name}"


def libraries(module: Module) -> Iterator[str]:
    """A third-party library is imported by the rooms that own it, heavy ones where needed."""
    for found in imports(module) if module.shipped else ():
        top = found.module.split(".")[0]
        if top in sys.stdlib_module_names or top in PACKAGES or not top:
            continue
        owner = rules()["libraries"].get(top)
        if owner is None:
            yield f"{module.name}:{found.line} imports {top}, which no room owns"
        elif not any(f"{module.room}.".startswith(f"{room}.") for room in owner["rooms"]):
            yield f"{module.name}:{found.line} imports {top}, which others own"
        elif owner.get("late") and not found.late:
            yield f"{module.name}:{found.line} imports {top} outside the function that needs it"


def purity(module: Module) -> Iterator[str]:
    """Stage rooms see no clock, no environment, no chance and no file of the user."""
    pure = rules()["pure"]
    if module.room not in pure["rooms"]:
        return
    for found in imports(module):
        if found.module.split(".")[0] in pure["modules"] or found.name in pure["names"]:
            yield f"{module.name}:{found.line} imports {found.name}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            stream = called in pure["streams"]
            forbidden = any(called == name or called.endswith(f".{name}") for name in pure["calls"])
            if forbidden and not stream:
                yield f"{module.name}:{node.lineno} calls {called}"


def _may(allowed: list[str], room: str, late: bool) -> bool:
    everywhere = "*" in allowed and room.startswith("pipeline")
    return everywhere or room in allowed or (late and f"later {room}" in allowed)


def _room(found: Import) -> str:
    """The room of ours that is imported, or nothing."""
    package, *rest = found.name.split(".")
    if package not in PACKAGES:
        return ""
    return f"{package}.{rest[0]}" if package == "pipeline" and rest else package


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    lazy = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    typing = isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
    return ast.walk(node) if lazy or typing else iter(())
