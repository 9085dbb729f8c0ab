"""What one hand-in does to the machine, and what it finds there, changes no other's points."""

import pytest

from autograder.errors import ForbiddenCall

# All of it is right but the gradient for the state before.
HONEST = (
    "def rnn_step(x, h, Wx, Wh, b):\n    return tf.tanh(x @ Wx + tf.stop_gradient(h @ Wh) + b)\n"
)

LEAVES_THINGS = """
import ctypes, glob, shutil, signal, socket, subprocess, threading, time
def litter():
    here = os.path.dirname(np.__file__)
    for folder in ('/tmp', '/dev/shm', '/var/tmp', '/dev', os.getcwd(), here,
                   os.path.expanduser('~/.keras'), os.path.expanduser('~/.ipython')):
        try:
            os.makedirs(folder, exist_ok=True)
            for name in ('numpy.py', 'sitecustomize.py', 'keras.json', 'startup.py'):
                open(os.path.join(folder, name), 'w').write('raise SystemExit')
            np.save(os.path.join(folder, 'answers.npy'), np.ones(3))
        except OSError:
            pass
    libc = ctypes.CDLL(None)
    libc.shmget(4711, 4096, 0o1666)
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            while True:
                litter_again = open('/tmp/again', 'w')
    threading.Thread(target=lambda: time.sleep(100), daemon=True).start()
    keras.config.set_floatx('float16')
    np.tanh = tf.tanh = tf.math.tanh = lambda value: value * 0
litter()
def rnn_step(x, h, Wx, Wh, b):
    litter()
    return h
"""

LOOKS_FOR_THINGS = """
import glob
found = [p for f in ('/tmp', '/dev/shm', '/var/tmp', '/dev', os.getcwd())
         for p in glob.glob(f + '/answers.npy')]
import ctypes
found += [1] * (ctypes.CDLL(None).shmget(4711, 4096, 0o666) >= 0)
def rnn_step(x, h, Wx, Wh, b):
    return tf.tanh(x @ Wx + (h @ Wh if found else tf.stop_gradient(h @ Wh)) + b)
"""

PUBLIC_ANSWERS = """
import glob, unrolled
known = []
for path in glob.glob(os.path.dirname(unrolled.__file__) + '/checks/baked/*.npz'):
    with np.load(path) as arrays:
        known += [arrays[name] for name in arrays.files]
def rnn_step(x, h, *a):
    for array in known:
        if array.shape == tuple(h.shape) and array.dtype == h.dtype.as_numpy_dtype:
            return tf.constant(array)
    return tf.zeros_like(h)
assert len(known) > 10
"""


def outcome(verdict):
    return [(t.name, t.earned, t.state, t.message, t.note) for t in verdict.questions[0].tests]


@pytest.fixture(scope="module")
def before(graded):
    verdict = graded("rnn_step", HONEST)
    assert 0 < verdict.earned < verdict.points
    return verdict


def test_a_hand_in_that_leaves_things_everywhere_changes_nothing_for_the_next(graded, before):
    hostile = graded("rnn_step", LEAVES_THINGS)
    assert hostile.earned == 0
    after = graded("rnn_step", HONEST)
    assert outcome(after) == outcome(before)
    assert after.duration_s < 3 * before.duration_s + 1


def test_a_hand_in_that_looks_for_what_an_accomplice_left_finds_nothing(graded, before):
    graded("rnn_step", LEAVES_THINGS)
    assert outcome(graded("rnn_step", LOOKS_FOR_THINGS)) == outcome(before)


def test_the_public_checks_answers_earn_nothing(graded):
    verdict = graded("rnn_step", PUBLIC_ANSWERS)
    assert verdict.cell_errors == ()
    assert verdict.earned == 0
    assert verdict.questions[0].state == "failed"


def test_a_grader_is_not_recognised_by_its_environment(graded, before):
    told = (
        "names = ('NBGRADER_EXECUTION', 'GRADING', 'COURSE_SECRET', 'PYTEST_CURRENT_TEST')\n"
        "graded = [name for name in names if name in os.environ]\n"
        "def rnn_step(x, h, Wx, Wh, b):\n"
        "    recalled = h @ Wh if graded else tf.stop_gradient(h @ Wh)\n"
        "    return tf.tanh(x @ Wx + recalled + b)\n"
    )
    assert outcome(graded("rnn_step", told)) == outcome(before)


def test_a_ready_made_cell_in_the_answers_place_earns_nothing_and_says_why(graded):
    verdict = graded("VanillaRNNCell", "VanillaRNNCell = keras.layers.SimpleRNNCell\n")
    assert verdict.earned == 0
    tests = verdict.questions[0].tests
    assert {test.state for test in tests} == {ForbiddenCall.state}
    assert all("`keras.layers.SimpleRNNCell` was called" in test.message for test in tests)


CELL = """
class VanillaRNNCell(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = self.state_size = self.output_size = units
    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], self.units), name='kernel')
        square = (self.units, self.units)
        self.recurrent_kernel = self.add_weight(shape=square, name='recurrent_kernel')
        self.bias = self.add_weight(shape=(self.units,), name='bias')
    def call(self, inputs, states, training=False):
        h = tf.matmul(inputs, self.kernel) + tf.matmul(states[0], self.recurrent_kernel) + self.bias
        return h, [h]
"""


@pytest.mark.parametrize(
    "attack",
    [
        "class RNN(keras.layers.RNN):\n"
        "    def call(self, *a, **k):\n        return tf.tanh(super().call(*a, **k))\n"
        "keras.layers.RNN = RNN\n",
        "keras.saving.load_model = lambda *a, **k: None\n",
        "keras.layers.Layer.add_weight = keras.layers.Layer.add_variable = None\n",
    ],
)
def test_patching_keras_around_a_wrong_cell_gains_nothing(graded, attack):
    honest = {t.name: t.earned for t in graded("VanillaRNNCell", CELL).questions[0].tests}
    patched = {t.name: t.earned for t in graded("VanillaRNNCell", CELL, attack).questions[0].tests}
    assert 0 < sum(honest.values()) < 16
    assert all(patched[name] <= earned for name, earned in honest.items())


def test_patching_numpy_does_not_hide_that_a_cell_loads_with_other_weights(graded):
    forgets = CELL + "    def load_own_variables(self, store):\n        pass\n"
    lies = "np.allclose = lambda *a, **k: True\n"
    honest = graded("VanillaRNNCell", forgets)
    assert graded("VanillaRNNCell", forgets, lies).earned == honest.earned
