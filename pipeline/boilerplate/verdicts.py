"""A person's verdicts on site templates: what decisions.toml says of lines many stories hold."""

import re
from collections.abc import Sequence

import pyarrow as pa

from pipeline.decisions import Template
from pipeline.language.folding import fold
from pipeline.schema import OBEYED, TEMPLATES

_DIGITS = re.compile(r"\d+")
_DECISIONS = {"accept": "remove", "reject": "keep"}


def with_verdicts(templates: pa.Table, verdicts: Sequence[Template]) -> tuple[pa.Table, pa.Table]:
    """TEMPLATES with the verdicts in `decision`, and OBEYED rows for the sample documents.

    A verdict means the line of its site that reads the same but for digits; of two on one line the
    first counts.
    """
    said: dict[tuple[str, str], tuple[int, str]] = {}
    for number, entry in enumerate(verdicts, 1):
        said.setdefault((entry.site, _key(entry.line)), (number, entry.verdict))
    rows = templates.to_pylist() if said else []
    obeyed = []
    for row in rows:
        number, verdict = said.get((row["site"], _key(row["line"])), (0, ""))
        if not number:
            continue
        row["decision"] = _DECISIONS[verdict]
        obeyed += [
            {"decision": "template", "entry": number, "document": name} for name in row["documents"]
        ]
    decided = pa.Table.from_pylist(rows, schema=TEMPLATES) if said else templates
    return decided, pa.Table.from_pylist(obeyed, schema=OBEYED)


def _key(line: str) -> str:
    return _DIGITS.sub("0", fold(line))
