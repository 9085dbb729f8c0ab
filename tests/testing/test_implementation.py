import numpy as np
import pytest

from autograder import errors
from autograder.testing.implementation import Asked, Reference
from autograder.testing.memo import Memo

TRIPLED = {"probes": "def doubled(answer, x):\n    return 3 * answer.f(x)\n"}


def test_a_probe_of_the_suite_is_asked_with_its_arguments(implement):
    one = implement("def f(x):\n    return x + 1\n")
    np.testing.assert_array_equal(one.ask("doubled", x=np.arange(3)), [2, 4, 6])


def test_call_gives_tensors_or_arrays_as_it_is_told(implement):
    one = implement("def f(x, *, y):\n    return [type(x).__name__, type(y).__name__]\n")
    x = np.zeros(2)
    assert one.call("f", x, y=x) == ["EagerTensor", "EagerTensor"]
    assert one.call("f", x, y=x, as_tensors=False) == ["ndarray", "ndarray"]


def test_an_array_that_was_given_may_be_changed_in_place(implement):
    one = implement("def f(x):\n    x += 1\n    return x\n")
    np.testing.assert_array_equal(one.call("f", np.zeros(2), as_tensors=False), [1, 1])


def test_the_standard_gradient_tells_every_argument_apart(implement):
    one = implement("def f(x, n, y):\n    return x * y, n\n")
    x, y, weights = np.array([1.0, 2.0]), np.array([3.0, 5.0]), np.array([1.0, 10.0])
    given = {"name": "f", "arguments": [x, 4, y], "weights": weights, "output": 0}
    dx, dn, dy = one.ask("gradient", **given)
    np.testing.assert_allclose(dx, weights * y)
    np.testing.assert_allclose(dy, weights * x)
    assert dn is None


def test_what_is_asked_is_kept_as_evidence_unless_told_not_to(implement):
    one = implement("def f(x):\n    return 1 / x\n")
    assert one.ask("doubled", x=2) == 1.0
    with pytest.raises(errors.StudentError):
        one.ask("doubled", x=0)
    with one.unrecorded():
        one.ask("doubled", x=4)
    assert one.asked[0] == Asked("doubled", {"x": 2}, 1.0)
    assert one.asked[1].error.kind == "ZeroDivisionError"
    assert len(one.asked) == 2


def test_a_cell_that_ends_the_process_costs_only_its_own_question(implement):
    one = implement(
        "def f(x):\n    return x\n", "import os\nos._exit(0)", "def g(x):\n    return f(x) + 1\n"
    )
    assert one.call("g", 1, as_tensors=False) == 2
    assert set(one.cell_errors) == {"c1"}
    assert "os._exit" in one.cell_errors["c1"].message


def test_an_endless_loop_in_a_cell_times_out_and_later_cells_still_run(implement):
    one = implement("while True: pass", "def f(x):\n    return x\n", cell_s=0.4)
    assert one.call("f", 1, as_tensors=False) == 1
    assert isinstance(one.cell_errors["c0"], errors.TimedOut)


def test_a_loop_that_no_signal_ends_is_left_out_the_second_time(implement):
    stubborn = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass"
    one = implement(stubborn, "def f(x):\n    return x\n", cell_s=0.3)
    assert one.call("f", 1, as_tensors=False) == 1
    assert isinstance(one.cell_errors["c0"], errors.TimedOut)


def test_loading_ends_at_its_limit_for_all_cells_together(implement):
    nap = "import time\ntime.sleep(0.4)"
    one = implement(nap, nap, nap, "def f(x):\n    return x\n", load_s=0.6)
    with pytest.raises(errors.TimedOut, match=r"Loading the notebook took longer than 0\.6 s"):
        one.call("f", 1)


def test_a_little_sleep_in_every_probe_ends_at_the_limit_for_all_together(implement):
    slow = "import time\ndef f(x):\n    time.sleep(x)\n    return x\n"
    one = implement(slow, asked_s=0.3, probe_s=2)
    for _ in range(2):
        assert one.call("f", 0.2, as_tensors=False) == 0.2
    with pytest.raises(errors.TimedOut, match=r"before took over 0\.3 s in all"):
        one.call("f", 0.0, as_tensors=False)


def test_a_probe_that_ends_the_process_costs_only_itself(implement):
    one = implement("import os\ndef f(x):\n    return os._exit(3) if x else 'fine'\n")
    with pytest.raises(errors.Crashed):
        one.call("f", 1)
    assert one.call("f", 0) == "fine"
    with pytest.raises(errors.Crashed):
        one.call("f", 1)


