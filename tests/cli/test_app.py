"""The command line as staff meet it: errors without tracebacks, exit codes that scripts can use."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def autograder(*arguments, cwd=ROOT):
    code = "from autograder.cli.app import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "200", "HOME": str(cwd)},
    )


def test_without_arguments_it_lists_its_commands():
    shown = autograder().stdout + autograder().stderr
    for command in ("build", "grade", "check", "explain", "prove", "report", "doctor", "demo"):
        assert command in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grade", "a9_none"), "Assignments with a handout: a1_rnn"),
        (("check", "nothing_here.ipynb"), "nothing_here.ipynb does not exist"),
        (("check", "a1_rnn.ipynb"), "a1_rnn.ipynb does not exist"),
        (("check", "nothing_here.ipynb", "-a", "a1_rnn"), "nothing_here.ipynb does not exist"),
        (("demo", "a9_none"), "Assignments with a handout: a1_rnn"),
        (("demo", "a1_rnn", "--all"), "give --all or names, not both"),
        (("check", "README.md"), "does not tell which assignment"),
        (("grade", "a1_rnn", "--question", "rnn_stop"), "has no question 'rnn_stop'; it has embed"),
        (("explain", "ada", "a9_none", "rnn_step"), "Assignments with a handout: a1_rnn"),
        (("explain", "ada", "a1_rnn", "rnn_stop"), "has no question 'rnn_stop'; it has embed"),
        (("explain", "ada", "a1_rnn", "mlp_limits"), "a written answer, and has no hidden tests"),
        (("explain", "ada", "a1_rnn", "rnn_step"), "There is no student 'ada' in"),
    ],
)
def test_a_wrong_argument_gets_one_clear_error_and_exit_code_2(arguments, words):
    run = autograder(*arguments)
    assert run.returncode == 2
    assert words in run.stderr
    assert "Traceback" not in run.stderr + run.stdout


def test_a_name_with_terminal_escapes_in_an_error_is_plain_text():
    shown = autograder("check", "\x1b[31mred\x1b]0;title\x07.ipynb").stderr
    assert "red.ipynb does not exist" in shown
    assert "\x1b" not in shown


def test_outside_a_course_it_says_what_a_course_is(tmp_path):
    run = autograder("grade", "a1_rnn", cwd=tmp_path)
    assert (run.returncode, "nbgrader_config.py" in run.stderr) == (2, True)


def test_the_committed_build_is_current():
    run = autograder("build", "--check")
    assert run.returncode == 0, run.stderr


def test_the_doctor_says_that_this_machine_can_grade():
    run = autograder("doctor")
    assert run.returncode == 0, run.stdout
    assert "This machine can grade." in run.stdout
