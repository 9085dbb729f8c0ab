import math

import numpy as np
import pytest

from autograder import errors


def printed(spawn, cell):
    return spawn(cell).output()


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("%matplotlib inline", "%matplotlib does nothing while grading."),
        ("%pip install flask", "%pip does nothing while grading."),
        ("!nvidia-smi -L", "!nvidia-smi -L does nothing while grading."),
        ("files = !ls\nprint(files)", "!ls does nothing while grading.\n[]"),
        ("%load_ext autoreload\n%autoreload 2", "%autoreload does nothing while grading."),
        ("%%bash\nrm -rf ~", "%%bash does nothing while grading."),
        ("%%writefile x.py\n1", "%%writefile does nothing while grading."),
        (
            "from google.colab import drive\ndrive.mount('/content/drive')",
            "google.colab.drive does nothing while grading.",
        ),
        (
            "import google.colab.output as out\nout.enable_custom_widget_manager()",
            "google.colab.output.enable_custom_widget_manager does nothing while grading.",
        ),
    ],
)
def test_what_needs_a_person_or_a_network_does_nothing_and_says_so(spawn, cell, said):
    assert said in printed(spawn, cell)


def test_time_magics_run_what_they_measure(spawn, call):
    worker = spawn("%%time\ndef f():\n    return 3\n")
    worker.run_cell("%time g = f()", 5)
    worker.run_cell("def h():\n    return g", 5)
    assert "Wall time" in worker.output()
    assert call(worker, "h") == 3


def test_input_raises_and_says_why(spawn):
    with pytest.raises(errors.StudentError, match=r"EOFError: .*nobody is there to answer"):
        spawn("name = input('Your name: ')")


def test_a_plot_is_drawn_and_show_returns(spawn, call):
    cell = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\ndef f():\n    return 1"
    assert call(spawn(cell), "f") == 1


def test_await_works_at_the_top_of_a_cell(spawn, call):
    worker = spawn("import asyncio\nawait asyncio.sleep(0)\ndef f():\n    return 1\n")
    assert call(worker, "f") == 1


def test_a_failing_cell_tells_its_own_lines_and_the_next_cell_runs(spawn, call):
    worker = spawn()
    with pytest.raises(errors.StudentError, match="ZeroDivisionError") as caught:
        worker.run_cell("def divide():\n    return 1 / 0\ndivide()", 5)
    assert caught.value.kind == "ZeroDivisionError"
    assert caught.value.traceback == "line 3: divide()\nline 2 in divide: return 1 / 0"
    worker.run_cell("def f():\n    return 2", 5)
    assert call(worker, "f") == 2


def test_a_syntax_error_shows_its_line(spawn):
    with pytest.raises(errors.StudentError, match="SyntaxError") as caught:
        spawn("x = 1\nif x = 2:\n    pass")
    assert "line 2: if x = 2:" in caught.value.traceback


def test_sys_exit_in_a_cell_is_an_error_of_that_cell(spawn, call):
    worker = spawn("def f():\n    return 1")
    with pytest.raises(errors.StudentError, match="SystemExit"):
        worker.run_cell("import sys\nsys.exit(0)", 5)
    assert call(worker, "f") == 1


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("os._exit(3)", "exit status 3 .*Does it call os._exit"),
        ("ctypes.string_at(0)", "a segmentation fault"),
        # The first process of a pid namespace ignores signals of its own, so abort() goes on to an
        # instruction that faults, and SIGTERM does nothing.
        ("os.abort()", "a segmentation fault"),
        ("os.kill(os.getpid(), signal.SIGTERM)", "exit status 3"),
    ],
)
def test_a_worker_that_ends_itself_says_how(spawn, call, ending, said):
    worker = spawn(f"import ctypes, os, signal\ndef f():\n    {ending}\n    os._exit(3)\n")
    with pytest.raises(errors.Crashed, match=said) as first:
        call(worker, "f")
    with pytest.raises(errors.Crashed) as again:
        call(worker, "f")
    assert again.value is first.value
    assert not worker.alive


def test_an_object_that_is_not_there_is_missing(spawn, call):
    with pytest.raises(errors.Missing, match="`f` is not defined in the notebook") as caught:
        call(spawn(), "f")
    assert caught.value.name == "f"


def test_a_body_that_was_never_written_is_missing(spawn, call):
    with pytest.raises(errors.Missing, match="NotImplementedError"):
        call(spawn("def f():\n    raise NotImplementedError"), "f")


HOSTILE_TEXT = {
    "a __str__ that raises": ("raise ValueError", errors.StudentError, "__str__ failed"),
    "a __str__ that hangs": ("while True: pass", errors.TimedOut, "longer than 0.5 s"),
    "a __str__ that exits": ("raise SystemExit", errors.StudentError, "SystemExit"),
    "a __str__ that is endless": ("return 'x' * 10**7", errors.StudentError, "x" * 100),
    "a __str__ that is no text": ("return 3", errors.StudentError, "__str__ failed"),
}


@pytest.mark.parametrize("case", HOSTILE_TEXT)
def test_an_exception_with_a_hostile_text_costs_only_itself(spawn, call, case):
    body, kind, said = HOSTILE_TEXT[case]
    worker = spawn(
        f"class Odd(Exception):\n    def __str__(self):\n        {body}\n"
        "def f():\n    raise Odd\ndef g():\n    return 1\n",
        probe_s=0.5,
    )
    with pytest.raises(kind, match=said) as caught:
        call(worker, "f")
    assert len(caught.value.message) < 10_000
    assert call(worker, "g") == 1


