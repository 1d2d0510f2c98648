"""What verbs print: results on stdout, in UTF-8 whatever the locale; options they share."""

import sys
from typing import Any

import click

clean_option = click.option(
    "--clean", default="clean", show_default=True, help="The output folder of a run."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def print_json(value: Any) -> None:
    """One JSON object on stdout."""
    import json

    write_text(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")


def write_text(text: str) -> None:
    """Text on stdout, its line ends as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def say(line: str) -> None:
    """A line for people, on stderr."""
    click.echo(line, err=True)
