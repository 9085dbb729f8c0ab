import pytest

from autograder import errors

NAMES = ("keras.layers.SimpleRNN", "keras.layers.SimpleRNNCell")
SAYS = r"`keras\.layers\.SimpleRNN(Cell)?` was called\. This question asks you to write it yourself"
IMPORTS = "import keras, tensorflow as tf\nx = tf.ones((2, 3, 4))\n"


@pytest.mark.parametrize(
    "body",
    [
        "return keras.layers.SimpleRNN(5)(x)",
        "return tf.keras.layers.SimpleRNN(5)(x)",
        "return keras.layers.RNN(keras.layers.SimpleRNNCell(5))(x)",
        "from keras.src.layers.rnn.simple_rnn import SimpleRNNCell as C\nreturn C(5)(x[:, 0], [])",
        "return tf.compat.v1.keras.layers.SimpleRNN(5)(x)",
        "import sys\nreturn sys.modules['keras.src.layers.rnn.simple_rnn'].SimpleRNN(units=5)(x)",
        "told = {'module': 'keras.layers', 'class_name': 'SimpleRNN', 'config': {'units': 5}}\n"
        "return keras.layers.deserialize(told)(x)",
        "return keras.layers.Bidirectional(keras.layers.SimpleRNN(5))(x)",
        "class Mine(keras.layers.SimpleRNN):\n    pass\nreturn Mine(5)(x)",
        "class Mine(keras.layers.SimpleRNNCell):\n"
        "    def __init__(self, units):\n"
        "        keras.layers.Layer.__init__(self)\n"
        "        self.units = units\n"
        "return Mine(5)(x[:, 0], [])",
        "cell = object.__new__(keras.layers.SimpleRNNCell)\n"
        "return keras.layers.SimpleRNNCell.call(cell, x[:, 0], [])",
        "return keras.layers.SimpleRNN.from_config({'units': 5})(x)",
        "from tensorflow.python.keras.layers import SimpleRNN\nreturn SimpleRNN(5)(x)",
        "from tensorflow.python.keras.layers.recurrent import SimpleRNNCell\n"
        "return SimpleRNNCell(5)(x[:, 0], [tf.zeros((2, 5))])",
        "from tensorflow.python.keras.layers.legacy_rnn.rnn_cell_impl import BasicRNNCell\n"
        "return BasicRNNCell(5)(x[:, 0], tf.zeros((2, 5)))",
    ],
)
def test_what_is_forbidden_is_refused_by_name_on_every_route(result_of, body):
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    with pytest.raises(errors.ForbiddenCall, match=SAYS):
        result_of(f"{IMPORTS}def route():\n{lines}\nreturn route()", forbidden=NAMES)


def test_a_refusal_that_was_caught_is_told_all_the_same(spawn, call):
    cell = (
        f"{IMPORTS}def f():\n"
        "    try:\n        keras.layers.SimpleRNN(5)\n"
        "    except BaseException:\n        pass\n"
        "    return 1\n"
        "def g():\n    return 2\n"
    )
    worker = spawn(cell, forbidden=NAMES)
    with pytest.raises(errors.ForbiddenCall, match=SAYS):
        call(worker, "f")
    assert call(worker, "g") == 2


def test_nothing_that_the_collector_knows_still_holds_the_forbidden_code(result_of):
    body = (
        "import gc, types\n"
        "gc.unfreeze()\n"
        "gc.collect()\n"
        "homes = ('keras.src.layers.rnn.simple_rnn',)\n"
        "return sorted({f.__qualname__ for f in gc.get_objects()\n"
        "    if isinstance(f, types.FunctionType) and f.__module__ in homes})"
    )
    assert "SimpleRNNCell.call" in result_of(body)
    assert result_of(body, forbidden=NAMES) == []