def test_an_answer_whose_cell_failed_shows_that_failure(implement):
    one = implement("def f(x) return x\n")
    with pytest.raises(errors.StudentError, match="The cell that answers `f` failed") as caught:
        one.call("f", 1)
    assert caught.value.kind == "SyntaxError"


def test_a_cell_that_breaks_the_worker_for_probes_leaves_no_worker_behind(implement, zygote):
    one = implement("import builtins\ndel builtins.compile\ndef f(x):\n    return x\n")
    for _ in range(2):
        with pytest.raises(errors.StudentError):
            one.ask("doubled", x=1)
        assert one._worker is None
    assert implement("def f(x):\n    return x\n").ask("doubled", x=1) == 2


def test_output_comes_from_all_cells_and_probes_and_never_raises(implement):
    one = implement("print('cell')", "def f(x):\n    print('probe')\n    return x\n")
    assert one.output() == ""
    one.ask("doubled", x=1)
    assert one.output() == "cell\nprobe\n"
    forged = (
        "import autograder.sandbox.worker as worker\n"
        "def f(x):\n"
        "    worker.Worker._answer = lambda *a: {'ok': [1, 2]}\n"
        "    return x\n"
    )
    one = implement(forged)
    one.ask("doubled", x=1)
    assert one.output() == ""


@pytest.mark.parametrize(
    "reply",
    [
        "{'seq': np.arange(3), 'ok': 1}",
        "{'seq': 'x', 'ok': 1}",
        "{'seq': self.seq + 1, 'ok': 1}",
        "{'seq': self.seq}",
        "[1, 2]",
        "None",
        "{'seq': self.seq, 'forbidden': np.arange(3)}",
        "{'seq': self.seq, 'error': [1]}",
        "{'seq': self.seq, 'error': {'kind': np.arange(3), 'message': ['x'], 'type': None}}",
    ],
)
def test_a_forged_reply_of_any_form_is_the_notebooks_failure(implement, reply):
    one = implement(
        "import numpy as np\n"
        "import autograder.sandbox.worker as worker\n"
        "def forge(self, seq, body):\n"
        "    self.seq = seq\n"
        f"    self.channel.send({reply})\n"
        "def f(x):\n"
        "    worker.Worker._reply = forge\n"
        "    return x\n"
    )
    with pytest.raises((errors.Crashed, errors.StudentError)):
        one.ask("doubled", x=1)


def test_a_memo_answers_without_a_worker(implement, tmp_path):
    memo = Memo(tmp_path)
    source = "def f(x):\n    return x\n"
    assert implement(source, memo=memo).ask("doubled", x=3) == 6
    second = implement(source, memo=Memo(tmp_path))
    assert second.ask("doubled", x=3) == 6
    assert second._worker is None
    other = implement("def f(x):\n    return x + 1\n", memo=Memo(tmp_path))
    assert other.ask("doubled", x=3) == 8
    assert implement(source, probes=TRIPLED, memo=memo).ask("doubled", x=3) == 9


def test_a_solution_without_an_answer_is_the_graders_error(implement):
    one = implement("def f(x):\n    return 1 / x\n", kind=Reference)
    assert one.ask("doubled", x=1) == 2.0
    with pytest.raises(errors.SandboxError, match="the solution gave no answer to `doubled`"):
        one.ask("doubled", x=0)


STAND_IN = {
    "probes": "def stand_in_f(x):\n    return x - 1\ndef g_of(answer, x):\n    return answer.g(x)\n"
}
CALLS = "def f(x):\n    return x + 1\n", "def g(x):\n    return 10 * f(x)\n"


def test_a_planted_stand_in_is_met_inside_the_block_alone(implement):
    one = implement(*CALLS, probes=STAND_IN)
    assert one.ask("g_of", x=3) == 40
    with one.planted("f"):
        assert one.ask("g_of", x=3) == 20
    assert one.ask("g_of", x=3) == 40


def test_a_memo_tells_what_was_planted_from_what_was_not(implement, tmp_path):
    one = implement(*CALLS, probes=STAND_IN, memo=Memo(tmp_path))
    assert one.ask("g_of", x=3) == 40
    with one.planted("f"):
        assert one.ask("g_of", x=3) == 20


def test_apart_the_same_cells_know_nothing_of_what_was_asked(implement):
    one = implement("asked = []\n", "def f(x):\n    asked.append(x)\n    return list(asked)\n")
    assert one.call("f", 1, as_tensors=False) == [1]
    assert one.apart().call("f", 2, as_tensors=False) == [2]
    assert one.call("f", 3, as_tensors=False) == [1, 3]
    assert one.apart().call("f", 4, as_tensors=False) == [2, 4]
    assert one.apart().asked != one.asked
    apart = one.apart()
    one.close()
    assert apart._worker is None
