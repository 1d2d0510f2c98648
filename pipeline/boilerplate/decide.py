"""Decide: from tagged and scored lines to the lines that go. Rules, score, guards, a person's word.

A page that would lose more than the guards allow is decided again as `safe`, and if that is too
much, nothing goes and the page is flagged.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from pipeline.boilerplate.company import in_company
from pipeline.boilerplate.guards import guarded, too_much
from pipeline.boilerplate.likely import ALL, distance, expected_text, likely_text
from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.phrases import OWN, Hit
from pipeline.boilerplate.removal import HIGH, LOW, MEDIUM, SCORE, TEMPLATE, Removal
from pipeline.boilerplate.score import Preset, Scores, model, reasons
from pipeline.boilerplate.thresholds import thresholds
from pipeline.boilerplate.words import LineWords, Word, word_on

_PAYWALL = "signup"


@dataclass(frozen=True, slots=True)
class Tagged:
    """What is known of a page before it is decided: the phrase rule on each line, the removals that
    rules propose, the scores of all pages made together, and how much may go."""

    hits: Sequence[Hit | None]
    removals: Sequence[Removal]
    scores: Scores
    preset: Preset


@dataclass(frozen=True, slots=True)
class Verdict:
    """The removals that stand, flags for the page, the decisions that changed something, and
    whether every line looked like furniture."""

    removals: tuple[Removal, ...]
    flags: tuple[str, ...]
    obeyed: tuple[Word, ...]
    only_furniture: bool


def decide(page: Page, tagged: Tagged, words: LineWords) -> Verdict:
    """One removal a line at most; earlier rules win, a person's word always.

    A page that would lose too much is decided again as `safe`, and then not at all.
    """
    limits, safe = thresholds().guard, model().preset["safe"]
    chances: list[int] = tagged.scores.chance[page.at : page.at + len(page)].tolist()
    outside = _outside_prose(page, chances)
    preset = _preset(tagged.preset, outside, chances)
    chosen = _choose(page, tagged, chances, preset)
    only_furniture = bool(chosen) and len(chosen) == len(page)
    passed = guarded(page, tagged.hits, chances, chosen, tagged.preset.apart)
    lost = too_much(page, passed)
    if lost and preset is not safe:
        chosen = _choose(page, tagged, chances, safe)
        passed = guarded(page, tagged.hits, chances, chosen, safe.apart)
        lost = too_much(page, passed)
    listed = outside >= limits.listed_share * ALL and sum(page.words) >= limits.listed_words
    flags = ["not_article"] if listed else []
    if lost:
        passed = {}
        flags.append("furniture_kept")
    if _is_walled(page, tagged.hits, chances, passed):
        flags.append("paywalled")
    obeyed = _obey(page, words, passed) if words else ()
    removals = tuple(passed[index] for index in sorted(passed))
    return Verdict(removals, tuple(flags), obeyed, only_furniture)


def _preset(asked: Preset, outside: int, chances: Sequence[int]) -> Preset:
    """How much may go: as the settings say, but as `safe` from a page with much text `outside`
    prose; and by score only what goes under `safe`, where no line is text for sure."""
    safe = model().preset["safe"]
    if outside >= asked.careful:
        return safe
    if min(chances, default=0) >= thresholds().likely.unsure * ALL:
        return msgspec.structs.replace(asked, least=safe.least, least_in_company=ALL + 1)
    return asked


def _is_walled(
    page: Page, hits: Sequence[Hit | None], chances: Sequence[int], passed: Mapping[int, Removal]
) -> bool:
    """Does a line go that asks to sign up, below where the text begins, and is it longer than the
    items of a menu, or right beside text?"""
    asks = [i for i, hit in enumerate(hits) if hit is not None and hit.rule.family == _PAYWALL]
    asks = [index for index in asks if index in passed]
    if not asks:
        return False
    limits, text = thresholds().guard, likely_text(page, chances, passed)
    below = [index for index in asks if not text or index > text[0]]
    if any(page.words[index] >= limits.wall_words for index in below):
        return True
    return any(distance(text, index) <= limits.wall_lines for index in below if text)


def _choose(
    page: Page, tagged: Tagged, chances: Sequence[int], preset: Preset
) -> dict[int, Removal]:
    chosen: dict[int, Removal] = {}
    edges = _edge_chances(page, tagged.removals, chances)
    for removal in tagged.removals:
        chance = edges.get(_edge_of(removal), chances[removal.index])
        if _likely_enough(page, removal, chance, preset):
            chosen.setdefault(removal.index, removal)
    by_score = _under_budget(page, chances, preset, chosen)
    chosen |= _by_score(page, tagged.scores, by_score)
    company = in_company(page, chances, chosen, preset.least_in_company)
    return chosen | _by_score(page, tagged.scores, company, ", and the lines around it go")


def _outside_prose(page: Page, chances: Sequence[int]) -> int:
    """How much of the page's likely text stands in lines that are no prose, in ten-thousandths:
    much in forums, shops, lists and recipes, little in articles."""
    expected = expected_text(page, chances)
    outside = sum(c for c, is_prose in zip(expected, page.prose, strict=True) if not is_prose)
    return ALL * outside // max(1, sum(expected)) if outside else ALL * (not any(expected))


def _edge_of(removal: Removal) -> tuple[str, str]:
    return (removal.rule, removal.evidence)


def _edge_chances(
    page: Page, removals: Sequence[Removal], chances: Sequence[int]
) -> dict[tuple[str, str], int]:
    """The chance that an edge is furniture: the mean of its lines', weighed by words.

    An edge is one decision: its lines are right or wrong together.
    """
    lines: dict[tuple[str, str], list[int]] = {}
    for removal in removals:
        if removal.rule.startswith("edge."):
            lines.setdefault(_edge_of(removal), []).append(removal.index)
    found = {}
    for edge, some in lines.items():
        sizes = [page.hundredths[index] + 1 for index in some]
        summed = sum(size * chances[index] for size, index in zip(sizes, some, strict=True))
        found[edge] = summed // sum(sizes)
    return found


def _likely_enough(page: Page, removal: Removal, chance: int, preset: Preset) -> bool:
    """A phrase or an edge also asks the score, and so does a template line that reads like prose: a
    site's notice below the text may be part of it. A user's own rules, copies and other templates
    need not."""
    if removal.rule.startswith("phrase."):
        return _is_label(page, removal) or chance >= preset.least_by_rule
    if removal.rule.startswith("edge."):
        return chance >= preset.least_by_edge
    if removal.rule == TEMPLATE and page.prose[removal.index]:
        return preset.prose and chance >= preset.least[-1]
    return True


def _is_label(page: Page, removal: Removal) -> bool:
    """A phrase that needs no second witness: a user's own, or a short one of a sure family."""
    limits = thresholds().phrase
    short = page.words[removal.index] <= limits.sure_words
    return removal.evidence.startswith(OWN) or (short and removal.category in limits.sure_families)