@pytest.mark.parametrize(
    "body",
    [
        "import importlib, sys\n"
        "return importlib.reload(sys.modules['keras.src.layers.rnn.simple_rnn']).SimpleRNN",
        "import importlib, sys\n"
        "del sys.modules['keras.src.layers.rnn.simple_rnn']\n"
        "return importlib.import_module('keras.src.layers.rnn.simple_rnn').SimpleRNN",
        "import importlib.util as u\n"
        "spec = u.find_spec('keras.src.layers.rnn.simple_rnn')\n"
        "spec.loader.exec_module(u.module_from_spec(spec))",
        "import importlib, sys\n"
        "sys.modules.pop('tensorflow.python.keras.layers.recurrent')\n"
        "return importlib.import_module('tensorflow.python.keras.layers.recurrent')",
    ],
)
def test_a_forbidden_module_cannot_be_imported_once_more(result_of, body):
    with pytest.raises(errors.ForbiddenCall, match="forbidden module was imported"):
        result_of(body, forbidden=NAMES)


def test_the_source_of_what_is_forbidden_cannot_be_read_and_run(result_of):
    read = (
        "import glob, importlib, inspect, keras, sys\n"
        "module = sys.modules['keras.src.layers.rnn.simple_rnn']\n"
        "path = module.__file__\n"
        "found = [module.__loader__.get_data(path).decode(), open(path).read()]\n"
        "for name in glob.glob(path.replace('simple_rnn.py', '__pycache__/simple_rnn.*')):\n"
        "    found.append(open(name, 'rb').read().decode('latin-1'))\n"
        "try:\n"
        "    found.append(inspect.getsource(keras.layers.SimpleRNNCell))\n"
        "except (OSError, TypeError):\n"
        "    pass\n"
        "return found"
    )
    assert any("recurrent_kernel" in text for text in result_of(read))
    found = result_of(read, forbidden=NAMES)
    assert len(found) >= 2
    assert not any("recurrent_kernel" in text for text in found)


def test_what_is_not_forbidden_goes_on_working(result_of):
    body = (
        f"{IMPORTS}"
        "keras.layers.GRU(5)(x)\n"
        "keras.layers.RNN(keras.layers.LSTMCell(5))(x)\n"
        "assert not isinstance(x, keras.layers.SimpleRNN)\n"
        "return keras.layers.Dense(2)(x)"
    )
    assert result_of(body, forbidden=NAMES).shape == (2, 3, 2)


def test_one_workers_ban_does_not_hold_for_the_next(result_of):
    body = f"{IMPORTS}return keras.layers.SimpleRNN(5)(x)"
    with pytest.raises(errors.ForbiddenCall):
        result_of(body, forbidden=NAMES)
    assert result_of(body).shape == (2, 5)


@pytest.mark.parametrize("name", ["tensorflow.clip_by_global_norm", "keras.ops.clip"])
def test_a_function_is_refused_under_all_its_names(result_of, name):
    body = (
        "import keras, tensorflow as tf\n"
        "from tensorflow.python.ops import clip_ops\n"
        "from keras.src.ops import numpy as ops\n"
        "calls = {'tensorflow.clip_by_global_norm': ["
        "lambda: tf.clip_by_global_norm([tf.ones(1)], 1.0),\n"
        "    lambda: clip_ops.clip_by_global_norm([tf.ones(1)], 1.0)],\n"
        "  'keras.ops.clip': [lambda: keras.ops.clip(tf.ones(1), 0, 1),"
        " lambda: ops.clip(tf.ones(1), 0, 1)]}\n"
        f"refused = 0\nfor route in calls['{name}']:\n"
        "    try:\n        route()\n"
        "    except Exception as error:\n        refused += 'was called' in str(error)\n"
        "from autograder.sandbox import forbidden\n"
        "forbidden.calls.clear()\n"
        "return refused"
    )
    assert result_of(body, forbidden=(name,)) == 2


@pytest.mark.parametrize("name", ["keras.layers.Perceptron", "no.such.module"])
def test_a_forbidden_name_that_does_not_exist_is_the_graders_error(spawn, name):
    with pytest.raises(errors.SandboxError, match=r"no worker could be made: .*(has no|No module)"):
        spawn("x = 1", forbidden=(name,))
