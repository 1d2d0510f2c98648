"""Lines at the head of a page that say who wrote it, when and where it stands; they move into the
document's columns.

Only what is certain: above the first prose line, a line that equals what the source names, that a
rule of metadata.toml covers whole, or a label in the block that a platform prints. Pages that hold
two values for a column (several articles, a diary), and those with a long head (a menu), keep their
lines.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

import msgspec
import regex

from pipeline.boilerplate.edges import labels_below_promotion
from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.phrases import ANY, Hit
from pipeline.boilerplate.removal import HIGH, Removal
from pipeline.errors import UsageError
from pipeline.language.folding import fold

COLUMNS = ("publisher", "section", "author", "date")
NOTHING_KNOWN: Mapping[str, str] = MappingProxyType({})

_PREFIX = "metadata."
_NAME = r"(?:\p{Lu}[\p{L}\p{M}.'’-]*)(?: \p{Lu}[\p{L}\p{M}.'’-]*){1,3}"
_TIME = r"(?:,? ?(?:T|at |um )?\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?| Uhr)?)?"


class _Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    column: str
    language: str
    first: bool
    pattern: str
    match: tuple[str, ...]
    keep: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    head_lines: int
    most_words: int
    years: tuple[int, int]
    no_name: tuple[str, ...]
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    rule: tuple[_Rule, ...]


@dataclass(frozen=True, slots=True)
class HeadRule:
    """A rule of metadata.toml, compiled; `first`: it may cover the first line of a page."""

    column: str
    language: str
    first: bool
    pattern: "regex.Pattern[str]"


@dataclass(frozen=True, slots=True)
class Head:
    """All of metadata.toml: how far the head goes, words that no name holds, the rules."""

    lines: int
    most_words: int
    years: tuple[int, int]
    no_name: frozenset[str]
    rules: tuple[HeadRule, ...]

    def value(self, rule: HeadRule, line: str) -> str:
        """What the column gets from a line, or nothing when the rule does not cover it whole."""
        found = rule.pattern.fullmatch(line.strip())
        if not found:
            return ""
        value: str = found["value"].strip()
        if rule.column == "author" and self.no_name & set(value.casefold().split()):
            return ""
        if rule.column == "date":
            years = [int(year) for year in regex.findall(r"\d{4}", value)]
            return value if self.years[0] <= max(years) <= self.years[1] else ""
        return value


@cache
def head() -> Head:
    """The rules that ship with copydesk. Raises UsageError when an example does not hold."""
    text = resources.files(__package__).joinpath("metadata.toml").read_text("utf-8")
    listed = msgspec.convert(tomllib.loads(text), _File)
    parts = {
        "{NAME}": _NAME,
        "{DATE}": _date(listed.months),
        "{WEEKDAY}": f"(?i:{_any_of(listed.weekdays)})",
    }
    rules = tuple(
        HeadRule(rule.column, rule.language, rule.first, _compiled(rule.pattern, parts))
        for rule in listed.rule
    )
    no_name = frozenset(listed.no_name)
    made = Head(listed.head_lines, listed.most_words, listed.years, no_name, rules)
    for rule, source in zip(rules, listed.rule, strict=True):
        for line in (*source.match, *source.keep):
            if bool(made.value(rule, line)) != (line in source.match):
                raise UsageError(f"the example {line!r} does not hold", "metadata.toml")
    return made


def _compiled(pattern: str, parts: Mapping[str, str]) -> "regex.Pattern[str]":
    for name, part in parts.items():
        pattern = pattern.replace(name, part)
    return regex.compile(pattern)


def _any_of(words: Sequence[str]) -> str:
    return f"(?:{'|'.join(sorted(words, key=lambda word: (-len(word), word)))})"


def _date(months: Sequence[str]) -> str:
    month = _any_of(months) + r"\.?"
    forms = (
        r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}",
        r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}",
        rf"\d{{1,2}}(?:\.|st|nd|rd|th|er)? (?:de |of )?(?i:{month}),?(?: de)? \d{{4}}",
        rf"(?i:{month}) \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}",
        r"\d{4}年\d{1,2}月\d{1,2}日",
        r"\d{4}년 \d{1,2}월 \d{1,2}일",
    )
    return f"(?:{'|'.join(forms)}){_TIME}"


def metadata_lines(
    page: Page, hits: Sequence[Hit | None], known: Mapping[str, str]
) -> list[Removal]:
    """Removals of head lines whose value stands, or will stand, in a column of the document.

    `known` is what its columns hold by now; a line that says otherwise stays.
    """
    first_prose = next((index for index, prose in enumerate(page.prose) if prose), 0)
    if first_prose > head().lines:
        return []  # a menu stands above: a date in it is today's, a name any reader's
    top = [i for i in range(first_prose) if _plain(page, i)]
    if not top:
        return []
    found = _platform_labels(page, hits, top)
    for index in top:
        found.setdefault(index, _equal(page, index, known) or _by_rule(page, index))
    values: dict[str, set[str]] = {column: set() for column in COLUMNS}
    for column, value in filter(None, found.values()):
        values[column].add(fold(value))
    return [
        _removal(index, column, value, known)
        for index, label in sorted(found.items())
        if label is not None
        for column, value in [label]
        if _agrees(column, value, values, known) and _only_one(page, column, value)
    ]


def moved(removals: Sequence[Removal], known: Mapping[str, str]) -> dict[str, str]:
    """Column -> value, for the columns that the removals fill."""
    filled: dict[str, str] = {}
    for removal in removals:
        column = removal.rule.removeprefix(_PREFIX)
        if column != removal.rule and not known.get(column):
            filled.setdefault(column, removal.evidence)
    return filled


def _plain(page: Page, index: int) -> bool:
    few = page.words[index] <= head().most_words
    return few and not page.is_quoted(index) and not page.is_bullet(index)


def _equal(page: Page, index: int, known: Mapping[str, str]) -> tuple[str, str] | None:
    """The column whose value the line is; a line that is also the title is none."""
    folded = page.folded[index]
    if not folded or folded == fold(known.get("title", "")):
        return None
    for column in COLUMNS:
        if folded == fold(known.get(column, "")) and (index or column == "publisher"):
            return column, known[column]
    return None


def _by_rule(page: Page, index: int) -> tuple[str, str] | None:
    line = page.line(index)
    for rule in head().rules:
        if rule.language in (page.language, ANY) and (index or rule.first):
            value = head().value(rule, line)
            if value:
                return rule.column, value
    return None


def _platform_labels(
    page: Page, hits: Sequence[Hit | None], top: Sequence[int]
) -> dict[int, tuple[str, str] | None]:
    """Outlet twice, section, author: the block that a platform glues to its promotion."""
    labels = [index for index in labels_below_promotion(page, hits) if index in top]
    if len(labels) != 4 or page.folded[labels[0]] != page.folded[labels[1]]:
        return {}
    if not regex.fullmatch(_NAME, page.line(labels[3]).strip()):
        return {}
    found = zip(labels, ("publisher", "publisher", "section", "author"), strict=True)
    return {index: (column, page.line(index).strip()) for index, column in found}


def _agrees(
    column: str, value: str, values: Mapping[str, set[str]], known: Mapping[str, str]
) -> bool:
    held = known.get(column, "")
    return fold(held) == fold(value) if held else len(values[column]) == 1


def _only_one(page: Page, column: str, value: str) -> bool:
    """Does no line of the page name another author or date? Then it is one article."""
    if column not in ("author", "date"):
        return True
    others = (_by_rule(page, i) for i in range(1, len(page)) if page.words[i] <= head().most_words)
    return all(o is None or o[0] != column or fold(o[1]) == fold(value) for o in others)


def _removal(index: int, column: str, value: str, known: Mapping[str, str]) -> Removal:
    reason = (
        f"A line at the head that names the {column}, which the source names, too."
        if known.get(column)
        else f"A line at the head that names the {column}; it moved into that column."
    )
    return Removal(index, f"{_PREFIX}{column}", "metadata", HIGH, reason, value)
