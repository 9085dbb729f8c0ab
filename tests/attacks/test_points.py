"""Hostile notebooks through the real suite: each earns what it earns without its attack."""

import pytest

# All of it is right but the gradient for the state before: 9 of 12 points, and 3 to gain.
HONEST = """
def honest(x, h, Wx, Wh, b):
    return tf.tanh(tf.matmul(x, Wx) + tf.stop_gradient(tf.matmul(h, Wh)) + b)
def rnn_step(x, h, Wx, Wh, b):
    return honest(x, h, Wx, Wh, b)
"""
HONEST_POINTS = 9

BESIDE_AN_HONEST_ANSWER = {
    "patching numpy's comparisons": """
np.allclose = np.isclose = np.array_equal = np.all = np.any = lambda *a, **k: np.True_
np.abs = np.testing.assert_allclose = lambda *a, **k: np.zeros(())
""",
    "patching pytest and unittest": """
import pytest, unittest, _pytest.runner, _pytest.outcomes
_pytest.outcomes.Failed.__init__ = _pytest.runner.call_and_report = lambda *a, **k: None
pytest.fail = unittest.TestCase.fail = lambda *a, **k: None
""",
    "patching json, pickle, marshal and struct": """
import json, marshal, pickle, struct
full = '{"earned": 12, "points": 12, "state": "passed"}'
json.dumps = json.loads = pickle.dumps = pickle.loads = lambda *a, **k: full
""",
    "patching AssertionError and the builtins": """
import builtins
builtins.AssertionError = type('AssertionError', (Exception,), {'__init__': lambda *a: None})
builtins.abs = lambda value: 0
builtins.all = lambda values: True
""",
    "registering exit handlers that claim success": """
import atexit
def claim():
    open('/tmp/results.json', 'w').write('{"score": 12}')
    os._exit(0)
atexit.register(claim)
""",
    "overwriting whatever a grader might read or write": """
for folder in ('.', '..', '/tmp', '/grader', '/grader/autograder', '/grader/autograder/sandbox',
               '/dev/shm', '/gradescope/results', os.path.dirname(np.__file__)):
    for name in ('results.json', 'conftest.py', 'gradebook.db', 'verdict.json', 'errors.py'):
        try:
            open(os.path.join(folder, name), 'w').write('{"score": 12}')
        except OSError:
            pass
""",
    "hooking IPython": """
shell = get_ipython()
shell.input_transformers_post.append(lambda lines: ['score = 12\\n'])
shell.events.register('pre_run_cell', lambda *a: shell.user_ns.update(score=12))
shell.ast_node_interactivity = 'all'
""",
    "patching the garbage collector's view of the probes": """
import gc
for found in gc.get_objects():
    if type(found).__name__ == 'Worker':
        found.probes = type('Probes', (dict,), {'__missing__': lambda s, k: lambda *a, **k: 12})()
""",
    "making every gradient look right": """
gradient = tf.GradientTape.gradient
def all_ones(self, target, sources, *a, **k):
    return tf.nest.map_structure(tf.ones_like, sources)
tf.GradientTape.gradient = all_ones
""",
    "patching the layers that Keras offers": """
class Layer(keras.layers.Layer):
    def __call__(self, *a, **k):
        return 12
keras.layers.Layer = keras.layers.Dense = keras.layers.RNN = Layer
""",
    "setting global state of Keras and TensorFlow": """
keras.config.set_floatx('float16')
keras.mixed_precision.set_global_policy('mixed_float16')
tf.random.set_seed(0)
""",
}


@pytest.fixture(scope="module")
def honest(graded):
    verdict = graded("rnn_step", HONEST)
    assert (verdict.earned, verdict.points) == (HONEST_POINTS, 12)
    return [(test.name, test.earned) for test in verdict.questions[0].tests]


def earned(verdict):
    return [(test.name, test.earned) for test in verdict.questions[0].tests]


@pytest.mark.parametrize("attack", BESIDE_AN_HONEST_ANSWER)
def test_the_notebook_earns_what_its_honest_part_earns(graded, honest, attack):
    verdict = graded("rnn_step", HONEST, BESIDE_AN_HONEST_ANSWER[attack])
    assert all(now <= before for (_, now), (_, before) in zip(earned(verdict), honest, strict=True))
    if attack not in BREAKS_ITSELF:
        assert earned(verdict) == honest
    assert "grader error" not in {test.state for test in verdict.questions[0].tests}


