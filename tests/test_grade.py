import dataclasses
import socket

import msgspec
import pytest

from autograder import grade
from autograder.acceptance import Acceptance
from autograder.batch import read_handin
from autograder.course import find_course
from autograder.errors import SandboxError
from autograder.grade import Grader, grade_handin
from autograder.ingredients import ingredients, verdict_key
from autograder.journal import Journal
from autograder.notebook import Cell, Handin
from autograder.sandbox.client import Forker
from autograder.testing.memo import Memo
from autograder.verdict import is_grader_fault


def toy_handin(source, *others):
    own = [Cell(f"own-{i}", text, "own") for i, text in enumerate(others)]
    return Handin("toy", (Cell("double-answer", source, "answer", "double"), *own))


RIGHT = toy_handin("def double(x):\n    return x + x\n")
SQUARED = toy_handin("def double(x):\n    return x ** 2\n")


@pytest.fixture
def grader(toy, zygote):
    return Grader(*toy, zygote, seed=11)


def lasting(verdict):
    """A verdict less time and memory: all that must come out the same every time."""
    told = msgspec.to_builtins(verdict)
    for question in told["questions"]:
        for test in question["tests"]:
            assert test.pop("duration_s") >= 0
    assert told.pop("duration_s") > 0
    assert told.pop("peak_bytes") > 2**27  # TensorFlow alone takes more
    return told


@pytest.fixture(scope="module")
def a1_grader(root, a1_rnn, zygote, tmp_path_factory):
    memo = Memo(tmp_path_factory.mktemp("memo"))
    return Grader(find_course(root), a1_rnn, zygote, seed=2027, memo=memo)


def a1_handin(root, a1_rnn, kind):
    return read_handin(find_course(root), a1_rnn, root / kind / "a1_rnn" / "a1_rnn.ipynb")


def test_the_solution_earns_full_marks(a1_grader, root, a1_rnn):
    verdict = a1_grader.grade(a1_handin(root, a1_rnn, "source"))
    assert {t.state for question in verdict.questions for t in question.tests} == {"passed"}
    assert {q.question: q.points for q in verdict.questions} == a1_rnn.questions


def test_the_same_hand_in_gets_the_same_verdict_five_times(a1_grader, root, a1_rnn):
    # Weights, gradients and a compiled function; benchmarks/steadiness.py does it 500 times.
    handin = a1_handin(root, a1_rnn, "source")
    first, *others = (lasting(a1_grader.grade(handin, "VanillaRNNCell")) for _ in range(5))
    assert all(verdict == first for verdict in others)


def test_the_untouched_notebook_earns_nothing_and_everything_is_missing(a1_grader, root, a1_rnn):
    verdict = a1_grader.grade(a1_handin(root, a1_rnn, "release"))
    assert (verdict.earned, verdict.points) == (0.0, sum(a1_rnn.questions.values()))
    assert {question.state for question in verdict.questions} == {"missing"}


def test_a_verdict_records_what_it_was_made_from(grader):
    verdict = grader.grade(RIGHT)
    assert (verdict.assignment, verdict.seed, verdict.earned) == ("toy", 11, 100.0)
    assert verdict.limits["probe_s"] == 3.0
    assert verdict.sandbox == "bubblewrap"
    assert {"tensorflow", "keras", "numpy"} <= set(verdict.versions)
    assert verdict.hashes == ingredients(grader.assignment, RIGHT)


def test_a_wrong_answer_is_diagnosed_with_its_hint(grader):
    question = grader.grade(SQUARED).questions[0]
    assert (question.earned, question.state) == (40.0, "failed")
    assert question.diagnosis.misconception == "squared"
    assert question.diagnosis.hint == "Twice is not the square."


def test_another_seed_draws_other_inputs(toy, zygote):
    messages = {
        Grader(*toy, zygote, seed).grade(SQUARED).questions[0].tests[0].message for seed in range(4)
    }
    assert len(messages) > 1


def test_failures_of_a_students_own_cells_are_told_by_their_first_line(grader):
    verdict = grader.grade(toy_handin(RIGHT.cells[0].source, "# my plot\nplot(1)"))
    assert verdict.earned == 100.0
    (told,) = verdict.cell_errors
    assert told.startswith("The cell that starts with '# my plot' failed: NameError")


def test_only_the_end_of_what_was_printed_is_kept(grader):
    verdict = grader.grade(toy_handin(RIGHT.cells[0].source, "print('a' * 9000)\nprint('end')"))
    assert verdict.output.endswith("a\nend\n")
    assert len(verdict.output) == grade.KEPT_OUTPUT


@pytest.mark.parametrize("text", [r"\ud800", r"\0", r"\x1b[2J", r"x' * 10**6 + '"])
def test_no_text_of_a_student_keeps_a_verdict_from_being_stored(text, grader):
    source = f"print('{text}')\ndef double(x):\n    raise ValueError('{text}')\n"
    verdict = grader.grade(toy_handin(source, f"raise KeyError('{text}')"))
    assert verdict.questions[0].state in ("crashed", "failed")
    assert verdict.earned == 0
    grader.journal.put("k" * 64, verdict)
    assert grader.journal.get("k" * 64) == verdict
    assert max(len(t.message) for t in verdict.questions[0].tests) < 9000


