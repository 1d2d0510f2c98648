"""The form of a file: sizes, names, docstrings, types, and errors that are not swallowed."""

import ast
import re
from collections.abc import Iterator

from house import Module, rules

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sizes(module: Module) -> Iterator[str]:
    """Files and functions stay readable, and parameter lists too; a test's are its fixtures."""
    limits = rules()["limits"]
    lines = module.text.count("\n")
    if lines > limits["file_lines"]:
        yield f"{module.name} has {lines} lines"
    for node in ast.walk(module.tree):
        if not isinstance(node, Function):
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > limits["function_lines"]:
            yield f"{module.name}:{node.lineno} {node.name} has {length} lines"
        parameters = len(_parameters(node))
        if module.shipped and parameters > limits["parameters"] and not _is_verb(node):
            yield f"{module.name}:{node.lineno} {node.name} has {parameters} parameters"


def names(module: Module) -> Iterator[str]:
    """A file is named by what it is about."""
    for part in module.name.split("."):
        if part in rules()["names"]["refused"]:
            yield f"{module.name}: {part} is no subject"


def docstrings(module: Module) -> Iterator[str]:
    """Every module and every public function of the product says what it is for."""
    if not module.shipped:
        return
    if not ast.get_docstring(module.tree):
        yield f"{module.name} has no docstring"
    for node in _public(module):
        if not ast.get_docstring(node):
            yield f"{module.name}:{node.lineno} {node.name} has no docstring"


def types(module: Module) -> Iterator[str]:
    """Every public function names the types of what goes in and comes out."""
    for node in _public(module) if module.shipped else ():
        bare = [argument.arg for argument in _parameters(node) if argument.annotation is None]
        if bare or node.returns is None:
            what = ", ".join([*bare, *(["the result"] if node.returns is None else [])])
            yield f"{module.name}:{node.lineno} {node.name} has no type for {what}"


def swallowed(module: Module) -> Iterator[str]:
    """No error disappears: a handler does something, and never everything is suppressed."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler) and all(map(_is_nothing, node.body)):
            yield f"{module.name}:{node.lineno} swallows an error"
        elif isinstance(node, ast.Call) and _suppresses_all(node):
            yield f"{module.name}:{node.lineno} suppresses every error"


def versions(module: Module) -> Iterator[str]:
    """Each stage room has a version, a whole number that guards its rows."""
    if module.name != rules()["stages"]["versions"]:
        return
    for room in rules()["stages"]["rooms"]:
        name = room.rpartition(".")[2].upper()
        if not re.search(rf"^{name} = \d+$", module.text, re.MULTILINE):
            yield f"{module.name} has no {name}"


def words(path: str, text: str) -> Iterator[str]:
    """What a file of the project must not say."""
    for rule in rules()["words"]:
        suffix = path[path.rfind(".") :] if "." in path else ""
        if "files" in rule and suffix not in rule["files"]:
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if found := re.search(rule["pattern"], line):
                yield f"{path}:{number} says {found[0]!r}: {rule['why']}"


def _public(module: Module) -> Iterator[Function]:
    for node in module.tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node


def _parameters(node: Function) -> list[ast.arg]:
    listed = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [argument for argument in listed if argument.arg not in ("self", "cls")]


def _is_verb(node: Function) -> bool:
    # A verb of the command line has a parameter for each of its options.
    called = [ast.unparse(decorator).partition("(")[0] for decorator in node.decorator_list]
    return any(name.endswith((".command", "click.option", "click.argument")) for name in called)


def _suppresses_all(node: ast.Call) -> bool:
    every = {"Exception", "BaseException"}
    kinds = {ast.unparse(kind) for kind in node.args}
    return ast.unparse(node.func).endswith("suppress") and bool(kinds & every)


def _is_nothing(node: ast.stmt) -> bool:
    empty = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Pass) or empty