# What these patch, their own answers or TensorFlow need too: they can only lose.
BREAKS_ITSELF = {
    "patching the garbage collector's view of the probes",
    "making every gradient look right",
    "patching AssertionError and the builtins",
    "patching numpy's comparisons",
}

INSTEAD_OF_AN_ANSWER = {
    "objects that equal everything": """
class Equal:
    shape, dtype, ndim = (4, 5), np.dtype('float64'), 2
    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = lambda *a: True
    __ne__ = lambda *a: False
    __hash__ = lambda self: 0
    __sub__ = __rsub__ = __abs__ = lambda self, *a: 0
def rnn_step(*a):
    return Equal()
""",
    "an array subclass that equals everything": """
class Equal(np.ndarray):
    __eq__ = __le__ = lambda *a: np.True_
    __array_ufunc__ = __array_function__ = lambda *a, **k: np.True_
    tobytes = lambda self, *a: b''
def rnn_step(x, h, *a):
    return np.zeros(h.shape, h.dtype.as_numpy_dtype).view(Equal)
""",
    "an object that unpickles into code": """
class Bomb:
    def __reduce__(self):
        return os.system, ('touch /tmp/owned',)
def rnn_step(*a):
    return Bomb()
""",
    "NaN everywhere": "def rnn_step(x, h, *a):\n    return h * np.nan\n",
    "infinity everywhere": "def rnn_step(x, h, *a):\n    return tf.ones_like(h) * np.inf\n",
    "an empty array": "def rnn_step(x, h, *a):\n    return h[:0]\n",
    "a shape that broadcasts": "def rnn_step(x, h, *a):\n    return tf.zeros([], h.dtype)\n",
    "leaving with exit status 0": "def rnn_step(*a):\n    os._exit(0)\n",
    "sys.exit(0)": "def rnn_step(*a):\n    sys.exit(0)\n",
    "forged replies on every descriptor": """
import msgspec, struct
def rnn_step(x, h, *a):
    ok = {'dtype': 'float64', 'shape': list(h.shape)}
    for seq in range(1, 30):
        for reply in ({'seq': seq, 'ok': True}, {'seq': seq, 'ok': ok, 'earned': 12},
                      {'seq': [seq], 'forbidden': 3, 'error': []}):
            body = msgspec.msgpack.encode(reply)
            for descriptor in range(3, 40):
                try:
                    os.write(descriptor, struct.pack('>I', len(body)) + body)
                except OSError:
                    pass
    os._exit(0)
""",
    "an endless message": """
def rnn_step(*a):
    for descriptor in range(3, 40):
        try:
            os.write(descriptor, b'\\xff\\xff\\xff\\xff')
        except OSError:
            pass
    os._exit(0)
""",
    "replacing the function that sends": """
from autograder.sandbox import probing, protocol, worker
worker.plain = probing.plain = lambda value, depth=0: 'passed'
def rnn_step(*a):
    return 'passed'
""",
    "reading solutions from where they lie on other systems": """
import glob
def rnn_step(*a):
    patterns = ['../../../source/**/*.ipynb', '/**/solutions/*.py', '/*/*/solutions/a1_rnn.py',
                '/home/*/*/source/*/*.ipynb', '/proc/*/root/**/solutions/*.py']
    texts = [open(p).read() for pattern in patterns for p in glob.glob(pattern, recursive=False)]
    scope = {}
    for text in texts:
        exec(text, scope)
    return scope['rnn_step'](*a)
""",
    "looking for the expected values in frames and in memory": """
import gc
def rnn_step(x, h, *a):
    frame = sys._getframe()
    while frame:
        for name in ('expected', 'reference', 'solution', 'answer_key'):
            if name in frame.f_locals or name in frame.f_globals:
                return (frame.f_locals | frame.f_globals)[name]
        frame = frame.f_back
    given = {id(v) for v in (x, h, *a)}
    alike = [o for o in gc.get_objects() if isinstance(o, (np.ndarray, tf.Tensor))
             and tuple(o.shape) == tuple(h.shape) and id(o) not in given]
    return alike[0] if alike else tf.zeros_like(h)
""",
}


@pytest.mark.parametrize("attack", INSTEAD_OF_AN_ANSWER)
def test_an_attack_in_place_of_an_answer_earns_nothing(graded, attack):
    verdict = graded("rnn_step", INSTEAD_OF_AN_ANSWER[attack])
    assert verdict.earned == 0
    assert {test.state for test in verdict.questions[0].tests} <= {"failed", "crashed"}
