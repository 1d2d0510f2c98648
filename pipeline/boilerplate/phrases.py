"""Phrase families: rules as data, a file a language or platform; a rule covers a whole line.

Kinds: ``header`` opens a list of links, ``line`` stands alone, ``promotion`` is a promotion or a
paywall, ``comments`` opens the comments, ``hint`` never removes a line by itself. The rules of the
page's language, of English and of the platforms apply: those of a neighbouring language do harm.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, get_args

import msgspec
import pyarrow as pa
import regex

from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.removal import HIGH, Removal
from pipeline.boilerplate.sieve import loosened
from pipeline.boilerplate.tangles import untangled
from pipeline.boilerplate.thresholds import thresholds
from pipeline.errors import UsageError
from pipeline.language.folding import fold_lines, fold_pattern

Kind = Literal["header", "line", "promotion", "comments", "hint"]
KINDS: tuple[str, ...] = get_args(Kind)
# {T} in a pattern: an optional title after "Read also:".
_TITLE = r"(?P<title>\s?[:\-|]\s?.{2,200})?"
_SYNTAX = regex.compile(r"\\.|\(\?[^:)]*[:)]")  # escapes and openings of groups, no words
_WORD = regex.compile(r"[\p{L}\p{M}]{3,}")
_STEM = 4  # letters from which on a stem in a pattern is a word
OWN = "[boilerplate] rules"  # where a user's own rules stand
ANY = "any"  # the language of platform files: their rules hold on every page


class _Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    family: str
    kind: Kind
    pattern: str
    match: tuple[str, ...]
    keep: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    language: str
    rule: tuple[_Rule, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A phrase rule, compiled; `name` is where it stands, e.g. ``en.toml rule 12``; `words` are
    those its pattern spells out and its examples hold."""

    name: str
    language: str
    family: str
    kind: Kind
    pattern: "regex.Pattern[str]"
    sieve: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that covers a line; `titled`: the line carries a title of its own after the phrase."""

    rule: Rule
    titled: bool


@cache
def files() -> tuple[str, ...]:
    """The phrase files that ship with copydesk, sorted: a language or ``platform-...`` each."""
    listed = resources.files(__package__).joinpath("phrases").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in listed if f.name.endswith(".toml")))


@cache
def rules(name: str) -> tuple[Rule, ...]:
    """The rules of one file, in its order; none for a language without a file.

    Raises UsageError when an example of the file is not what it says.
    """
    file = resources.files(__package__).joinpath("phrases", f"{name}.toml")
    if not file.is_file():
        return ()
    return parse_rules(file.read_text("utf-8"), file.name)


@lru_cache(maxsize=256)
def parse_rules(text: str, where: str) -> tuple[Rule, ...]:
    """Compile the rules of a phrase file and run their examples.

    Raises UsageError, naming the rule and the line, for a pattern that does not compile, a `match`
    line it does not cover, or a `keep` line it does.
    """
    try:
        listed = msgspec.convert(tomllib.loads(text), _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"not a phrase file ({error})", where, "see docs/boilerplate.md") from None
    examples = [line for rule in listed.rule for line in (*rule.match, *rule.keep)]
    folded = fold_lines(pa.array(examples, pa.string())).to_pylist()
    keys = dict(zip(examples, folded, strict=True))
    found = []
    for number, rule in enumerate(listed.rule, 1):
        found.append(_compile(rule, listed.language, f"{where} rule {number}", keys))
        _check_examples(found[-1], rule, keys)
    return tuple(found)


def _compile(rule: _Rule, language: str, name: str, keys: Mapping[str, str]) -> Rule:
    if rule.family not in FAMILIES:
        raise UsageError(f"unknown family {rule.family}", name, f"known are {', '.join(FAMILIES)}")
    try:
        source = fold_pattern(rule.pattern.replace("{T}", _TITLE))
        pattern = regex.compile(untangled(source), regex.V0)
    except regex.error as error:
        raise UsageError(f"the pattern does not compile ({error})", name) from None
    words = _spelled_out(source, [keys[line] for line in rule.match])
    return Rule(name, language, rule.family, rule.kind, pattern, loosened(source), words)


def _spelled_out(source: str, folded: Sequence[str]) -> frozenset[str]:
    """Words of folded examples that the pattern spells out, or of which it spells out the stem."""
    spelled = _WORD.findall(_SYNTAX.sub(" ", source))
    stems = tuple(word for word in spelled if len(word) >= _STEM)
    words = _WORD.findall(" ".join(folded))
    return frozenset(word for word in words if word in spelled or word.startswith(stems))


def _check_examples(rule: Rule, source: _Rule, keys: Mapping[str, str]) -> None:
    for line in (*source.match, *source.keep):
        goes = line in source.match
        covered = rule.pattern.fullmatch(keys[line]) is not None
        if goes and not covered:
            raise UsageError(f"does not match its example {line!r}", rule.name)
        if covered and not goes:
            raise UsageError(f"matches {line!r}, which it must keep", rule.name)


def rules_for(language: str, own: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules that hold on a page: a user's `own` files (their texts) first, then the page's
    language, English, and the platforms."""
    return tuple(rule for listed in lists_for(language, own) for rule in listed)


def lists_for(language: str, own: Sequence[str]) -> list[tuple[Rule, ...]]:
    """The same rules in lists that pages of several languages share."""
    mine = tuple(
        rule
        for number, text in enumerate(own, 1)
        for rule in parse_rules(text, f"{OWN}, file {number}")
        if rule.language in (language, ANY)
    )
    spoken = () if language == "en" else rules(language)
    return [listed for listed in (mine, spoken, _everywhere()) if listed]


@cache
def _everywhere() -> tuple[Rule, ...]:
    """The rules that hold on every page: those of English, and of the platforms."""
    names = ["en", *(name for name in files() if name.startswith("platform-"))]
    return tuple(rule for name in names for rule in rules(name))


@cache
def furniture_words(language: str) -> pa.Array:
    """The words of the phrase rules that hold on a page of this language, folded and sorted."""
    words = frozenset().union(*(rule.words for rule in rules_for(language)))
    return pa.array(sorted(words), pa.string())


def removes(hit: Hit | None) -> bool:
    """Is there a rule that takes the line? A hint takes none by itself."""
    return hit is not None and hit.rule.kind != "hint"


def phrase_lines(page: Page, hits: Sequence[Hit | None]) -> list[Removal]:
    """Lines that are nothing but a furniture phrase.

    Inside the prose block, families that prose may brush against count only for very short lines,
    or where a title follows the phrase.
    """
    limits = thresholds().phrase
    found = []
    for index, at in enumerate(hits):
        if at is None or not removes(at):
            continue
        weak = at.rule.family in limits.weak_families and not at.titled
        if weak and page.in_block(index) and page.words[index] > limits.words_inside_prose:
            continue
        found.append(_removal(index, at.rule))
    return found


def _removal(index: int, rule: Rule) -> Removal:
    return Removal(
        index,
        f"phrase.{rule.family}.{rule.language}",
        rule.family,
        HIGH,
        f"The whole line is a furniture phrase ({FAMILY_WORDS[rule.family]}).",
        rule.name,
    )


def _families() -> dict[str, str]:
    text = resources.files(__package__).joinpath("families.toml").read_text("utf-8")
    return dict(tomllib.loads(text)["families"])


# The families of phrases, each in plain words, for reasons and reports.
FAMILY_WORDS = _families()
FAMILIES = tuple(FAMILY_WORDS)
