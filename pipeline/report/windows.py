"""A change with what stands around it, cut short: a line may hold megabytes."""

_BEFORE = 60
_WINDOW = 600


def window(before: str, after: str) -> tuple[str, str, str, str]:
    """What stands before the change, the change (old, new), and what stands behind it.

    >>> window("It wasnâ€™t me", "It wasn’t me")
    ('It wasn', 'â€™', '’', 't me')
    """
    start = _shared(before, after)
    rest = min(len(before), len(after)) - start
    end = _shared(before[: -rest - 1 : -1], after[: -rest - 1 : -1]) if rest else 0
    head = before[max(0, start - _BEFORE) : start]
    tail = before[len(before) - end :][:_BEFORE] if end else ""
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    return (
        f"…{head}" if start > _BEFORE else head,
        old if len(old) <= _WINDOW else f"{old[:_WINDOW]}…",
        new if len(new) <= _WINDOW else f"{new[:_WINDOW]}…",
        f"{tail}…" if end > _BEFORE else tail,
    )


def _shared(left: str, right: str) -> int:
    """Length of the common beginning; halving, because a line may hold megabytes."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