def test_a_question_that_no_test_asks_is_the_graders_error(toy, zygote):
    course, assignment = toy
    untested = dataclasses.replace(
        assignment,
        questions={"double": 100.0, "triple": 4.0},
        forbidden={"double": (), "triple": ()},
    )
    verdict = Grader(course, untested, zygote, seed=1).grade(RIGHT)
    triple = verdict.question("triple")
    assert (triple.state, triple.points, triple.earned) == ("grader error", 4.0, 0.0)
    assert is_grader_fault(verdict)
    assert not is_grader_fault(Grader(course, assignment, zygote, seed=1).grade(RIGHT))


def test_a_solution_that_fails_is_never_the_students_fault(toy, zygote):
    toy[1].solution.write_text("def double(x):\n    raise ValueError('not yet')\n")
    question = Grader(*toy, zygote, seed=1).grade(RIGHT).questions[0]
    assert question.state == "grader error"
    assert "the solution gave no answer to `doubled`: ValueError: not yet" in (
        question.tests[0].message
    )


def test_no_worker_is_left_after_grading(grader, zygote, monkeypatch):
    spawned = []
    spawn = type(zygote).spawn
    monkeypatch.setattr(type(zygote), "spawn", lambda *a: spawned.append(spawn(*a)) or spawned[-1])
    grader.grade(SQUARED)
    assert len(spawned) >= 2
    assert not any(worker.alive for worker in spawned)


def test_a_verdict_in_the_journal_is_not_made_again(toy, grader, monkeypatch):
    graded = []

    class Once:
        def grade(self, handin):
            graded.append(handin)
            return grader.grade(handin)

    monkeypatch.setattr(grade, "_own_grader", lambda root, stem: Once())
    first = grade_handin(*toy, RIGHT)
    assert grade_handin(*toy, RIGHT) == first
    assert graded == [RIGHT]
    assert Journal(toy[0].journal / "toy").get(
        verdict_key(first.hashes, Journal(toy[0].journal / "toy").seed())
    )


def test_a_verdict_without_a_sandbox_is_made_again_unless_it_was_asked_for(
    toy, grader, monkeypatch
):
    journal = Journal(toy[0].journal / "toy")
    unprotected = msgspec.structs.replace(
        grader.grade(SQUARED),
        sandbox="none",
        seed=journal.seed(),
        hashes=ingredients(toy[1], RIGHT),
    )
    key = verdict_key(unprotected.hashes, journal.seed())
    journal.put(key, unprotected)
    monkeypatch.setattr(grade, "_own_grader", lambda root, stem: grader)
    assert grade_handin(*toy, RIGHT, Acceptance(protect=False)) == unprotected
    assert grade_handin(*toy, RIGHT).earned == 100
    assert journal.get(key).sandbox == "bubblewrap"


def test_a_graders_error_is_not_kept_in_the_journal(toy, zygote, monkeypatch):
    toy[1].solution.write_text("def double(x):\n    raise ValueError\n")
    made = Grader(*toy, zygote)
    monkeypatch.setattr(grade, "_own_grader", lambda root, stem: made)
    verdict = grade_handin(*toy, RIGHT)
    assert is_grader_fault(verdict)
    assert Journal(toy[0].journal / "toy").get(verdict_key(verdict.hashes, made.seed)) is None


def test_a_zygote_that_died_makes_no_verdict(toy, zygote):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    theirs.close()
    with Forker(ours, zygote.facts) as forker:
        grader = Grader(*toy, forker, seed=1)
        with pytest.raises(SandboxError, match="the zygote died"):
            grader.grade(RIGHT)


def test_a_suite_that_is_edited_while_a_process_lives_on_is_read_again(toy, zygote):
    course, assignment = toy
    old = Grader(course, assignment, zygote, seed=11)
    assert old.grade(SQUARED).earned == 40.0
    test = assignment.suite / "test_double.py"
    test.write_text(test.read_text().replace('{"x": 2}', '{"x": 3.5}'))
    new = Grader(course, assignment, zygote, seed=11)
    assert new.grade(SQUARED).earned == 0.0
    assert new.grade(SQUARED).hashes == ingredients(assignment, SQUARED)


def test_a_verdict_is_filed_under_the_suite_that_it_was_made_by(toy, zygote):
    course, assignment = toy
    before = ingredients(assignment, SQUARED)
    grader = Grader(course, assignment, zygote, seed=11)
    test = assignment.suite / "test_double.py"
    test.write_text(test.read_text().replace('{"x": 2}', '{"x": 3.5}'))
    assert grader.grade(SQUARED).hashes == before != ingredients(assignment, SQUARED)


def test_a_process_own_grader_is_made_anew_after_an_edit_and_keeps_its_sandbox(
    toy, zygote, monkeypatch
):
    course, assignment = toy
    monkeypatch.setattr(grade, "find_course", lambda root: course)
    monkeypatch.setattr(grade, "_own", {})
    monkeypatch.setattr(grade, "Zygote", lambda **_: zygote)
    monkeypatch.setattr(zygote, "close", lambda: None)
    first = grade._own_grader(course.root, "toy")
    assert grade._own_grader(course.root, "toy") is first
    test = assignment.suite / "test_double.py"
    test.write_text(test.read_text().replace('{"x": 2}', '{"x": 3.5}'))
    second = grade._own_grader(course.root, "toy")
    assert second is not first
    assert second.zygote is first.zygote
