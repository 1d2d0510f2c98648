"""Interviews: questions and answers, or speakers in turn, which stay whole.

Short questions between answers look like furniture to a score that counts words. They are told by
what furniture does not do: lines that ask, or open with a speaker who speaks again, take turns with
lines that answer.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from pipeline.boilerplate.likely import ALL
from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.thresholds import thresholds

_DIGIT = regex.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The lines that ask or open with a speaker, and all lines from the first of them on to the
    last answer, as places on the page."""

    turns: frozenset[int]
    lines: frozenset[int]


def dialogue(page: Page, chance: Sequence[int]) -> Dialogue:
    """The interviews of a page; `chance` of being furniture of each line, 0 to 10,000."""
    limits = thresholds().dialogue
    asked = page.of.is_question[page.at : page.at + len(page)].nonzero()[0].tolist()
    questions = frozenset(asked)
    runs: list[list[int]] = []
    for index in sorted(questions.union(_speeches(page))):
        if runs and index - runs[-1][-1] <= limits.gap_lines:
            runs[-1].append(index)
        else:
            runs.append([index])
    turns: set[int] = set()
    lines: set[int] = set()
    for run in runs:
        if len(run) >= limits.turns and _is_interview(page, run, questions, chance):
            turns.update(run)
            lines.update(range(run[0], min(len(page), run[-1] + 2)))
    return Dialogue(frozenset(turns), frozenset(lines))


def _speeches(page: Page) -> list[int]:
    """Lines that open with a speaker and a colon, where several speakers speak again."""
    limits = thresholds().dialogue
    named: dict[int, str] = {}
    for index in [at for at, folded in enumerate(page.folded) if ":" in folded]:
        speaker, _, said = page.folded[index].partition(":")
        if said and len(speaker) <= limits.speaker_characters and not _DIGIT.search(speaker):
            named[index] = speaker
    times = Counter(named.values())
    again = {speaker for speaker, count in times.items() if count > 1}
    return [index for index, speaker in named.items() if speaker in again] if len(again) > 1 else []


def _is_interview(
    page: Page, run: Sequence[int], questions: frozenset[int], chance: Sequence[int]
) -> bool:
    """Half of the turns are answered, and what stands there is likely text, or one or two lines
    answer each turn."""
    limits = thresholds().dialogue
    end = min(len(page), run[-1] + 2)
    answered = sum(index + 1 < end and index + 1 not in questions for index in run)
    if 2 * answered < len(run):
        return False
    whole = range(run[0], end)
    size = sum(page.hundredths[index] for index in whole)
    furniture = sum(page.hundredths[index] * chance[index] for index in whole)
    if furniture < limits.furniture_share * ALL * size:
        return True
    return all(1 <= b - a - 1 <= limits.strict_lines for a, b in pairwise(run))