def _under_budget(
    page: Page, chances: Sequence[int], preset: Preset, chosen: Iterable[int]
) -> list[int]:
    """The lines most likely furniture, as long as the text that may be lost with them, by their
    chances, stays below the preset's share of the page's likely text."""
    taken = frozenset(chosen)
    least, sizes = min(preset.least), thresholds().line.score_words
    left = [
        index
        for index, c in enumerate(chances)
        if c >= least
        and index not in taken
        and (preset.prose or not page.prose[index])
        and c >= preset.least[bisect_right(sizes, page.words[index])]
    ]
    if not left:
        return []
    cost = expected_text(page, chances)
    budget = preset.budget * sum(c for index, c in enumerate(cost) if index not in taken)
    likely = sorted((-chances[index], index) for index in left)
    spent, found = 0, []
    for _, index in likely:
        spent += cost[index] * ALL
        if spent > budget:
            break
        found.append(index)
    return found


def _by_score(
    page: Page, scores: Scores, lines: Sequence[int], also: str = ""
) -> dict[int, Removal]:
    """The removals of these lines by score; `also` says what else spoke for it."""
    found = {}
    said = reasons(scores, [page.at + index for index in lines])
    for index, most in zip(lines, said, strict=True):
        chance = int(scores.chance[page.at + index])
        level = HIGH if chance >= 9990 else MEDIUM if chance >= 9900 else LOW
        reason = f"It scores like furniture: {chance / 100:.1f} of 100 such lines are{also}."
        evidence = f"score {scores.score[page.at + index] / 100:.1f}; most points: {most}"
        found[index] = Removal(index, SCORE, "score", level, reason, evidence)
    return found


def _obey(page: Page, words: LineWords, chosen: dict[int, Removal]) -> tuple[Word, ...]:
    obeyed = set()
    for index, folded in enumerate(page.folded):
        word = word_on(words, folded)
        if word is None:
            continue
        if word.removes:
            chosen[index] = _by_decision(index, word)
            obeyed.add(word)
        elif chosen.pop(index, None):
            obeyed.add(word)
    return tuple(sorted(obeyed, key=lambda word: (word.decision, word.entry)))


def _by_decision(index: int, word: Word) -> Removal:
    reason = "A decision says that this line always goes."
    evidence = f"decisions.toml, {word.decision} {word.entry}"
    return Removal(index, f"decision.{word.decision}", "decision", HIGH, reason, evidence)
