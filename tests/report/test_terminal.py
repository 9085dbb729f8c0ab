import io

import pytest
from rich.console import Console

from autograder.report.terminal import class_progress, class_table, term_table
from autograder.verdict import Diagnosis, QuestionResult, TestResult, Verdict

CUT_SHORT = (
    "`a1_rnn.ipynb` breaks off after 20,000 bytes; expected a whole notebook. The upload was "
    "probably cut short. Ask for it again: in Colab or Jupyter, File > Download > .ipynb."
)
WIDE, NARROW = 120, 60
COURSE = {
    "embed": 6.0, "rnn_step": 12.0, "rnn_forward": 12.0, "last_valid_state": 8.0,
    "one_to_many": 10.0, "VanillaRNNCell": 16.0, "make_pairs": 6.0, "sequence_loss": 10.0,
    "build_char_model": 8.0,
}  # fmt: skip


def shown(rendered, width=WIDE):
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(rendered)
    return console.file.getvalue()


def cells(table, width):
    """The rows of a table as it is shown, one list a line."""
    lines = shown(table, width).splitlines()
    return [[part.strip() for part in line.split("│")[1:-1]] for line in lines if line[0] == "│"]


def rows_of_three(make_verdict):
    return [
        ("bob", make_verdict(1, hint="Turn it round."), ""),
        ("ada", make_verdict(), ""),
        ("eve", None, "The file is empty."),
    ]


def test_a_line_per_student_with_points_states_and_diagnosis(assignment, make_verdict):
    table = class_table(assignment, rows_of_three(make_verdict), WIDE)
    ada, bob, eve, mean = cells(table, WIDE)
    assert ada == ["ada", "10", "4 ✓", "6 ✓", "passed", ""]
    assert bob == ["bob", "7", "1 ✕", "6 ✓", "failed", "step: wrong step"]
    assert eve == ["eve", "-", "-", "-", "needs review", "The file is empty."]
    assert mean[:4] == ["mean", "8.5", "2.5", "6"]
    assert "2 graded, 1 needs review" in shown(table)


def test_a_term_has_a_column_per_assignment_and_leaves_out_what_was_not_handed_in(make_verdict):
    term = {"a1_toy": rows_of_three(make_verdict), "a2_toy": [("ada", make_verdict(2), "")]}
    ada, bob, eve, mean = cells(term_table(term), WIDE)
    assert ada == ["ada", "10", "8"]
    assert bob == ["bob", "7", ""]
    assert eve == ["eve", "review", ""]
    assert mean == ["mean", "8.5", "8"]


def test_a_narrow_terminal_gets_what_was_lost_in_place_of_a_column_per_question(
    assignment, make_verdict
):
    table = class_table(assignment, rows_of_three(make_verdict), NARROW)
    ada, bob, diagnosis, eve, mean = cells(table, NARROW)
    assert ada == ["ada", "10", "passed", ""]
    assert bob == ["bob", "7", "failed", "step -3 ✕"]
    assert diagnosis == ["", "", "", "wrong step"]
    assert eve == ["eve", "-", "needs review", "The file is empty."]
    assert mean == ["mean", "8.5", "", ""]


@pytest.fixture
def whole_class(assignment):
    """Nine questions, many states, long names: what a real class brings."""
    assignment.questions = COURSE
    names = list(COURSE)

    def verdict(**states):
        return Verdict(
            "a1_rnn",
            tuple(
                QuestionResult(
                    name,
                    (TestResult("t", "t", worth, 0.0 if name in states else worth, state),),
                    Diagnosis("recurrent_kernel_transposed", "") if state == "failed" else None,
                )
                for name, worth in COURSE.items()
                for state in (states.get(name, "passed"),)
            ),
            seed=1,
        )

    states = ("failed", "out of memory", "timed out", "crashed", "missing")
    return [
        ("ada", verdict(), ""),
        ("grace.hopper@students.example.edu", verdict(rnn_step="failed"), ""),
        ("niklaus", verdict(**dict(zip(names, states, strict=False))), ""),
        ("whitfield", None, CUT_SHORT),
    ]


@pytest.mark.parametrize("width", [80, 100, 120, 180, 200, 250])
def test_nothing_is_cut_at_any_usual_width(width, assignment, whole_class):
    table = class_table(assignment, whole_class, width)
    text = shown(table, width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    columns = [" ".join(parts) for parts in zip(*cells(table, width), strict=True)]
    folded = ["".join(column.split()) for column in columns]
    assert "grace.hopper@students.example.edu" in folded[0]
    assert {"88", "76", "-"} <= set(columns[1].split())
    for words in ("needs review", "out of memory", "timed out", "crashed", "missing"):
        assert any(words in column for column in columns), words
    assert "recurrentkerneltransposed" in folded[-1]
    assert "".join(CUT_SHORT.split()) in folded[-1]


@pytest.mark.parametrize(("width", "has_columns"), [(80, False), (120, False), (250, True)])
def test_questions_have_columns_only_where_there_is_room(
    width, has_columns, assignment, whole_class
):
    table = class_table(assignment, whole_class, width)
    assert any("build_char_model" in str(column.header) for column in table.columns) == has_columns


def test_a_grader_error_waits_for_a_person_and_is_left_out_of_the_mean(assignment, make_verdict):
    rows = [("ada", make_verdict(), ""), ("bob", make_verdict(0, state="grader error"), "")]
    for width in (WIDE, NARROW):
        table = class_table(assignment, rows, width)
        _, bob, *_, mean = cells(table, width)
        assert bob[:2] == ["bob", "-"]
        assert "needs review" in bob
        assert mean[1] == "10"
        assert "Hidden tests of `step`" in " ".join(shown(table, width).split())
        assert "1 graded, 1 needs review" in shown(table, width)


def test_a_long_reason_is_cut_at_its_end_and_at_a_word(assignment):
    reason = "The file is damaged. " + "Look at it again. " * 30
    (line, *rest), *_ = [cells(class_table(assignment, [("ada", None, reason)], 400), 400)]
    assert line[-1].startswith("The file is damaged. Look at it again.")
    assert line[-1].endswith((" again.…", " it…", " at…", " Look…"))
    assert "left out" not in line[-1]
    assert len(rest) == 1


def test_names_and_reasons_cannot_style_or_steer_the_terminal(assignment):
    rows = [("[red]a\x1b[2Jb[/red]", None, "[bold]x\x1b]0;y\x07")]
    for width in (WIDE, NARROW):
        text = shown(class_table(assignment, rows, width), width)
        assert "[red]ab[/red]" in text
        assert "[bold]x" in text
        assert "\x1b" not in text


def test_progress_counts_done_failed_and_review():
    console = Console(width=120, file=io.StringIO(), force_terminal=True, color_system=None)
    bar = class_progress(console)
    task = bar.add_task("toy", total=3, failed=0, review=0)
    bar.update(task, advance=2, failed=1, review=1)
    text = shown(bar.get_renderable())
    for part in ("toy", "2/3", "1 failed", "1 needs review"):
        assert part in text
