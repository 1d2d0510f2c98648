"""Decide: from tagged and scored lines to the lines that go. Rules, score, guards, a person's word.

Guards, in order: the first prose line stays, a title candidate stays, bullets under a kept intro
stay, a page of prose keeps 30% of its words, and no page loses its last prose line: else it is
decided again as `safe`, and if that is too much, nothing goes and the page is flagged.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

from pipeline.boilerplate.beside import beside_text
from pipeline.boilerplate.dialogue import dialogue
from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.phrases import OWN, Hit
from pipeline.boilerplate.removal import HIGH, LOW, MEDIUM, Removal
from pipeline.boilerplate.score import Preset, Scores, model, reasons
from pipeline.boilerplate.thresholds import thresholds
from pipeline.boilerplate.words import LineWords, Word, word_on

_PAYWALL = "signup"
_TEMPLATE = "template.site"
_ALL = 10_000  # chances and budgets are counted in ten-thousandths


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
    outside = _outside_prose(page, tagged)
    preset = tagged.preset if outside < tagged.preset.careful else safe
    chosen = _choose(page, tagged, preset)
    only_furniture = bool(chosen) and len(chosen) == len(page)
    passed = _guard(page, tagged, chosen, preset)
    too_much = _too_much(page, passed)
    if too_much and preset is not safe:
        passed = _guard(page, tagged, _choose(page, tagged, safe), safe)
        too_much = _too_much(page, passed)
    listed = outside >= limits.listed_share * _ALL and sum(page.words) >= limits.listed_words
    flags = ["not_article"] if listed else []
    if too_much:
        passed = {}
        flags.append("furniture_kept")
    if any(removal.category == _PAYWALL for removal in passed.values()):
        flags.append("paywalled")
    obeyed = _obey(page, words, passed) if words else ()
    removals = tuple(passed[index] for index in sorted(passed))
    return Verdict(removals, tuple(flags), obeyed, only_furniture)


def _choose(page: Page, tagged: Tagged, preset: Preset) -> dict[int, Removal]:
    chosen: dict[int, Removal] = {}
    edges = _edge_chances(page, tagged)
    for removal in tagged.removals:
        chance = edges.get(_edge_of(removal), int(tagged.scores.chance[page.at + removal.index]))
        if _likely_enough(page, removal, chance, preset):
            chosen.setdefault(removal.index, removal)
    by_score = _under_budget(page, tagged.scores, preset, chosen)
    said = reasons(tagged.scores, [page.at + index for index in by_score])
    for index, most in zip(by_score, said, strict=True):
        chosen[index] = _by_score(page, tagged.scores, index, most)
    return chosen


def _outside_prose(page: Page, tagged: Tagged) -> int:
    """How much of the page's likely text stands in lines that are no prose, in ten-thousandths:
    much in forums, shops, lists and recipes, little in articles."""
    likely = _likely_text(page, tagged.scores)
    outside = sum(c for c, is_prose in zip(likely, page.prose, strict=True) if not is_prose)
    return _ALL * outside // max(1, sum(likely)) if outside else _ALL * (not any(likely))


def _chances(page: Page, tagged: Tagged) -> list[int]:
    chances: list[int] = tagged.scores.chance[page.at : page.at + len(page)].tolist()
    return chances


def _likely_text(page: Page, scores: Scores) -> list[int]:
    """Size of each line times its chance of being text."""
    chance = scores.chance[page.at : page.at + len(page)].tolist()
    return [(_ALL - c) * size for c, size in zip(chance, page.hundredths, strict=True)]


def _edge_of(removal: Removal) -> tuple[str, str]:
    return (removal.rule, removal.evidence)


def _edge_chances(page: Page, tagged: Tagged) -> dict[tuple[str, str], int]:
    """The chance that an edge is furniture: the mean of its lines', weighed by words.

    An edge is one decision: its lines are right or wrong together.
    """
    lines: dict[tuple[str, str], list[int]] = {}
    for removal in tagged.removals:
        if removal.rule.startswith("edge."):
            lines.setdefault(_edge_of(removal), []).append(removal.index)
    chances = {}
    for edge, some in lines.items():
        sizes = [page.hundredths[index] + 1 for index in some]
        of_lines = [int(tagged.scores.chance[page.at + index]) for index in some]
        summed = sum(size * chance for size, chance in zip(sizes, of_lines, strict=True))
        chances[edge] = summed // sum(sizes)
    return chances


def _likely_enough(page: Page, removal: Removal, chance: int, preset: Preset) -> bool:
    """A phrase or an edge also asks the score, and so does a template line that reads like prose: a
    site's notice below the text may be part of it. A user's own rules, copies and other templates
    need not."""
    if removal.rule.startswith("phrase."):
        return _is_label(page, removal) or chance >= preset.least_by_rule
    if removal.rule.startswith("edge."):
        return chance >= preset.least_by_edge
    if removal.rule == _TEMPLATE and page.prose[removal.index]:
        return preset.prose and chance >= preset.least[-1]
    return True


def _is_label(page: Page, removal: Removal) -> bool:
    """A phrase that needs no second witness: a user's own, or a short one of a sure family."""
    limits = thresholds().phrase
    short = page.words[removal.index] <= limits.sure_words
    return removal.evidence.startswith(OWN) or (short and removal.category in limits.sure_families)


