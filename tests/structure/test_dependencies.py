"""What is declared is pinned, imported and explained, and the other way round."""

import re
import tomllib

from house import ROOT, rules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def normal(name: str) -> str:
    """A distribution's name in its normal form: ``PyYAML>=6`` is ``pyyaml``."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", name)[0]).lower()


def shipped() -> set[str]:
    """The dependencies of the product, extras for its users included, not the tools."""
    listed = [
        *PROJECT["dependencies"],
        *(need for name in EXTRAS if name != "dev" for need in EXTRAS[name]),
    ]
    return {normal(need) for need in listed}


def pins() -> dict[str, str]:
    """Each pinned distribution and its exact version."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {normal(name): version for name, version in pairs}


def test_every_dependency_is_pinned() -> None:
    assert shipped() | {normal(need) for need in EXTRAS["dev"]} <= set(pins())


def test_every_dependency_has_an_owner_and_no_owner_lacks_one() -> None:
    owned = {normal(name) for name in rules()["libraries"]}
    assert shipped() == owned | {normal(name) for name in rules()["declared"]["unimported"]}


def test_every_dependency_says_what_it_saves() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    explained = {normal(name) for name in re.findall(r"^\| `([\w.-]+)` \|", page, re.MULTILINE)}
    assert explained == shipped() | {normal(need) for need in EXTRAS["dev"]}
