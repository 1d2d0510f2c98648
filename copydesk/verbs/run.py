"""`run`: clean a folder."""

from collections.abc import Callable
from functools import reduce
from typing import Any

import click

from copydesk.verbs.output import bytes_of, json_option, print_json, say

Verb = Callable[..., None]
_WHAT = (
    click.argument("raw"),
    click.argument("clean"),
    click.option("--settings", default="", help="Settings (default: copydesk.toml, if any)."),
    click.option("--decisions", default="", help="Decisions (default: beside the settings)."),
    click.option("--include", multiple=True, metavar="GLOB", help="Only these documents."),
    click.option("--exclude", multiple=True, metavar="GLOB", help="Not these documents."),
    click.option("--sample", default=0, metavar="N", help="Only N files, always the same."),
)


def run_options(verb: Verb) -> Verb:
    """The arguments that say what is run; `run` and `plan` share them."""
    return reduce(lambda wrapped, option: option(wrapped), reversed(_WHAT), verb)


@click.command()
@run_options
@click.option("--workers", default=0, metavar="N", help="Processes (default: one a core).")
@click.option("--memory", default="", metavar="SIZE", help="For all processes, e.g. 2G.")
@click.option("--accept", is_flag=True, help="Go on where the brake stopped the run.")
@click.option("--strict", is_flag=True, help="Stop before publishing when a file is unreadable.")
@click.option("--dry-run", is_flag=True, help="Do all but publish; show what would be lost.")
@click.option("--log-json", is_flag=True, help="Progress as JSON lines on stderr.")
@json_option
def run(as_json: bool, dry_run: bool, log_json: bool, memory: str, **options: Any) -> None:
    """Clean the folder RAW into the folder CLEAN."""
    for name in ("workers", "sample"):
        if options[name] < 0:
            raise click.UsageError(f"--{name}: give 1 or more")
    from copydesk import running

    raw, clean = options.pop("raw"), options.pop("clean")
    options |= {"memory": bytes_of(memory, "--memory"), "log_json": log_json}
    if dry_run:
        _show_preview(running.preview(raw, clean, **options), as_json=as_json)
        return
    summary = running.run(raw, clean, **options)
    if as_json:
        from dataclasses import asdict

        print_json({"schema": 1, **asdict(summary)})
        return
    if not summary.changed:
        say("nothing to do: CLEAN already is what this run would write")
    for line in summary.lines:
        say(line)


def _show_preview(found: Any, *, as_json: bool) -> None:
    from dataclasses import asdict

    if as_json:
        print_json({"schema": 1, **asdict(found)})
        return
    counts = ", ".join(f"{count:,} {name}" for name, count in found.outcomes.items())
    say(f"nothing was published; a run would give {counts}, {found.removed_lines:,} lines removed")
    say(f"{len(found.lost):,} documents that CLEAN holds would go, {found.gained:,} would come")
    for name, reason in found.lost[:20]:
        say(f"  {name}  {reason}")
    if len(found.lost) > 20:
        say(f"  and {len(found.lost) - 20:,} more (--json lists all)")
    for check in found.checks:
        if check.applies:
            mark = "over the limit" if check.exceeded else "under the limit"
            say(f"  {check.counted:,} of {check.of:,} {check.what}: {mark} of {check.limit:.0%}")
