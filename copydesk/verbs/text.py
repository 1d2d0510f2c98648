"""`text`: clean one page."""

import click

from copydesk.verbs.output import json_option, print_json, say, write_text
from copydesk.verbs.pages import pages_of


@click.command()
@click.argument("file")
@click.option("--language", default="", help="ISO 639-1 code (default: guessed).")
@json_option
def text(file: str, language: str, as_json: bool) -> None:
    """Clean one page: FILE, or - for standard input. What was removed goes to stderr."""
    from copydesk.texts import clean_text

    cleaned = [clean_text(page, language) for page in pages_of(file).values()]
    if as_json:
        from msgspec import to_builtins

        print_json({"schema": 1, "pages": to_builtins(cleaned)})
        return
    for page in cleaned:
        write_text(page.text)
        for row in page.removed:
            say(f"removed line {row.line} ({row.rule}): {row.text.strip()[:100]}")
