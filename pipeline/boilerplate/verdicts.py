"""A person's verdicts on site templates, shown where the counts are shown."""

import pyarrow as pa

from pipeline.decisions import Decisions
from pipeline.decisions.lines import any_number
from pipeline.language.folding import fold
from pipeline.schema import TEMPLATES

_DECISIONS = {"accept": "remove", "reject": "rejected"}


def with_verdicts(templates: pa.Table, decisions: Decisions) -> pa.Table:
    """TEMPLATES as counted in, TEMPLATES as decided out; the first verdict on a line counts."""
    verdicts: dict[tuple[str, str], str] = {}
    for entry in decisions.template:
        line = any_number(fold(entry.line))
        verdicts.setdefault((entry.site, line), _DECISIONS[entry.verdict])
    if not verdicts:
        return templates
    rows = templates.to_pylist()
    for row in rows:
        said = verdicts.get((row["site"], any_number(fold(row["line"]))))
        row["decision"] = said or row["decision"]
    return pa.Table.from_pylist(rows, schema=TEMPLATES)
