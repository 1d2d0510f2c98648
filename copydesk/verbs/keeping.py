"""`plan`, `settings`, `verify`, `gc`: before a run and after it."""

from pathlib import Path
from typing import Any

import click

from copydesk.verbs.output import clean_option, json_option, megabytes, print_json, say, write_text
from copydesk.verbs.run import run_options


@click.command()
@run_options
@json_option
def plan(as_json: bool, raw: str, clean: str, **options: Any) -> None:
    """Say what `run RAW CLEAN` would do, what it may do, what it reuses, and why."""
    from dataclasses import asdict

    from copydesk.running import planned

    stages, reasons = planned(raw, clean, **options)
    if as_json:
        print_json({"schema": 1, "stages": [asdict(one) for one in stages], "reasons": reasons})
        return
    lines = [*reasons, f"{'stage':<18} {'will':>6} {'may':>6} {'reused':>6}   products"]
    lines += [f"{one.stage:<18} {one.will:>6,} {one.may:>6,} {one.reused:>6,}" for one in stages]
    write_text("\n".join(lines) + "\n")


@click.command()
@click.option("--settings", default="", help="Settings (default: copydesk.toml, if there is one).")
@json_option
def settings(settings: str, as_json: bool) -> None:
    """Print the effective settings with the origin of each value."""
    import json

    from copydesk.keeping import settings_with_origin

    rows = settings_with_origin(settings)
    if as_json:
        names = ("table", "key", "value", "origin")
        print_json({"schema": 1, "settings": [dict(zip(names, row, strict=True)) for row in rows]})
        return
    shown = ""
    for table, key, value, origin in rows:
        if table != shown:
            write_text(f"{'' if not shown else chr(10)}[{table}]\n")
            shown = table
        write_text(f"{key} = {json.dumps(value)}  # {origin}\n")


@click.command()
@clean_option
@json_option
@click.pass_context
def verify(context: click.Context, clean: str, as_json: bool) -> None:
    """Read every byte of an output and its store; exit 1 when something is not what it was."""
    from dataclasses import asdict

    from copydesk.keeping import verify as verify_folder

    found = verify_folder(Path(clean))
    if as_json:
        print_json({"schema": 1, **asdict(found)})
    for name in found.clean:
        say(f"changed in {clean}: {name}")
    for name in found.store:
        say(f"damaged in the store: {name}")
    if found.clean:
        say("  delete the folder and run again: it is published anew from the store")
    if found.store:
        say("  the next run that needs them makes these products again")
    if not (found.clean or found.store):
        say("everything is as it was written")
    context.exit(1 if found.clean or found.store else 0)


@click.command()
@clean_option
@click.option("--keep", default=2, show_default=True, help="Publishes whose products stay.")
@click.option("--max-size", default="", help="Keep fewer until the store fits, e.g. 5G.")
@json_option
def gc(clean: str, keep: int, max_size: str, as_json: bool) -> None:
    """Drop what the store holds for older publishes; a later run makes it again when needed."""
    if keep < 1:
        raise click.UsageError("--keep: give 1 or more")
    from dataclasses import asdict

    from copydesk.keeping import gc as collect
    from copydesk.verbs.output import bytes_of

    found = collect(Path(clean), keep, bytes_of(max_size, "--max-size"))
    if as_json:
        print_json({"schema": 1, **asdict(found)})
    else:
        say(
            f"{found.dropped:,} products dropped ({megabytes(found.dropped_bytes)}), "
            f"{found.left:,} kept ({megabytes(found.left_bytes)})"
        )