def _under_budget(page: Page, scores: Scores, preset: Preset, chosen: Iterable[int]) -> list[int]:
    """The lines most likely furniture, as long as the text that may be lost with them, by their
    chances, stays below the preset's share of the page's likely text."""
    taken = frozenset(chosen)
    chance = scores.chance[page.at : page.at + len(page)].tolist()
    cost = _likely_text(page, scores)
    sizes = thresholds().line.score_words
    left = [
        index
        for index, is_prose in enumerate(page.prose)
        if index not in taken
        and (preset.prose or not is_prose)
        and chance[index] >= preset.least[bisect_right(sizes, page.words[index])]
    ]
    budget = preset.budget * sum(c for index, c in enumerate(cost) if index not in taken)
    likely = sorted((-chance[index], index) for index in left)
    spent, found = 0, []
    for _, index in likely:
        spent += cost[index] * _ALL
        if spent > budget:
            break
        found.append(index)
    return found


def _by_score(page: Page, scores: Scores, index: int, most: str) -> Removal:
    at = page.at + index
    chance = int(scores.chance[at])
    level = HIGH if chance >= 9990 else MEDIUM if chance >= 9900 else LOW
    reason = f"It scores like furniture: {chance / 100:.1f} of 100 such lines are."
    evidence = f"score {scores.score[at] / 100:.1f}; most points: {most}"
    return Removal(index, "score.line", "score", level, reason, evidence)


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


def _guard(
    page: Page, tagged: Tagged, chosen: dict[int, Removal], preset: Preset
) -> dict[int, Removal]:
    """The removals that the guards of single lines let pass."""
    kept = {*_first_prose(page), *_titles(page, tagged.hits, chosen)}
    kept.update(_spoken(page, tagged, chosen))
    passed = {i: r for i, r in chosen.items() if i not in kept or _is_sure(r)}
    for index in _bullets_under_intro(page, passed):
        del passed[index]
    chances = _chances(page, tagged)
    for index in beside_text(page, chances, tagged.hits, passed, preset.apart):
        del passed[index]
    return passed


def _spoken(page: Page, tagged: Tagged, chosen: dict[int, Removal]) -> list[int]:
    """Lines of interviews, but for phrases and what the site prints between the turns."""
    talk = dialogue(page, _chances(page, tagged))
    mine = [index for index in chosen if index in talk.lines]
    asked = [i for i in mine if chosen[i].rule == _TEMPLATE and i in talk.turns]
    return asked + [i for i in mine if chosen[i].rule.startswith(("score.", "edge."))]


def _is_sure(removal: Removal) -> bool:
    """A caption printed twice may read like prose or a title; it is neither."""
    return removal.category in ("caption", "metadata") and removal.level == HIGH


def _first_prose(page: Page) -> list[int]:
    return [i for i in range(*page.block) if page.prose[i]][:1]


def _titles(page: Page, hits: Sequence[Hit | None], chosen: dict[int, Removal]) -> list[int]:
    """Lines that may be the title of a page that starts with its article.

    Lines in one block with removed ones, without a blank line between, are candidates only when no
    other line is.
    """
    limits = thresholds().guard
    first = next(iter(_first_prose(page)), len(page))
    if first > limits.title_lines or first == len(page):
        return []
    least, most = limits.title_words
    candidates = [
        index
        for index, hit in enumerate(hits[:first])
        if least <= page.words[index] <= most
        and (hit is None or hit.rule.kind == "hint")
        and not _is_metadata(chosen.get(index))
    ]
    apart = [index for index in candidates if not _glued_to_promotion(page, index, chosen)]
    return apart or candidates


def _is_metadata(removal: Removal | None) -> bool:
    return removal is not None and removal.category == "metadata"


def _glued_to_promotion(page: Page, index: int, chosen: dict[int, Removal]) -> bool:
    first = last = index
    while not page.blank_before(first):
        first -= 1
    while last + 1 < len(page) and not page.blank_before(last + 1):
        last += 1
    return any(i in chosen and chosen[i].rule.startswith("phrase.") for i in range(first, last + 1))


def _bullets_under_intro(page: Page, chosen: dict[int, Removal]) -> list[int]:
    spared: list[int] = []
    for index in sorted(chosen):
        above = index - 1
        if above < 0 or not page.is_bullet(index) or (above in chosen and above not in spared):
            continue
        opens = page.line(above).rstrip().endswith((":", "："))
        intro = opens and page.words[above] >= thresholds().guard.intro_words
        if intro or above in spared:
            spared.append(index)
    return spared


def _too_much(page: Page, chosen: dict[int, Removal]) -> bool:
    """Would the page lose too much to trust any removal?"""
    if not chosen:
        return False
    limits = thresholds().guard
    # What the site prints on its other stories is no prose of this page, whatever it reads like.
    own = [i not in chosen or chosen[i].rule != _TEMPLATE for i in range(len(page))]
    words = list(compress(page.words, own))
    total = sum(words)
    prose = sum(w for w, is_prose in zip(words, compress(page.prose, own), strict=True) if is_prose)
    left = sum(w for index, w in enumerate(page.words) if index not in chosen)
    if prose >= limits.prose_share_of_words * total and left < limits.prose_left * total:
        return True
    prose_left = any(is_prose and i not in chosen for i, is_prose in enumerate(page.prose))
    return not left or (prose > 0 and not prose_left)
