"""The house stands as it is drawn, and each rule notices code that breaks it."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import form
import imports
import pytest
from house import Module, modules, parse, rules, texts

CHECKS: dict[str, Callable[[Module], Iterator[str]]] = {
    "directions": imports.directions,
    "privacy": imports.privacy,
    "libraries": imports.libraries,
    "purity": imports.purity,
    "sizes": form.sizes,
    "names": form.names,
    "docstrings": form.docstrings,
    "types": form.types,
    "swallowed": form.swallowed,
    "versions": form.versions,
}
BROKEN = tomllib.loads(Path(__file__).with_name("broken.toml").read_text("utf-8"))


@pytest.mark.parametrize("check", CHECKS)
def test_every_module_keeps_the_rule(check: str) -> None:
    complaints = [complaint for module in modules() for complaint in CHECKS[check](module)]
    assert not complaints, "\n".join(complaints)


def test_no_file_says_what_it_must_not() -> None:
    complaints = [complaint for path, text in texts() for complaint in form.words(path, text)]
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("case", BROKEN["code"], ids=lambda case: f"{case['check']} {case['name']}")
def test_a_broken_rule_is_noticed(case: dict[str, str]) -> None:
    found = list(CHECKS[case["check"]](parse(case["module"], case["code"])))
    assert any(case["complaint"] in line for line in found) if case["complaint"] else not found


@pytest.mark.parametrize("case", BROKEN["text"], ids=lambda case: case["path"])
def test_a_forbidden_word_is_noticed(case: dict[str, Any]) -> None:
    assert len(list(form.words(case["path"], case["text"]))) == case["times"]


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("file_lines", "x = 0\n"),
        ("function_lines", "    x = 0\n"),
        ("parameters", "one{n}, "),
    ],
)
def test_a_limit_is_the_last_size_allowed(limit: str, code: str) -> None:
    most = rules()["limits"][limit]
    for size, complaints in ((most, 0), (most + 1, 1)):
        if limit == "file_lines":
            source = code * size
        elif limit == "function_lines":
            source = "def long():\n" + code * (size - 1)
        else:
            source = f"def wide({''.join(code.format(n=n) for n in range(size))}): ...\n"
        assert len(list(form.sizes(parse("pipeline.report.big", source)))) == complaints


def test_every_room_of_the_rules_is_complete() -> None:
    listed = rules()["rooms"]
    named = {name.removeprefix("later ") for allowed in listed.values() for name in allowed}
    assert named - {"*"} <= set(listed)
    assert {module.room for module in modules() if module.shipped} <= set(listed)
