"""An explanation for a TA: in a terminal, and as JSON for tools."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import msgspec
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.explaining import ExplainedTest, Explanation, Outcome, Probed
from autograder.report.cleaning import points_text, printable, traceback_text
from autograder.report.pages import SYMBOLS
from autograder.report.values import MAX_LEAVES, Leaf, as_json, difference, form, leaves, text

SIDE_BY_SIDE = 116  # columns of a terminal from which both answers fit beside each other
NOT_ANSWERED = "no answer"


def show_explanation(explanation: Explanation, console: Console, *, full: bool = False) -> None:
    """Prints it.

    Args:
        explanation: what to show.
        console: where to.
        full: whether arrays are shown whole.
    """
    for line in _head(explanation):
        console.print(line, highlight=False, soft_wrap=False)
    if not explanation.tests:
        names = ", ".join(test.name for test in explanation.result.tests)
        console.print(f"All hidden tests are right. --test NAME shows one all the same: {names}")
    for test in explanation.tests:
        console.print()
        console.print(_test(test, console.width, full), highlight=False)


def _head(told: Explanation) -> Iterator[Text]:
    result = told.result
    yield Text.assemble(
        (printable(told.student), "bold"), f"  {told.assignment}  ", (result.question, "bold"),
        f"  {_points(result)} points",
    )  # fmt: skip
    yield Text(_about_seed(told))
    if told.recorded is not None and round(told.recorded, 6) != round(result.earned, 6):
        yield Text(
            f"The verdict gave {points_text(told.recorded)}: this hand-in does not answer the same "
            "every time, or the machine was too busy for it.",
            "yellow",
        )
    if not told.protected:
        yield Text("Run without a sandbox.", "bold red")
    if result.diagnosis is not None:
        for part in result.diagnosis.parts:
            yield Text.assemble("Diagnosis: ", (part.words, "bold"), f". {printable(part.hint)}")
    elif result.fits_nothing:
        yield Text("Diagnosis: no known mistake fits.")


def _about_seed(told: Explanation) -> str:
    return {
        "verdict": f"Seed {told.seed}, that of the verdict in the journal.",
        "journal": f"Seed {told.seed}, the journal's. It has no verdict on this hand-in yet: "
        f"`autograder grade {told.assignment}` makes one, on the same inputs.",
        "drawn": f"Seed {told.seed}, drawn now: nothing was graded here yet, and grading will draw "
        "other inputs.",
    }[told.seed_from]


def _points(result: Any) -> str:
    return f"{points_text(result.earned)} of {points_text(result.points)}"


def _test(test: ExplainedTest, width: int, full: bool) -> Group:
    result = test.result
    style = "green" if result.state == "passed" else "red"
    parts: list[RenderableType] = [
        Text.assemble(
            (f"{SYMBOLS[result.state]} {result.state}", style), "  ", (result.sentence, "bold"),
            f"  {_points(result)}",
        ),
        _indented(Text(result.name, "dim")),
    ]  # fmt: skip
    parts += [_indented(Text(printable(said))) for said in (result.message, result.note) if said]
    if result.traceback:
        parts.append(_indented(Text(traceback_text(result.traceback)), 4))
    shown = [one for one in test.probed if not one.alike]
    alike = len(test.probed) - len(shown)
    if not test.probed:
        parts.append(_indented(Text("Nothing was asked of it.")))
    elif not shown:
        shown, alike = [test.probed[-1]], alike - 1
    if alike:
        more = "" if alike == 1 else "s"
        parts.append(_indented(Text(f"{alike} other probe{more}: answered as the solution does.")))
    parts += [_indented(_probe(one, width - 2, full)) for one in shown]
    return Group(*parts)


def _indented(shown: RenderableType, by: int = 2) -> Padding:
    return Padding(shown, (0, 0, 0, by))


def _probe(one: Probed, width: int, full: bool) -> Group:
    inputs = Table("input", "form", "value", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for leaf in _some(list(leaves(one.given)), inputs):
        inputs.add_row(
            Text(leaf.path), Text(form(leaf.value)), Text(text(leaf.value, full=full, brief=True))
        )
    asked = f"asked  {one.probe}"
    about = f": {one.about}" if one.about else ""
    parts: list[RenderableType] = [
        Text(""),
        Text.assemble((asked, "bold"), about),
        inputs,
        Text(""),
    ]
    if one.summary:
        parts.append(Text("The test judges a property of the answer; this is the property:"))
    parts.append(_answers(one, width, full))
    if one.alike:
        parts.append(Text("Both answer the same; the test asks for something else of it."))
    return Group(*parts)


def _answers(one: Probed, width: int, full: bool) -> Table:
    """Both answers, part by part: side by side where there is room, else one below the other."""
    wide = width >= SIDE_BY_SIDE
    columns = ("output", "student", "solution") if wide else ("output", "by", "answer")
    table = Table(*columns, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for path, mine, theirs in _some(_paired(one), table):
        sides = [Text(_side(side, full)) for side in (mine, theirs)]
        told = _difference(mine, theirs)
        name = Text(path or "(the answer)")
        if wide:
            table.add_row(name, *sides)
            if told:
                table.add_row("", Text(told, "yellow"), "")
        else:
            rows = [("student", mine, sides[0]), ("solution", theirs, sides[1])]
            for by, side, shown in rows:
                if side is not None:
                    table.add_row(name, by, shown)
                    name = Text("")
            if told:
                table.add_row("", "", Text(told, "yellow"))
    return table


def _some(rows: list[Any], table: Table) -> Iterator[Any]:
    """The first rows; that there are more is told in the table's caption."""
    yield from itertools.islice(rows, MAX_LEAVES)
    if len(rows) > MAX_LEAVES:
        table.caption = f"and {len(rows) - MAX_LEAVES:,} more"


