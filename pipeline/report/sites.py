"""Sites for the page: what each lost, and the lines it prints on many stories."""

import pyarrow.compute as pc

from pipeline.report.chunks import encoded
from pipeline.report.escape import cut
from pipeline.report.evidence import Evidence
from pipeline.report.lines import DECIDABLE
from pipeline.report.listing import Listing
from pipeline.report.looks import lost_much, site_table

TEMPLATES = 20_000


def site_index(evidence: Evidence, listing: Listing) -> str:
    """Columns of sites in the order of their names, and rows of templates, encoded."""
    sites = site_table(evidence.outcomes)
    templates, hidden = _templates(evidence, listing)
    return encoded(
        {
            "site": sites["site"].to_pylist(),
            "documents": sites["documents"].to_pylist(),
            "kept": sites["kept"].to_pylist(),
            "words": sites["words_in"].to_pylist(),
            "lost": [max(0, lost) for lost in sites["lost"].to_pylist()],
            "much": sorted(listing.sites[name] for name in lost_much(sites)["site"].to_pylist()),
            "templates": templates,
            "hidden": hidden,
        }
    )


def _templates(evidence: Evidence, listing: Listing) -> tuple[list[list[object]], int]:
    """Site, line, stories, share, decision and samples of each; those of most stories first."""
    table = evidence.templates.append_column(
        "removes", pc.equal(evidence.templates["decision"], "remove")
    )
    keys = [("removes", "descending"), ("stories", "descending"), ("share", "descending")]
    first = table.sort_by([*keys, ("site", "ascending"), ("line", "ascending")])
    first = first.slice(0, TEMPLATES)
    rows: list[list[object]] = [
        [
            listing.sites.get(row["site"], 0),
            cut(row["line"], DECIDABLE),
            row["stories"],
            round(row["share"], 3),
            row["decision"],
            [[listing.numbers.get(name, -1), name] for name in row["documents"][:3]],
        ]
        for row in first.to_pylist()
    ]
    return rows, table.num_rows - len(rows)
