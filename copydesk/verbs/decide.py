"""`decide`: write down what a person decides, for every later run."""

from pathlib import Path
from typing import Any

import click

from copydesk.verbs.output import clean_option, json_option, print_json, say


@click.command()
@click.option("--from", "source", default="", help="A decisions.toml, as the report saves it.")
@click.option(
    "--keep", multiple=True, metavar="DOC", help="Keep this document, whatever its group."
)
@click.option(
    "--not-duplicate", multiple=True, nargs=2, metavar="DOC DOC", help="These two are no copies."
)
@click.option("--keep-line", multiple=True, metavar="LINE", help="Never remove this line.")
@click.option("--remove-line", multiple=True, metavar="LINE", help="Always remove this line.")
@click.option("--site", default="", help="The lines given count on this site only.")
@click.option("--decisions", default="", help="The file to write (default: as `run` finds it).")
@click.option("--settings", default="", help="The settings it stands beside.")
@clean_option
@json_option
def decide(
    source: str, decisions: str, settings: str, clean: str, as_json: bool, **said: Any
) -> None:
    """Add decisions to your decisions.toml; the next run obeys them."""
    if not source and not any(said[name] for name in said if name != "site"):
        raise click.UsageError("nothing to decide: give --from FILE, or one of --keep and the like")
    from copydesk.deciding import Said, decisions_of, spoken, usual_file
    from copydesk.deciding import decide as write
    from pipeline.decisions.entries import entry_text

    file = usual_file(decisions, settings)
    done = [write(file, decisions_of(Path(source)))] if source else []
    done.append(write(file, spoken(Said(**said), Path(clean))))
    names = ("added", "standing", "opposed")
    found = {
        name: [entry_text(one) for part in done for one in getattr(part, name)] for name in names
    }
    if as_json:
        print_json({"schema": 1, "file": str(file), **found})
        return
    for entry in found["added"]:
        say(entry + "\n")
    say(f"{len(found['added'])} added to {file}, {len(found['standing'])} stood there already")
    for entry in found["opposed"]:
        say(f"left out, because {file} says the opposite:\n{entry}")
    if found["added"]:
        say("run again, and it is obeyed")
