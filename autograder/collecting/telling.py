"""What `autograder collect` shows."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.collecting.choosing import Chosen
from autograder.collecting.collect import Collection
from autograder.collecting.placing import Outcome
from autograder.policy import as_timestamp
from autograder.report.cleaning import shortened

WORDS: dict[Outcome, str] = {
    "new": "new",
    "replaced": "newer: replaced",
    "same": "there already",
    "older": "older: left",
    "differs": "[yellow]differs: left[/]",
    "unreadable": "[red]unreadable[/]",
}
COUNTED: dict[Outcome, str] = {
    "new": "new",
    "replaced": "replaced by newer ones",
    "same": "there already",
    "older": "older than what is there",
    "differs": "that differ, left alone",
    "unreadable": "unreadable",
}
MAX_ROWS = 200
NAMES = 20


def tell(found: Collection, stem: str, console: Console, *, dry: bool, every: bool) -> None:
    """Shows what was collected.

    Args:
        found: what came of the run.
        stem: the assignment.
        console: where to.
        dry: whether nothing was written.
        every: show every student, also those about whom there is nothing to say.
    """
    for source, title in found.layouts.items():
        console.print(f"{escape(shortened(source, 200))}: read as {title}", highlight=False)
    table = _table(found, every)
    if table.row_count:
        console.print(table)
    if found.unmatched:
        console.print(_unmatched(found))
        console.print(
            "They stay where they are: nothing was taken of them. Add who they are to roster.csv "
            "(its first line is such as id,name,email,canvas; docs/ta.md tells more), and run "
            "the same command again.",
            highlight=False,
        )
    for remark in found.remarks:
        console.print(f"[yellow]note:[/] {escape(remark)}", highlight=False)
    if any(what == "differs" for _, what in found.outcomes):
        console.print(
            "[yellow]note:[/] Where a hand-in differs from the one that is there, and neither "
            "time nor number tells which is newer, the one that is there was left. --force takes "
            "the one of the archive, and keeps the other in collected/.",
            highlight=False,
        )
    console.print(_summary(found, stem, dry=dry), highlight=False)
    if found.missing:
        names = ", ".join(found.missing[:NAMES])
        more = f" and {len(found.missing) - NAMES} more" if len(found.missing) > NAMES else ""
        console.print(
            f"{len(found.missing)} of the roster handed nothing in: {escape(names)}{more}.",
            highlight=False,
        )


def _table(found: Collection, every: bool) -> Table:
    title = "Hand-ins" if every else "Hand-ins with something to say; --all shows the others, too"
    table = Table(title=title, title_justify="left")
    table.add_column("student")
    table.add_column("handed in")
    table.add_column("", no_wrap=True)
    table.add_column("remarks", ratio=1)
    told = [one for one in found.outcomes if every or _is_notable(*one)]
    for chosen, what in told[: None if every else MAX_ROWS]:
        time = as_timestamp(chosen.time).removesuffix(" UTC") if chosen.time else "-"
        late = " [yellow]late[/]" if chosen.late else ""
        remarks = escape("; ".join(shortened(note, 300) for note in chosen.notes))
        table.add_row(escape(chosen.student), f"{time}{late}", WORDS[what], remarks)
    if len(told) > table.row_count:
        table.caption = f"and {len(told) - table.row_count} more; --all shows them"
    if any(chosen.time for chosen, _ in told):
        table.columns[1].header = "handed in (UTC)"
    return table


def _is_notable(chosen: Chosen, what: Outcome) -> bool:
    return bool(chosen.notes) or chosen.late or what not in ("new", "same")


def _unmatched(found: Collection) -> Table:
    table = Table(title="Not matched", title_justify="left")
    table.add_column("file", overflow="fold")
    table.add_column("why")
    for name, why in found.unmatched[:MAX_ROWS]:
        table.add_row(escape(shortened(name, 300)), escape(shortened(why, 300)))
    if len(found.unmatched) > MAX_ROWS:
        table.caption = f"and {len(found.unmatched) - MAX_ROWS} more"
    return table


def _summary(found: Collection, stem: str, *, dry: bool) -> str:
    counts = Counter(what for _, what in found.outcomes)
    parts = [f"{counts[what]} {words}" for what, words in COUNTED.items() if counts[what]]
    late = sum(chosen.late for chosen, _ in found.outcomes)
    parts += [f"{late} marked late"] if late else []
    if found.unmatched:
        parts.append(f"{len(found.unmatched)} file{'s' * (len(found.unmatched) > 1)} not matched")
    told = f"{stem}: {', '.join(parts) or 'no hand-ins'}."
    return f"[bold]Dry run, nothing was written.[/] {told}" if dry else told