# A part of an answer, or the error in its place, or nothing where the other side alone has it.
Side = Leaf | Outcome | None


def _paired(one: Probed) -> list[tuple[str, Side, Side]]:
    """The parts of both answers by where they stand, in the solution's order."""
    student, solution = _parts(one.student), _parts(one.solution)
    paths = list(dict.fromkeys((*solution, *student)))
    if None in (one.student.error, one.solution.error) and one.student.error is not None:
        return [("", one.student, None), *((p, None, solution[p]) for p in paths)]
    if one.solution.error is not None:
        return [("", one.student if one.student.error else None, one.solution)]
    return [(path, student.get(path), solution.get(path)) for path in paths]


def _parts(outcome: Outcome) -> dict[str, Side]:
    return {} if outcome.error else {leaf.path: leaf for leaf in leaves(outcome.answer)}


def _side(side: Side, full: bool) -> str:
    if side is None:
        return "-"
    if isinstance(side, Leaf):
        return f"{form(side.value)}\n{text(side.value, full=full)}"
    said = printable(str(side.error))
    return f"{NOT_ANSWERED}, {type(side.error).__name__}: {said}"


def _difference(mine: Side, theirs: Side) -> str:
    if isinstance(mine, Leaf) and isinstance(theirs, Leaf):
        told = difference(mine.value, theirs.value)
        return f"≠ {told}" if told else "= the same"
    return ""


def explanation_json(explanation: Explanation, *, full: bool = False) -> bytes:
    """The same for tools, as indented JSON.

    Args:
        explanation: what to write.
        full: whether arrays of more than 10,000 numbers keep their values too.
    """
    told = {
        "student": printable(explanation.student),
        "assignment": explanation.assignment,
        "question": explanation.result.question,
        "points": explanation.result.points,
        "earned": explanation.result.earned,
        "recorded": explanation.recorded,
        "seed": explanation.seed,
        "seed_from": explanation.seed_from,
        "protected": explanation.protected,
        "diagnosis": _diagnosis(explanation),
        "tests": [_test_json(test, full) for test in explanation.tests],
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1)


def _diagnosis(explanation: Explanation) -> list[dict[str, str]]:
    found = explanation.result.diagnosis
    parts = found.parts if found is not None else ()
    return [{"misconception": part.misconception, "hint": part.hint} for part in parts]


def _test_json(test: ExplainedTest, full: bool) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(test.result)
    for name in ("message", "traceback", "note"):
        told[name] = printable(told[name])
    told["asked"] = [
        {
            "probe": one.probe,
            "about": one.about,
            "given": as_json(one.given, full=full),
            "summary": one.summary,
            "alike": one.alike,
            "student": _outcome_json(one.student, full),
            "solution": _outcome_json(one.solution, full),
            "differences": _differences_json(one),
        }
        for one in test.probed
    ]
    return told


def _outcome_json(outcome: Outcome, full: bool) -> dict[str, Any]:
    if outcome.error is None:
        return {"answer": as_json(outcome.answer, full=full)}
    return {"error": type(outcome.error).__name__, "message": printable(str(outcome.error))}


def _differences_json(one: Probed) -> dict[str, str]:
    found = {path: _difference(mine, theirs) for path, mine, theirs in _paired(one)}
    return {path: told[2:] for path, told in found.items() if told.startswith("≠")}
