"""The thresholds of this room, from thresholds.toml, as one frozen value."""

import tomllib
from functools import cache
from importlib import resources

import msgspec


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class LineLimits(_Table, frozen=True):
    prose_words: int
    prose_function_share: float
    prose_words_sure: int
    long_words: int
    rule_words: int
    rule_characters: int
    short_words: int
    score_words: tuple[int, int]


class RepeatLimits(_Table, frozen=True):
    words: int
    distance: int
    copies: int


class BlockLimits(_Table, frozen=True):
    cost_words: int
    cap_words: int


class PhraseLimits(_Table, frozen=True):
    words_inside_prose: int
    weak_families: frozenset[str]
    sure_families: frozenset[str]
    sure_words: int


class EdgeLimits(_Table, frozen=True):
    head_lines: int
    label_words: int
    tail_words: int
    tail_share: float
    related_lines: int
    related_words: int
    related_inside_lines: int
    related_inside_words: int


class TemplateLimits(_Table, frozen=True):
    least_stories_of_site: int
    stories: int
    share: float
    few_stories: int
    few_share: float
    prose_stories: int
    prose_share: float
    same_story_lines: int
    same_story_share: float


class DialogueLimits(_Table, frozen=True):
    turns: int
    gap_lines: int
    speaker_characters: int
    furniture_share: float
    strict_lines: int


class LikelyLimits(_Table, frozen=True):
    chance: float
    words: int
    margin: float
    unsure: float


class CompanyLimits(_Table, frozen=True):
    lines: int
    stay: int
    text_lines: int


class ListLimits(_Table, frozen=True):
    lines: int
    words: tuple[int, int]
    ratio: float
    gone_share: float
    text_lines: int
    kept_share: float
    sure: float


class BesideLimits(_Table, frozen=True):
    between_lines: int
    notice_lines: int
    date_lines: int
    date_share: float


class GuardLimits(_Table, frozen=True):
    title_words: tuple[int, int]
    title_lines: int
    prose_share_of_words: float
    prose_left: float
    intro_words: int
    listed_share: float
    listed_words: int
    wall_words: int
    wall_lines: int


class Thresholds(_Table, frozen=True):
    """All of thresholds.toml; each key is explained there."""

    line: LineLimits
    repeat: RepeatLimits
    block: BlockLimits
    phrase: PhraseLimits
    edge: EdgeLimits
    template: TemplateLimits
    dialogue: DialogueLimits
    likely: LikelyLimits
    company: CompanyLimits
    lists: ListLimits
    beside: BesideLimits
    guard: GuardLimits


@cache
def thresholds() -> Thresholds:
    """The thresholds that ship with copydesk."""
    text = resources.files(__package__).joinpath("thresholds.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Thresholds)
