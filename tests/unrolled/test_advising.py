"""What to try fits the line that raised, with the words that TensorFlow and NumPy have today."""

import numpy as np
import pytest
import tensorflow as tf
from unrolled.checks.advising import on_exception
from unrolled.checks.outcome import Frame, Raised, clean_message

NAMES = {"tf": tf, "np": np, "x": tf.ones((2, 3)), "W": tf.ones((3, 16)), "b": tf.ones(5)}


def advice_on(source):
    with pytest.raises(Exception) as caught:  # noqa: PT011 - of many kinds; none may pass
        eval(source, dict(NAMES))
    message = clean_message(str(caught.value))
    raised = Raised(type(caught.value).__name__, message, (Frame("lstm_step", 3, source),))
    return on_exception(raised, "lstm_step(x, W)")


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        ("tf.split(x @ W, 4, axis=0)", "Look at the axis"),
        ("tf.concat([x, W], axis=-1)", "Look at the axis"),
        ("tf.stack([x, W])", "Look at the axis"),
        ("np.concatenate([np.ones((2, 3)), np.ones((4, 5))])", "Look at the axis"),
        ("W @ x", "are the two the right way round"),
        ("tf.matmul(x, tf.transpose(W))", "are the two the right way round"),
        ("np.ones((2, 3)) @ np.ones((4, 5))", "are the two the right way round"),
        ("tf.reshape(x, (4, 4))", "A reshape keeps the count of entries"),
        ("x[tf.constant([[0, 1], [1, 0]])]", "takes no tensor of integers"),
        ("x[np.array([0.0, 1.0])]", "takes no tensor of integers"),
        ("x + b", "Just before that line"),
        ("x @ nothing", "Just before that line"),
    ],
)
def test_the_advice_fits_the_line(source, advice):
    assert advice in advice_on(source)


def test_a_wrong_call_is_told_how_the_check_calls():
    raised = Raised("TypeError", "lstm_step() takes 2 positional arguments but 3 were given")
    assert on_exception(raised, "lstm_step(x, W)") == "The check calls `lstm_step(x, W)`."
