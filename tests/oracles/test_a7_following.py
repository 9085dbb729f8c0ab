"""What the suite of a7_trees puts together from earlier answers is what the later answer says.

Earlier answers are the solution's, asked with the suite's own probes: right ones, and wrong ones
that belong together.
"""

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from autograder.sandbox.probing import Answer, plain
from autograder.suites.a7_trees import draw, following, probes, probes_stand_ins
from autograder.testing.comparison import explain

# Keras hands variables to NumPy without `copy=`, which NumPy 2 deprecates: not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


SOLUTION = (Path(__file__).parents[2] / "solutions" / "a7_trees.py").read_text(encoding="utf-8")


class Direct:
    """Answers that are asked without a worker.

    Args:
        answers: put into the place of the solution's.
    """

    def __init__(self, **answers):
        namespace = {}
        exec(SOLUTION, namespace)  # anew, so that its functions call what stands beside them
        self.answer = Answer(namespace)
        namespace.update(answers)

    def ask(self, probe, /, **given):
        return plain(getattr(probes, probe)(self.answer, **given))


def sigmoid_forward(tree, embeddings, W, b):
    if not isinstance(tree, tuple):
        return embeddings[tree]
    left, right = (sigmoid_forward(child, embeddings, W, b) for child in tree)
    return tf.sigmoid(tf.concat([right, left], 0)[None] @ W + b)[0]


def sigmoid_backward(tree, embeddings, W, b, droot):
    watched = [tf.constant(array) for array in (embeddings, W, b)]
    with tf.GradientTape() as tape:
        tape.watch(watched)
        total = tf.reduce_sum(sigmoid_forward(tree, *watched) * droot)
    found = tape.gradient(total, watched, unconnected_gradients="zero")
    return [tf.convert_to_tensor(gradient).numpy() for gradient in found]


def mean_forward(tree, embeddings, W, b):
    return tf.reduce_mean(embeddings, axis=0) + b


PAIRS = {
    "right": Direct(),
    "wrong, and belonging together": Direct(
        tree_forward=sigmoid_forward, tree_backward=sigmoid_backward
    ),
}
SIZES = {"leaves": 6, "vocab": 7, "units": 4, "twice": True}


@pytest.fixture
def rng():
    return np.random.default_rng(1997)


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_gradients_follow_from_tree_forward_node_by_node(rng, pair):
    given = draw.backward(rng, **SIZES)
    shared = draw.code(3, 1, draw.JOIN, draw.AGAIN, draw.JOIN, 3, draw.JOIN)
    for tree in (given["tree"], shared, draw.code(2)):
        asked = {**given, "tree": tree}
        implied = following.through_nodes(pair, **asked)
        assert explain(pair.ask("backward", **asked), implied) is None


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_losses_follow_from_tree_forward_and_tree_backward(rng, pair):
    given = {**draw.classifier(rng, **SIZES, classes=3), "names": list(EVERYTHING)}
    implied = following.from_own(pair, **given)
    assert explain(pair.ask("loss", **given), implied) is None


EVERYTHING = ("loss", "embeddings", "W", "b", "U", "c")


def test_nothing_follows_from_an_answer_that_ignores_an_argument(rng):
    lazy = Direct(tree_forward=mean_forward)
    assert following.through_nodes(lazy, **draw.backward(rng, **SIZES)) is None
    given = {**draw.classifier(rng, **SIZES, classes=3), "names": ["loss"]}
    assert following.from_own(lazy, **given) is None


def test_answers_that_cannot_be_used_have_stand_ins_under_the_loss(rng):
    def unusable(*_):
        raise TypeError

    given = {**draw.classifier(rng, **SIZES, classes=3), "names": list(EVERYTHING)}
    for name in ("tree_forward", "tree_backward"):
        got = Direct(**{name: unusable}).ask("loss", **given)
        planted = Direct(**{name: getattr(probes_stand_ins, f"stand_in_{name}")})
        assert explain(got, planted.ask("loss", **given)) is None
        assert explain(got, Direct().ask("loss", **given)) is not None
