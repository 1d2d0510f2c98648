"""`run`: clean a folder."""

from typing import Any

import click

from copydesk.verbs.output import json_option, print_json, say


@click.command()
@click.argument("raw")
@click.argument("clean")
@click.option("--settings", default="", help="Settings (default: copydesk.toml, if there is one).")
@click.option(
    "--decisions", default="", help="Decisions (default: decisions.toml by the settings)."
)
@click.option("--workers", default=0, help="Processes (default: one a core).", metavar="N")
@click.option("--accept", is_flag=True, help="Go on where the brake stopped the run.")
@click.option("--strict", is_flag=True, help="Stop before publishing when something is unreadable.")
@json_option
def run(as_json: bool, **options: Any) -> None:
    """Clean the folder RAW into the folder CLEAN."""
    if options["workers"] < 0:
        raise click.UsageError("--workers: give 1 or more")
    from copydesk.running import run as run_folder

    summary = run_folder(options.pop("raw"), options.pop("clean"), **options)
    if as_json:
        from dataclasses import asdict

        print_json({"schema": 1, **asdict(summary)})
    else:
        if not summary.changed:
            say("nothing to do: CLEAN already is what this run would write")
        for line in summary.lines:
            say(line)
