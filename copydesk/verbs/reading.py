"""`show`, `restore`, `report`: read what a run left."""

from pathlib import Path

import click

from copydesk.verbs.output import clean_option, json_option, print_json, write_text
from copydesk.verbs.styling import write_styled


@click.command()
@click.argument("document")
@click.option("--diff", is_flag=True, help="Compare with the kept document.")
@clean_option
@json_option
def show(document: str, diff: bool, clean: str, as_json: bool) -> None:
    """Explain what became of one DOCUMENT, and why."""
    from copydesk.explain import view
    from pipeline.report.redline import document_json, document_text

    found = view(Path(clean), document, compare=diff or as_json)
    if as_json:
        print_json({"schema": 1, **document_json(found)})
    else:
        write_styled(document_text(found, diff))


@click.command()
@click.argument("document")
@clean_option
def restore(document: str, clean: str) -> None:
    """Print a DOCUMENT as it was read, kept or dropped."""
    from copydesk.explain import restore as restore_text

    write_text(restore_text(Path(clean), document))


@click.command()
@clean_option
@click.option("--top", default=10, show_default=True, help="Rows a list.", metavar="N")
@json_option
def report(clean: str, top: int, as_json: bool) -> None:
    """Print the report: counts, groups, removed lines, sites."""
    from copydesk.evidence import evidence_of
    from copydesk.running import figures_of
    from pipeline.report.figures import as_json as figures_json
    from pipeline.report.terminal import report_text

    counted = figures_of(Path(clean))
    if as_json:
        print_json({"schema": 1, **figures_json(counted)})
    else:
        write_styled(report_text(evidence_of(Path(clean)), counted, top))
