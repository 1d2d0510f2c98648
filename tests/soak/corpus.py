"""A generated scrape: sites with furniture, stories, copies, broken files; its words made up."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

SITES = ("harbour", "meadow", "quarry", "lantern")
_NAMES = ("gull", "ferry", "baker", "mayor", "clock", "tram", "orchard", "bell", "otter", "stair")
_DEEDS = ("found", "lost", "painted", "counted", "sold", "mended", "borrowed", "weighed", "hid")
_PLACES = ("behind the mill", "on the old pier", "under the bridge", "at the fair", "in the attic")
_ENDS = ("before noon", "to great applause", "without a word", "for the third year", "by mistake")
_FURNITURE = ("Read also: the week in {site}", "Share this page", "{site} is read in every street")
_BROKEN = (b"\xff\xfe\x00", b"\x00\x01\x02\x03" * 9, b"", b"caf\xe9 on the quay, closed\n")


def sentence(chance: Random) -> str:
    """One sentence nobody has written."""
    name, deed, thing = chance.choice(_NAMES), chance.choice(_DEEDS), chance.choice(_NAMES)
    number = chance.randrange(10_000)
    return f"The {name} {deed} {thing} {number} {chance.choice(_PLACES)} {chance.choice(_ENDS)}."


def story(site: str, chance: Random) -> bytes:
    """A page of a site: headline, prose, the site's own lines."""
    prose = [sentence(chance) for _ in range(chance.randint(4, 14))]
    lines = [sentence(chance)[:-1], "", *prose, "", *(one.format(site=site) for one in _FURNITURE)]
    if chance.random() < 0.1:
        lines.insert(3, "The cafÃ© on the pier wasnâ€™t open.")
    return "\n".join(lines).encode() + b"\n"


def near_copy(page: bytes, chance: Random) -> bytes:
    """The same story with one more sentence."""
    return page + sentence(chance).encode() + b"\n"


def broken(chance: Random) -> bytes:
    """Bytes that are no page."""
    return chance.choice(_BROKEN)


def _pages(count: int, chance: Random) -> Iterator[tuple[str, bytes]]:
    made: list[bytes] = []
    for number in range(count):
        site, kind = chance.choice(SITES), chance.random()
        name = f"{site}/{number:05}.txt"
        if kind < 0.05:
            yield f"{site}/{number:05}.{chance.choice(['bin', 'txt'])}", broken(chance)
        elif kind < 0.15 and made:
            page = chance.choice(made)
            yield name, page if kind < 0.1 else near_copy(page, chance)
        else:
            made.append(story(site, chance))
            yield name, made[-1]


def write_corpus(raw: Path, count: int, chance: Random) -> None:
    """`count` documents below `raw`."""
    for name, page in _pages(count, chance):
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_bytes(page)
