"""Phrase families: rules as data, a file a language; a rule must cover the whole folded line.

Kinds: ``header`` opens a list of links, ``line`` stands alone, ``promotion`` is a promotion or a
paywall, ``comments`` opens the comments, ``hint`` never removes a line by itself. The rules of the
page's language and of English apply: those of a neighbouring language do harm.
"""

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

import msgspec
import regex

from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.removal import HIGH, Removal
from pipeline.boilerplate.thresholds import thresholds
from pipeline.errors import UsageError
from pipeline.language.folding import fold, fold_pattern

Kind = Literal["header", "line", "promotion", "comments", "hint"]
# {T} in a pattern: an optional title after "Read also:".
_TITLE = r"(?P<title>\s?[:\-|]\s?.{2,200})?"
_TIMEOUT = 0.5  # seconds; the last guard against a pattern that runs away


class _Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    family: str
    kind: Kind
    pattern: str
    match: tuple[str, ...]
    keep: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    language: str
    rule: tuple[_Rule, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase rule, compiled; `name` is where it stands, e.g. ``en.toml rule 12``."""

    name: str
    language: str
    family: str
    kind: Kind
    pattern: "regex.Pattern[str]"


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that covers a line; `titled`: the line carries a title of its own after the phrase."""

    rule: Rule
    titled: bool


def languages() -> list[str]:
    """The languages with a phrase file, sorted."""
    files = resources.files(__package__).joinpath("phrases").iterdir()
    return sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml"))


@cache
def rules(language: str) -> tuple[Rule, ...]:
    """The rules of one language's file, in its order; none for a language without a file.

    Raises UsageError when an example of the file is not what it says.
    """
    file = resources.files(__package__).joinpath("phrases", f"{language}.toml")
    if not file.is_file():
        return ()
    return parse_rules(file.read_text("utf-8"), file.name)


def parse_rules(text: str, where: str) -> tuple[Rule, ...]:
    """Compile the rules of a phrase file and run their examples.

    Raises UsageError, naming the rule and the line, for a pattern that does not compile, a `match`
    line it does not cover, or a `keep` line it does.
    """
    try:
        listed = msgspec.convert(tomllib.loads(text), _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"not a phrase file ({error})", where, "see CONTRIBUTING.md") from None
    compiled = []
    for number, rule in enumerate(listed.rule, 1):
        name = f"{where} rule {number}"
        try:
            source = fold_pattern(rule.pattern.replace("{T}", _TITLE))
            pattern = regex.compile(source, regex.V0)
        except regex.error as error:
            raise UsageError(f"the pattern does not compile ({error})", name) from None
        compiled.append(Rule(name, listed.language, rule.family, rule.kind, pattern))
        _check_examples(compiled[-1], rule)
    return tuple(compiled)


def _check_examples(rule: Rule, source: _Rule) -> None:
    for line in source.match:
        if not rule.pattern.fullmatch(fold(line)):
            raise UsageError(f"does not match its example {line!r}", rule.name)
    for line in source.keep:
        if rule.pattern.fullmatch(fold(line)):
            raise UsageError(f"matches {line!r}, which it must keep", rule.name)


@lru_cache(maxsize=1 << 16)
def hit(folded: str, language: str) -> Hit | None:
    """The first rule that covers a folded line; a hint only when no other rule does."""
    if not folded or len(folded) > thresholds().line.rule_characters:
        return None
    found = None
    for rule in (*rules(language), *(rules("en") if language != "en" else ())):
        if found and rule.kind == "hint":
            continue
        try:
            match = rule.pattern.fullmatch(folded, timeout=_TIMEOUT)
        except TimeoutError:
            continue
        if match:
            found = Hit(rule, bool(match.groupdict().get("title")))
            if rule.kind != "hint":
                break
    return found


def page_hits(page: Page) -> list[Hit | None]:
    """For each line of the page the rule that covers it, hints included."""
    most = thresholds().line.rule_words
    return [hit(line.folded, page.language) if line.words <= most else None for line in page.lines]


def phrase_lines(page: Page) -> list[Removal]:
    """Lines that are nothing but a furniture phrase.

    Inside the prose block, families that prose may brush against count only for very short lines,
    or where a title follows the phrase.
    """
    limits = thresholds().phrase
    found = []
    for index, at in enumerate(page_hits(page)):
        if at is None or at.rule.kind == "hint":
            continue
        weak = at.rule.family in limits.weak_families and not at.titled
        if weak and page.in_block(index) and page.lines[index].words > limits.words_inside_prose:
            continue
        found.append(_removal(index, at.rule))
    return found


def _removal(index: int, rule: Rule) -> Removal:
    return Removal(
        index,
        f"phrase.{rule.family}.{rule.language}",
        rule.family,
        HIGH,
        f"The whole line is a furniture phrase ({family_words(rule.family)}).",
        rule.name,
    )


@cache
def families() -> dict[str, str]:
    """The families of phrases, each in plain words."""
    text = resources.files(__package__).joinpath("families.toml").read_text("utf-8")
    return dict(tomllib.loads(text)["families"])


def family_words(family: str) -> str:
    """A family in plain words, for reasons and reports."""
    return families().get(family, family)
