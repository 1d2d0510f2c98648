"""Which phrase rule covers which line, for many pages at once.

A rule is slow, and covers few lines: all lines go through sieves first, as columns.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.phrases import Hit, Rule, lists_for
from pipeline.boilerplate.thresholds import thresholds
from pipeline.language.characters import matches

_MANY = 40  # lines from which on sieves pay for being compiled
_PLAIN, _VAGUE = 40, 8  # rules that are put together into one sieve
_UNLIKELY = ("q", "щ")  # a rule that may open with both may open with any letter
_OPENING = 2  # letters by which lines are given to rules
_TIMEOUT = 0.5  # seconds; the last guard against a pattern that runs away


def page_hits(pages: Sequence[Page], own: Sequence[str] = ()) -> list[Hit | None]:
    """For each line of pages made together the rule that covers it, hints included.

    The first rule that covers a line counts; a hint only when no other rule does.
    """
    if not pages:
        return []
    lines, limits = pages[0].of, thresholds().line
    distinct = lines.distinct
    characters = pc.utf8_length(distinct.folded).to_numpy()[distinct.place]
    short = (lines.words <= limits.rule_words) & (characters <= limits.rule_characters)
    speaks: dict[str, list[Page]] = {}
    for page in pages:
        speaks.setdefault(page.language, []).append(page)
    listed = {language: lists_for(language, own) for language in speaks}
    readers: dict[tuple[Rule, ...], list[Page]] = {}
    for language, some in speaks.items():
        for rules_ in listed[language]:
            readers.setdefault(rules_, []).extend(some)
    found: dict[tuple[Rule, ...], dict[str, Hit]] = {}
    for rules_, some in readers.items():
        mine = np.concatenate([np.arange(page.at, page.at + len(page)) for page in some])
        asked = distinct.asked(mine[short[mine]])
        found[rules_] = covered(distinct.folded.filter(pa.array(asked)), rules_)
    hits = {language: _merged([found[x] for x in lists]) for language, lists in listed.items()}
    return [hit for page in pages for hit in map(hits[page.language].get, page.folded)]


def _merged(found: Sequence[dict[str, Hit]]) -> dict[str, Hit]:
    """What several lists of rules cover, the first list first."""
    merged: dict[str, Hit] = {}
    for hits in found:
        for line, hit in hits.items():
            if line not in merged or _yields(merged[line].rule, hit.rule):
                merged[line] = hit
    return merged


def _yields(before: Rule, rule: Rule) -> bool:
    return before.kind == "hint" and rule.kind != "hint"


def covered(folded: pa.Array, listed: Sequence[Rule]) -> dict[str, Hit]:
    """Folded line -> the rule that covers it, for those of a column that one does.

    Where lines are many, those that pass a sieve are given to the rules, and each line to the rules
    that may open as it does.
    """
    candidates = tuple(listed)
    if len(folded) > _MANY:
        passes = np.zeros(len(folded), np.bool_)
        for sieve in _sieves(candidates):
            passes |= matches(folded, sieve)
        folded = folded.filter(pa.array(passes))
    found = {line: _covering(line, candidates) for line in folded.to_pylist() if line}
    return {line: hit for line, hit in found.items() if hit}


@lru_cache(maxsize=1 << 8)
def _sieves(listed: tuple[Rule, ...]) -> tuple[str, ...]:
    """Patterns (RE2) one of which matches every line that one of the rules covers.

    Rules that open in any way are put together in small numbers, and not to their ends: together
    they are in too many states, and RE2 slows down.
    """
    vague = [rule for rule in listed if all(_opens(rule, letter) for letter in _UNLIKELY)]
    plain = [rule for rule in listed if rule not in vague]
    return (
        *(f"^(?:{sieve})$" for sieve in _joined(plain, _PLAIN)),
        *(f"^(?:{sieve})" for sieve in _joined(vague, _VAGUE)),
    )


def _joined(listed: Sequence[Rule], most: int) -> list[str]:
    sieves = [rule.sieve for rule in listed]
    return ["|".join(sieves[at : at + most]) for at in range(0, len(sieves), most)]


@lru_cache(maxsize=1 << 16)
def _opened_by(listed: tuple[Rule, ...], opening: str) -> tuple[Rule, ...]:
    """The rules that can cover a line which starts with these letters."""
    shorter = _opened_by(listed, opening[:-1]) if len(opening) > 1 else listed
    return tuple(rule for rule in shorter if _opens(rule, opening))


def _opens(rule: Rule, opening: str) -> bool:
    return rule.pattern.fullmatch(opening, partial=True) is not None


def _covering(line: str, listed: tuple[Rule, ...]) -> Hit | None:
    """The first rule that covers a line; a hint only when no other does."""
    found = None
    for rule in _opened_by(listed, line[:_OPENING]):
        if found and not _yields(found.rule, rule):
            continue
        try:
            match = rule.pattern.fullmatch(line, timeout=_TIMEOUT)
        except TimeoutError:
            continue
        if match:
            found = Hit(rule, bool(match.groupdict().get("title")))
    return found
