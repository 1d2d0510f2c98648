"""Shards are cut by content: one file more or less moves the shard it lies in, and no other."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pipeline.scan.files import RawFile
from pipeline.scan.plan import cut_shards

TARGET = 4_000


def files(count: int, seed: int = 1) -> list[RawFile]:
    chance = Random(seed)
    names = sorted({f"site{n % 9}/{chance.randrange(10**6):06}.txt" for n in range(count)})
    return [RawFile(name, chance.randrange(1, 900), f"digest of {name}") for name in names]


def changed(one: list[RawFile], two: list[RawFile]) -> int:
    return len(set(cut_shards(two, TARGET)) - set(cut_shards(one, TARGET)))


@given(st.lists(st.integers(0, 40_000), max_size=60), st.integers(1, 10_000))
def test_every_file_is_in_one_shard_in_order_and_within_bounds(
    sizes: list[int], target: int
) -> None:
    whole = [RawFile(f"{n:04}", size, "") for n, size in enumerate(sizes)]
    shards = cut_shards(whole, target)
    assert [file for shard in shards for file in shard] == whole
    assert all(shards)
    for shard in shards:
        filled = sum(file.size for file in shard)
        assert filled - shard[-1].size < 4 * target
    for shard in shards[:-1]:
        assert sum(file.size for file in shard) >= target / 4


def test_a_file_added_or_removed_moves_about_one_shard() -> None:
    whole, chance = files(2_000), Random(7)
    moved = []
    for _ in range(200):
        rest = whole.copy()
        del rest[chance.randrange(len(rest))]
        moved += [changed(whole, rest), changed(rest, whole)]
    assert sum(moved) / len(moved) < 1.5
    assert max(moved) <= 8


def test_a_new_folder_touches_its_own_shards_and_at_most_a_few_others() -> None:
    whole = files(2_000)
    more = [RawFile(f"site4x/{n:04}.txt", 500, "new") for n in range(20)]
    both = sorted([*whole, *more], key=lambda file: file.document)
    own = sum(file.size for file in more) / TARGET
    assert changed(whole, both) <= 4 * own + 3


def test_shards_are_about_the_target() -> None:
    shards = cut_shards(files(5_000), TARGET)
    mean = sum(file.size for shard in shards for file in shard) / len(shards)
    assert TARGET / 2 < mean < 2 * TARGET
