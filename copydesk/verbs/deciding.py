"""`decide`, `forget`: a person's word, written into decisions.toml."""

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from copydesk.verbs.output import clean_option, json_option, print_json, say

_FILE = "decisions.toml"


@click.command()
@click.option("--from", "source", metavar="FILE", help="Merge the decisions saved in FILE.")
@click.option("--decisions", default=_FILE, show_default=True, help="Your file, written to.")
@clean_option
@json_option
def decide(source: str | None, decisions: str, clean: str, as_json: bool) -> None:
    """Decide what needs a look, or merge decisions saved by the report; the next run obeys."""
    from copydesk.deciding import decide_from, save

    if source:
        changes = decide_from(Path(source), Path(decisions)).changes
    else:
        decided = _ask(Path(clean), Path(decisions))
        changes = save(Path(decisions), decided).changes if decided else ()
    if as_json:
        print_json({"schema": 1, "decisions": decisions, **_as_json(changes)})
    _say_changes(changes, decisions)


def _ask(clean: Path, decisions: Path) -> Any:
    from copydesk.deciding import read_entries
    from copydesk.questions import questions, walk
    from pipeline.errors import UsageError

    if not sys.stdin.isatty():
        do = "run it in a terminal, or merge a file with --from FILE"
        raise UsageError("decide asks questions, and standard input is no terminal", do=do)
    asked = questions(clean, read_entries(decisions))
    if not asked:
        say("nothing needs a look that is not decided already")
    return walk(asked, partial(next, _keys()), say)


def _keys() -> Iterator[str]:
    """One key after the other, also where several came at once; Ctrl-D ends as q does."""
    while True:
        try:
            pressed = click.getchar()
        except EOFError:
            pressed = "q"
        # A key that sends an escape sequence is one key, and never a letter in it.
        yield from [pressed] if pressed.startswith("\x1b") else pressed


def _as_json(changes: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {"added": [], "ignored": [], "replaced": []}
    for change in changes:
        entry = {"decision": change.entry.kind, **change.entry.fields}
        found[change.what].append(entry | ({"why": change.why} if change.why else {}))
    return found


def _say_changes(changes: Sequence[Any], decisions: str) -> None:
    from pipeline.report.escape import cut, visible

    for change in changes:
        told = " ".join(str(value) for value in change.entry.fields.values())
        why = f" ({change.why})" if change.why else ""
        say(f"{change.what}: {change.entry.kind} {cut(visible(told), 80)}{why}")
    counts = {what: len(found) for what, found in _as_json(changes).items()}
    said = ", ".join(f"{count:,} {what}" for what, count in counts.items())
    say(f"{decisions}: {said}" + ("; the next run obeys" if counts["added"] else ""))


@click.command()
@click.argument("document")
@clean_option
@click.option("--raw", default="", help="Input folder (default: that of the last run).")
@click.option("--decisions", default="", help="Decisions (default: those of the last run).")
@click.option("--accept", is_flag=True, help="Go on where the brake stopped the run.")
@json_option
def forget(document: str, clean: str, as_json: bool, **options: Any) -> None:
    """Take a DOCUMENT down: out of the output, its audit, its store and the previous output."""
    from dataclasses import asdict

    from copydesk.takedown import forget as take_down

    done = take_down(document, clean, **options)
    if as_json:
        print_json({"schema": 1, **asdict(done)})
        return
    from pipeline.report.escape import visible
    from pipeline.report.words import plural

    say(f"forgotten: {', '.join(map(visible, done.forgotten))} ({done.decisions} says so)")
    if len(done.forgotten) > 1:
        say("  they hold the very same text, so all of them went")
    say(
        f"gone from {clean}, its audit and its previous state, and from the store "
        f"({plural(done.dropped_products, 'product')} dropped)"
    )
    for place in done.delete:
        say(f"still to delete by you: {visible(place)}")
    for name in done.similar:
        say(f"shares much of the text and stays: {visible(name)}")
    for folder in done.elsewhere:
        say(f"holds the text too, take it down there as well: {visible(folder)}")
