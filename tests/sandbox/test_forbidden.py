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


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("keras.layers.Perceptron", "keras.layers has no Perceptron"),
        ("no.such.module", "No module named 'no'"),
        ("numpy.add", "numpy.add is compiled and cannot be emptied"),
    ],
)
def test_a_forbidden_name_that_cannot_be_taken_away_is_the_graders_error(spawn, name, reason):
    with pytest.raises(errors.SandboxError, match=f"no worker could be made: .*{reason}"):
        spawn("x = 1", forbidden=(name,))


CELLS = tuple(f"keras.layers.{name}" for name in ("LSTM", "LSTMCell", "GRU", "GRUCell"))
SEQUENCE = "tf.transpose(x, [1, 0, 2])"
LSTM_WEIGHTS = "w=tf.ones((9, 20)), wci=h[0], wcf=h[0], wco=h[0], b=tf.zeros(20)"
GRU_WEIGHTS = "w_ru=tf.ones((9, 10)), w_c=tf.ones((9, 5)), b_ru=tf.zeros(10), b_c=tf.zeros(5)"


@pytest.mark.parametrize(
    "route",
    [
        f"tf.raw_ops.LSTMBlockCell(x=x[:, 0], cs_prev=h, h_prev=h, {LSTM_WEIGHTS})",
        f"tf.raw_ops.GRUBlockCell(x=x[:, 0], h_prev=h, {GRU_WEIGHTS})",
        f"tf.raw_ops.BlockLSTMV2(seq_len_max=tf.constant(3, tf.int64), x={SEQUENCE}, cs_prev=h, "
        f"h_prev=h, {LSTM_WEIGHTS})",
        f"gen_rnn_ops.gru_block_cell(x[:, 0], h, {GRU_WEIGHTS})",
        "keras.layers.ConvLSTM1D(5, 1)(x[:, :, None, :])",
        "keras.layers.ConvLSTM2D(5, 1)(x[:, :, None, None, :])",
        "ConvLSTMCell(1, 5, 1)",
    ],
)
def test_operations_that_are_a_whole_cell_are_forbidden_with_it(result_of, route):
    body = (
        f"{IMPORTS}h = tf.zeros((2, 5))\n"
        "from keras.src.layers.rnn.conv_lstm import ConvLSTMCell\n"
        "from tensorflow.python.ops import gen_rnn_ops\n"
        f"tf.convert_to_tensor(0)\nlast = {route}\n"
        "return 1"
    )
    assert result_of(body) == 1
    with pytest.raises(errors.ForbiddenCall, match=r"was called\. This question asks"):
        result_of(body, forbidden=CELLS)


def test_keras_own_clipping_by_the_global_norm_is_forbidden_with_tensorflows(result_of):
    body = (
        f"{IMPORTS}from keras.src.optimizers.base_optimizer import clip_by_global_norm\n"
        "return float(clip_by_global_norm([tf.ones(4)], 1.0)[0][0])"
    )
    assert result_of(body) == 0.5
    with pytest.raises(errors.ForbiddenCall, match=r"`tensorflow\.clip_by_global_norm` was called"):
        result_of(body, forbidden=("tensorflow.clip_by_global_norm",))


def test_a_name_taken_before_the_ban_is_as_empty_as_the_others(result_of):
    body = (
        "import gc, types\nimport tensorflow as tf\n"
        "gc.unfreeze()\nfound = [f for f in gc.get_objects() if isinstance(f, types.FunctionType)\n"
        "         and f.__name__ == 'clip_by_norm' and f.__module__.startswith('tensorflow')]\n"
        "said = set()\n"
        "for f in found:\n"
        "    try:\n        f(tf.ones(4), 1.0)\n"
        "    except Exception as error:\n        said.add(type(error).__name__)\n"
        "from autograder.sandbox import forbidden\n"
        "forbidden.calls.clear()\n"
        "return [bool(found), sorted(said)]"
    )
    assert result_of(body, forbidden=("tensorflow.clip_by_norm",)) == [True, ["ForbiddenCall"]]
