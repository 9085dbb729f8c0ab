import io

import pytest
from rich.console import Console

from autograder.report.terminal import class_progress, class_table


def shown(table, width=120):
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(table)
    return console.file.getvalue()


def test_a_line_per_student_with_points_states_and_diagnosis(assignment, make_verdict):
    rows = [
        ("bob", make_verdict(1, hint="Turn it round."), ""),
        ("ada", make_verdict(), ""),
        ("eve", None, "The file is empty."),
    ]
    text = shown(class_table(assignment, rows))
    lines = [line for line in text.splitlines() if line.startswith("│")]
    ada, bob, eve, mean = ([part.strip() for part in line.split("│")[1:-1]] for line in lines)
    assert ada == ["ada", "10", "4 ✓", "6 ✓", "passed", ""]
    assert bob == ["bob", "7", "1 ✕", "6 ✓", "failed", "step: wrong step"]
    assert eve == ["eve", "-", "-", "-", "needs review", "The file is empty."]
    assert mean[:4] == ["mean", "8.5", "2.5", "6"]
    assert "2 graded, 1 need review" in text


def test_names_and_reasons_cannot_style_or_steer_the_terminal(assignment):
    text = shown(class_table(assignment, [("[red]a\x1b[2Jb[/red]", None, "[bold]x\x1b]0;y\x07")]))
    assert "[red]ab[/red]" in text
    assert "[bold]x" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("width", [60, 80])
def test_a_narrow_terminal_still_shows_names_and_totals(width, assignment, make_verdict):
    text = shown(class_table(assignment, [("ada", make_verdict(), "")]), width)
    assert "ada" in text
    assert max(map(len, text.splitlines())) <= width


def test_progress_counts_done_failed_and_review():
    console = Console(width=120, file=io.StringIO(), force_terminal=True, color_system=None)
    bar = class_progress(console)
    task = bar.add_task("toy", total=3, failed=0, review=0)
    bar.update(task, advance=2, failed=1, review=1)
    text = shown(bar.get_renderable())
    for part in ("toy", "2/3", "1 failed", "1 needs review"):
        assert part in text
