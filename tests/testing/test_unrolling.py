"""A step run over time outside, against TensorFlow's own gradient of the same loop."""

import numpy as np
import pytest

from autograder.testing import Earlier, unrolled, unrolled_gradients

N, T, D, H = 2, 4, 3, 5
ONE_STATE = """
import tensorflow as tf
def step(x, h, Wx, Wh, b):
    return tf.sin(x @ Wx + h @ Wh + b) + 0.2 * h * h
"""
TWO_STATES = """
import tensorflow as tf
def step(x, h, c, Wx, Wh, b):
    c = tf.sin(x @ Wx) * c + h
    return tf.tanh(h @ Wh + b + 0.3 * c), c
"""
# The same loop in one piece.
PROBES = {
    "probes": """
import tensorflow as tf
def all_at_once(answer, x, states, weights, upstream, upstream_last):
    x, *both = map(tf.constant, [x, *states, *weights])
    states, weights = both[:len(states)], both[len(states):]
    watched = [x, *states, *weights]
    with tf.GradientTape() as tape:
        tape.watch(watched)
        now, outputs = states, []
        for t in range(x.shape[1]):
            now = answer.step(x[:, t], *now, *weights)
            now = list(now) if isinstance(now, tuple) else [now]
            outputs.append(now[0])
        outputs = tf.stack(outputs, axis=1)
        total = tf.reduce_sum(outputs * upstream)
        total += sum(tf.reduce_sum(a * b) for a, b in zip(now, upstream_last))
    return [outputs, now, tape.gradient(total, watched)]
"""
}


@pytest.mark.parametrize(("source", "count"), [(ONE_STATE, 1), (TWO_STATES, 2)])
def test_outputs_and_gradients_are_those_of_the_loop_in_one_piece(implement, source, count):
    rng = np.random.default_rng(count)
    x, upstream = rng.normal(size=(N, T, D)), rng.normal(size=(N, T, H))
    states, last = ([rng.normal(size=(N, H)) for _ in range(count)] for _ in range(2))
    weights = [rng.normal(size=shape) / 2 for shape in ((D, H), (H, H), (H,))]
    one = implement(source, probes=PROBES)
    outputs, now, gradients = one.ask(
        "all_at_once", x=x, states=states, weights=weights, upstream=upstream, upstream_last=last
    )
    step = Earlier(one, "step")
    run = unrolled(step, x, states, weights)
    np.testing.assert_allclose(run.outputs, outputs, rtol=1e-10)
    np.testing.assert_allclose(run.last, now, rtol=1e-10)
    found = unrolled_gradients(step, x, run, weights, upstream, last)
    for got, expected in zip((found.x, *found.states, *found.weights), gradients, strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-12)


def test_an_argument_that_no_gradient_reaches_counts_as_zero(implement):
    one = implement(
        "import tensorflow as tf\ndef step(x, h, w):\n    return h * w + tf.stop_gradient(x)\n"
    )
    dx, dh, dw = Earlier(one, "step").pulled_back(
        [np.ones(2), np.ones(2), np.array(3.0)], [np.ones(2)]
    )
    assert (dx.tolist(), dh.tolist(), float(dw)) == ([0, 0], [3, 3], 2)


@pytest.mark.parametrize(
    "source", ["def step(x, h):\n    return h[:1]\n", "def step(x, h):\n    return [h, h]\n"]
)
def test_a_step_that_returns_other_states_than_it_got_is_not_run_on(implement, source):
    one = implement(source)
    with pytest.raises((ValueError, AttributeError)):
        unrolled(Earlier(one, "step", as_tensors=False), np.ones((2, 3, 1)), [np.ones((2, 4))], [])
