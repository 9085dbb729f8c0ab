"""Which question is meant, and where the student's object is."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest
from unrolled import check
from unrolled.checks import checking, registry
from unrolled.checks.answers import NotBaked
from unrolled.checks.checking import check_one


@pytest.fixture
def sums(question, answers, monkeypatch):
    """Makes `running_sum` the one question of the course, without TensorFlow."""
    monkeypatch.setattr(registry, "assignments", lambda: ["a0_sums"])
    monkeypatch.setattr(registry, "questions_of", lambda _: {"running_sum": question})
    monkeypatch.setattr(checking, "load", lambda _: answers)
    monkeypatch.setattr(checking, "environment_problem", lambda: "")


@pytest.mark.parametrize("name", ["rnn_step", "a1_rnn.rnn_step"])
def test_a_question_is_found_with_and_without_its_assignment(name):
    found = registry.find(name)
    assert (found.assignment, found.name) == ("a1_rnn", "rnn_step")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("rnn_stp", "rnn_step"), ("vanillarnncell", "VanillaRNNCell"), ("a1_rnn.embedd", "embed")],
)
def test_an_unknown_name_is_answered_with_close_ones(typed, meant):
    result = check(typed)
    assert result.state == "no check"
    assert "did you mean" in result.sentence
    assert f"`{meant}`" in result.sentence


def test_a_hopeless_name_is_answered_with_all_questions():
    sentence = check("zzzzzzzz").sentence
    assert "there are" in sentence
    assert "`embed`" in sentence
    assert "`sequence_loss`" in sentence


def test_question_names_are_unique_in_the_course():
    names = [name for stem in registry.assignments() for name in registry.questions_of(stem)]
    assert len(names) == len(set(names))


@pytest.mark.usefixtures("sums")
def test_a_script_is_checked_in_the_module_that_calls(tmp_path):
    namespace = {"check": check}
    source = (
        "def running_sum(x, start):\n    return x.cumsum(1) + start\nr = check('running_sum')\n"
    )
    exec(compile(source, "script.py", "exec"), namespace)
    assert namespace["r"].passed


@pytest.mark.usefixtures("sums")
def test_a_notebook_is_checked_in_its_own_namespace(monkeypatch):
    class Shell:
        user_ns = {"running_sum": lambda x, start: x.cumsum(1) + start}  # noqa: RUF012

    class FakeIPython:
        get_ipython = staticmethod(Shell)

    monkeypatch.setitem(sys.modules, "IPython", FakeIPython)
    assert check("running_sum").passed


@pytest.mark.usefixtures("sums")
def test_what_ipython_shows_is_the_html_face(tmp_path, monkeypatch):
    shell_module = pytest.importorskip("IPython.core.interactiveshell")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    shell = shell_module.InteractiveShell.instance()
    try:
        shell.run_cell("import numpy as np\nfrom unrolled import check")
        shell.run_cell("def running_sum(x, start):\n    y = x\n    return y.append(start)")
        result = shell.run_cell("check('running_sum')").result
        shown, _ = shell.display_formatter.format(result)
    finally:
        shell_module.InteractiveShell.clear_instance()
    assert result.frames[0].source == "return y.append(start)"
    assert result.misconceptions == ("called_wrongly",)
    assert shown["text/html"] == result._repr_html_()
    assert shown["text/plain"] == str(result)


@pytest.mark.parametrize("package", ["tensorflow", "keras"])
def test_a_missing_package_is_named(monkeypatch, package):
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == package else real(name)
    )
    result = check("rnn_step")
    assert result.state == "no check"
    assert f"`{package}` is not installed here" in result.sentence


def test_a_package_without_answers_says_how_to_mend_it(monkeypatch):
    def missing(_):
        raise NotBaked

    monkeypatch.setattr(checking, "environment_problem", lambda: "")
    monkeypatch.setattr(checking, "load", missing)
    result = check("rnn_step")
    assert result.state == "no check"
    assert "install cell" in result.advice


def defined(source):
    namespace = {}
    exec(compile(source, "cell.py", "exec"), namespace)
    return namespace


@pytest.mark.usefixtures("sums")
def test_a_loop_without_end_is_ended_and_its_line_shown():
    namespace = defined("def running_sum(x, start):\n    while True:\n        x = x + start\n")
    result = check_one("running_sum", namespace, limit_s=0.3)
    assert result.state == "failed"
    assert result.sentence == "Not over after 0.3 seconds: does a loop never end?"
    assert result.frames[-1].function == "running_sum"
    assert result.frames[-1].line in (2, 3)


@pytest.mark.usefixtures("sums")
def test_an_answer_that_ends_the_program_is_told_where():
    namespace = defined("exit = 'the kernel has one too'\ndef running_sum(x, start):\n    exit()\n")
    result = check_one("running_sum", namespace)
    assert "ended the program" in result.sentence
    assert (result.frames[-1].function, result.frames[-1].line) == ("running_sum", 3)
    assert namespace["exit"] == "the kernel has one too"


def test_of_mistakes_only_hints_and_fingerprints_leave_the_repository():
    folder = importlib.util.find_spec("unrolled.checks").submodule_search_locations[0]
    table = json.loads(Path(folder, "baked", "a1_rnn.json").read_text(encoding="utf-8"))
    for question in table["questions"].values():
        assert set(question) == {"solution", "mistakes", "pairs"}
        fingerprint = {"form", "sums", "certain"}
        for mistake in question["mistakes"]:
            assert set(mistake) - fingerprint == {"name", "hint"}
        for pair in question["pairs"]:
            assert set(pair) == {"names", *fingerprint}
