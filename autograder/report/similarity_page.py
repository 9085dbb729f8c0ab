"""Hand-ins that are alike: a page to read them side by side, and a table for the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table
from rich.text import Text

from autograder.report.cleaning import shortened
from autograder.report.interactive import data_block, scripts
from autograder.report.pages import render
from autograder.similarity import Comparison, Pair

SHOWN = 50  # pairs whose code is in the page
TOLD = 25  # pairs in the terminal
NAME = 40
# Questions in which two share less are not shown: so much is chance.
WORTH_SHOWING = 10.0

EVIDENCE = (
    "This is evidence to read, not a verdict. Two can write the same because they learned it from "
    "the same page, worked together as they were allowed to, or thought alike. Read the code, and "
    "talk to both, before you conclude anything."
)
TOO_FEW = 10


def similarity_page(
    stem: str, found: Comparison, unreadable: Mapping[str, str], made: str = ""
) -> str:
    """The pairs that stand out, with their code side by side, as HTML."""
    pairs = found.pairs[:SHOWN]
    return render(
        "similarity.html.j2",
        stem=stem,
        made=made,
        found=found,
        evidence=EVIDENCE,
        few=found.students < TOO_FEW,
        too_few=TOO_FEW,
        shown=SHOWN,
        pairs=[
            (pair, [one for one in pair.questions if one.shared >= WORTH_SHOWING]) for pair in pairs
        ],
        rest=found.pairs[SHOWN:],
        where=_where,
        unreadable=unreadable,
        data=data_block({}),
        scripts=scripts("tables.js"),
    )


def similarity_table(stem: str, found: Comparison) -> Table:
    """The pairs that stand out, the most alike first."""
    table = Table(title=f"{stem}: {found.found} of {found.norm.pairs:,} pairs stand out")
    table.add_column("student")
    table.add_column("student")
    table.add_column("alike", justify="right")
    table.add_column("pieces", justify="right")
    table.add_column("where")
    for pair in found.pairs[:TOLD]:
        table.add_row(
            Text(shortened(pair.left, NAME)),
            Text(shortened(pair.right, NAME)),
            f"{pair.likeness:.2f}",
            f"{pair.shared:.0f}",
            Text(_where(pair)),
        )
    if found.found > TOLD:
        table.caption = f"and {found.found - TOLD:,} more, on the page"
    return table


def norm_text(found: Comparison) -> str:
    """What is normal in the class, in a sentence or two."""
    norm = found.norm
    if found.students < TOO_FEW:
        return (
            f"{found.students} hand-ins are too few to say what is normal; from {TOO_FEW} on it "
            "can be said. Look at them yourself."
        )
    return (
        f"{found.students} hand-ins. Likeness goes from 0 to 1; half of the pairs are below "
        f"{norm.median:.2f}, nine of ten below {norm.upper:.2f}, and a pair stands out above "
        f"{norm.threshold:.2f}."
    )


def _where(pair: Pair) -> str:
    told = [one for one in pair.questions if one.shared >= WORTH_SHOWING]
    return ", ".join(f"{one.question} {100 * one.share:.0f} %" for one in told)