def test_an_exception_of_a_hostile_text_in_a_cell_costs_only_that_cell(spawn, call):
    worker = spawn("def g():\n    return 1")
    with pytest.raises(errors.TimedOut):
        worker.run_cell(
            "class Odd(Exception):\n    def __str__(self):\n        while True: pass\nraise Odd",
            0.5,
        )
    assert call(worker, "g") == 1


@pytest.mark.parametrize(
    ("expression", "plain"),
    [
        ("(1, (2.5, None), {'a': True})", [1, [2.5, None], {"a": True}]),
        ("{1: 'one'}", {"1": "one"}),
        ("type('Text', (str,), {})('t')", "t"),
        ("type('Whole', (int,), {})(5)", 5),
        ("__import__('collections').OrderedDict(a=1)", {"a": 1}),
        ("np.float64(0.5)", 0.5),
    ],
)
def test_an_answer_comes_as_plain_data(result_of, expression, plain):
    assert result_of(f"import numpy as np\nreturn {expression}") == plain


@pytest.mark.parametrize(
    "expression",
    [
        "tf.constant([1.5, 2.5])",
        "tf.Variable([1.5, 2.5])",
        "np.matrix([1.5, 2.5], dtype='float32')[0]",
        "np.ma.masked_array([1.5, 2.5], [0, 1], dtype='float32')",
        "keras.Variable([1.5, 2.5])",
        "tf.IndexedSlices(tf.constant([1.5, 2.5]), tf.constant([0, 1]), tf.constant([2]))",
        "tf.cast([1.5, 2.5], tf.bfloat16)",
        "type('Equal', (np.ndarray,), {'__eq__': lambda *_: True})((2,), 'float32', "
        "np.array([1.5, 2.5], 'float32'))",
    ],
)
def test_whatever_holds_an_array_arrives_as_a_base_array(result_of, expression):
    got = result_of(f"import keras, numpy as np, tensorflow as tf\nreturn {expression}")
    assert type(got) is np.ndarray
    assert got.dtype == np.float32
    np.testing.assert_array_equal(got.ravel(), [1.5, 2.5])


def test_nan_and_infinity_arrive_as_they_are(result_of):
    got = result_of("import numpy as np\nreturn [float('nan'), np.array([np.inf, np.nan])]")
    assert math.isnan(got[0])
    np.testing.assert_array_equal(got[1], [np.inf, np.nan])


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("object()", "a object; expected tensors"),
        ("{1, 2}", "a set; expected tensors"),
        ("(i for i in [1])", "a generator; expected tensors"),
        ("b'bytes'", "a bytes; expected tensors"),
        ("np.array([object()])", "dtype object; expected numbers"),
        ("np.array(['text'])", "dtype <U4; expected numbers"),
        ("tf.constant('text')", "dtype object; expected numbers"),
        ("tf.ragged.constant([[1], [1, 2]])", "RaggedTensor"),
        ("__import__('functools').reduce(lambda a, _: [a], range(50), [])", "32 levels deep"),
        ("2 ** 70", "Can't serialize ints"),
        ("'\\ud800'", "surrogates not allowed"),
    ],
)
def test_what_is_no_plain_data_is_told_by_its_type(result_of, expression, said):
    with pytest.raises(errors.NotPlainData, match=said):
        result_of(f"import numpy as np, tensorflow as tf\nreturn {expression}")


@pytest.mark.parametrize(
    "definition",
    [
        "class Odd(list):\n    def __iter__(self):\n        while True: yield 1",
        "class Odd(dict):\n    def items(self):\n        while True: pass",
        "class Odd:\n    dtype = 'float32'\n    def __array__(self, *a, **k):\n"
        "        while True: pass",
        "class Odd(float):\n    def __float__(self):\n        while True: pass",
    ],
)
def test_an_answer_that_never_ends_runs_out_of_time_or_memory(spawn, call, definition):
    cell = f"{definition}\ndef f():\n    return Odd()\ndef g():\n    return 1\n"
    worker = spawn(cell, probe_s=0.5)
    with pytest.raises((errors.TimedOut, errors.OutOfMemory)):
        call(worker, "f")
    assert call(worker, "g") == 1


def test_a_replaced_object_comes_back_after_the_probe(spawn, call):
    worker = spawn("def f():\n    return 'own'\ndef g():\n    return f()\n")
    probe = (
        "def with_stand_in(answer):\n"
        "    with answer.replaced('f', lambda: 'stand-in'), answer.replaced('new', 1):\n"
        "        return [answer.g(), answer.new]\n"
    )
    worker.define_probes({"probes": probe})
    assert worker.ask("with_stand_in", {}) == ["stand-in", 1]
    assert call(worker, "g") == "own"
    with pytest.raises(errors.Missing):
        call(worker, "new")


def test_a_channel_that_the_notebook_closes_is_its_own_fault_and_no_kill(spawn, call):
    cell = "import os, time\ndef f(s):\n    os.closerange(3, 256)\n    time.sleep(s)\n"
    with pytest.raises(errors.Crashed, match="exit status"):
        call(spawn(cell), "f", 0.0)
    with pytest.raises(errors.Crashed, match="closed the channel"):
        call(spawn(cell, probe_s=9), "f", 8.0)


def test_a_process_that_the_notebook_ends_tells_how_it_ended(spawn, call):
    with pytest.raises(errors.Crashed, match="exit status 9"):
        call(spawn("import os\ndef f():\n    os._exit(9)\n"), "f")
