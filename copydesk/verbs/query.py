"""`query`: is this text in the corpus?"""

from typing import TYPE_CHECKING

import click

from copydesk.verbs.output import clean_option, json_option, print_json, write_text
from copydesk.verbs.pages import pages_of

if TYPE_CHECKING:
    from copydesk.asking import Nearest


@click.command()
@click.argument("file")
@click.option("--raw", is_flag=True, help="Ask for the text as it is; do not clean it first.")
@click.option("--language", default="", help="ISO 639-1 code (default: guessed).")
@clean_option
@json_option
def query(file: str, raw: bool, language: str, clean: str, as_json: bool) -> None:
    """Is it in the corpus? The documents nearest to FILE, or - for standard input."""
    from pathlib import Path

    from copydesk.asking import ask

    pages = pages_of(file)
    if not raw:
        from copydesk.texts import clean_text

        pages = {name: clean_text(page, language).text for name, page in pages.items()}
    answers = {name: ask(Path(clean), page) for name, page in pages.items()}
    if as_json:
        from dataclasses import asdict

        listed = [
            {"document": name, "nearest": [asdict(one) for one in found]}
            for name, found in answers.items()
        ]
        print_json({"schema": 1, "pages": listed})
        return
    for name, found in answers.items():
        write_text("".join(f"{line}\n" for line in _lines(name, found, len(answers) > 1)))


def _lines(name: str, found: "list[Nearest]", named: bool) -> list[str]:
    """A line a document; the relation first, a dash for none."""
    from pipeline.report.escape import visible

    head = [visible(name)] if named else []
    if not found:
        return [*head, "nothing in the corpus shares a run of words with it"]
    width = max(len(visible(one.document)) for one in found)
    return [
        *head,
        f"{'relation':<10} {'document':<{width}}  covered  jaccard  containment",
        *(
            f"{one.relation or '-':<10} {visible(one.document):<{width}}"
            f"  {one.covered:7.3f}  {one.jaccard:7.3f}  {one.containment:11.3f}"
            for one in found
        ),
    ]
