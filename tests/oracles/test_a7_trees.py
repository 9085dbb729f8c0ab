"""The reference of assignment 7: recursive networks and backpropagation through structure.

Oracles: Keras' own `SimpleRNN` on chains, a stack machine element by element, central finite
differences, a tape, and values worked out by hand.
"""

import sys

import keras
import numpy as np
import pytest
import tensorflow as tf

from solutions.a7_trees import chain, tree_backward, tree_forward, tree_loss

V, H, C = 6, 3, 4
TREES = {
    "leaf": 2,
    "leaf of NumPy": np.int64(4),
    "pair": (0, 5),
    "both sides": (((2, 5), 0), (4, (1, (3, 5)))),
    "shared": (((1, 4), 0), ((1, 4), (1, 4))),
}
DEEPEST = 199
# Keras hands variables to NumPy without `copy=`, which NumPy 2 deprecates: not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture
def rng():
    return np.random.default_rng(1996)


def drawn(rng, vocab=V, units=H):
    shapes = {"embeddings": (vocab, units), "W": (2 * units, units), "b": (units,)}
    return {name: rng.normal(0, 0.7, shape) for name, shape in shapes.items()}


def constants(given, dtype="float64"):
    return [tf.constant(array, dtype=dtype) for array in given.values()]


def by_elements(tree, embeddings, W, b):
    """The root's state from single products, without recursion."""
    todo, done = [(tree, False)], []
    while todo:
        node, ready = todo.pop()
        if not isinstance(node, tuple):
            done.append([float(value) for value in embeddings[node]])
        elif not ready:
            todo += [(node, True), (node[1], False), (node[0], False)]
        else:
            right, left = done.pop(), done.pop()
            both, units = [*left, *right], range(len(b))
            sums = [b[u] + sum(both[k] * W[k, u] for k in range(len(both))) for u in units]
            done.append([np.tanh(value) for value in sums])
    return np.array(done[0])


def differences(f, value, eps=1e-6):
    found = np.zeros(value.shape)
    for i in np.ndindex(value.shape):
        sides = []
        for sign in (1, -1):
            moved = value.copy()
            moved[i] += sign * eps
            sides.append(f(moved))
        found[i] = (sides[0] - sides[1]) / (2 * eps)
    return found


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_root_is_what_single_products_make(rng, tree, dtype):
    given = drawn(rng)
    root = tree_forward(tree, *constants(given, dtype))
    assert root.dtype == dtype
    assert root.shape == (H,)
    np.testing.assert_allclose(root, by_elements(tree, **given), atol=1e-6)


def test_a_pair_by_hand():
    # One unit: left 0.5, right -1; 2 * 0.5 + 3 * -1 + 1 = -1.
    E, W, b = np.array([[0.5], [-1.0]]), np.array([[2.0], [3.0]]), np.array([1.0])
    h = np.tanh(-1.0)
    assert float(tree_forward((0, 1), *map(tf.constant, (E, W, b)))[0]) == pytest.approx(h)
    dE, dW, db = tree_backward((0, 1), E, W, b, np.array([10.0]))
    da = 10 * (1 - h**2)
    np.testing.assert_allclose(dE[:, 0], [2 * da, 3 * da])
    np.testing.assert_allclose(dW[:, 0], [0.5 * da, -1.0 * da])
    np.testing.assert_allclose(db, [da])


@pytest.mark.parametrize("length", [1, 2, 7])
def test_on_a_chain_the_network_is_kerass_simple_rnn(rng, length):
    given = drawn(rng)
    ids = rng.integers(0, V, length + 1)
    E, W, b = constants(given)
    layer = keras.layers.SimpleRNN(H, dtype="float64")
    layer.build((None, None, H))
    layer.set_weights([W[H:], W[:H], b])
    x, h0 = tf.gather(E, ids[1:])[None], tf.gather(E, ids[:1])
    droot = rng.normal(size=H)
    with tf.GradientTape() as tape:
        tape.watch([x, h0])
        state = layer(x, initial_state=h0)
        loss = tf.reduce_sum(state * droot)
    np.testing.assert_allclose(tree_forward(chain(ids), E, W, b), state[0], atol=1e-12)
    dx, dh0, dWx, dWh, db = tape.gradient(loss, [x, h0, *layer.trainable_variables])
    dE = np.zeros((V, H))
    np.add.at(dE, ids, np.concatenate([dh0, dx[0]]))
    found = tree_backward(chain(ids), *given.values(), droot)
    for mine, right in zip(found, (dE, np.concatenate([dWh, dWx]), db), strict=True):
        np.testing.assert_allclose(mine, right, atol=1e-12)


def test_chains_branch_to_the_left():
    assert chain([5]) == 5
    assert chain([5, 6]) == (5, 6)
    assert chain(np.array([5, 6, 7, 8])) == (((5, 6), 7), 8)
    ids = [1, 2, 3]
    chain(ids)
    assert ids == [1, 2, 3]


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_gradients_by_hand_equal_central_differences(rng, tree):
    given, droot = drawn(rng), rng.normal(size=H)
    found = tree_backward(tree, *given.values(), droot)
    for gradient, name in zip(found, given, strict=True):
        loss = lambda moved, name=name: droot @ by_elements(tree, **{**given, name: moved})  # noqa: E731
        np.testing.assert_allclose(gradient, differences(loss, given[name]), atol=1e-8)


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_gradients_by_hand_equal_the_tapes(rng, tree):
    given, droot = drawn(rng), rng.normal(size=H)
    watched = constants(given)
    with tf.GradientTape() as tape:
        tape.watch(watched)
        loss = tf.reduce_sum(tree_forward(tree, *watched) * droot)
    taped = tape.gradient(loss, watched, unconnected_gradients="zero")
    for mine, right in zip(tree_backward(tree, *given.values(), droot), taped, strict=True):
        np.testing.assert_allclose(mine, tf.convert_to_tensor(right), atol=1e-12)


def test_a_place_that_gets_a_row_of_its_own_takes_its_share_of_the_gradient(rng):
    given, droot = drawn(rng), rng.normal(size=H)
    apart = {**given, "embeddings": np.concatenate([given["embeddings"], given["embeddings"][:1]])}
    together = tree_backward(((0, 1), (2, 0)), *given.values(), droot)
    split = tree_backward(((0, 1), (2, V)), *apart.values(), droot)
    np.testing.assert_allclose(together[0][0], split[0][0] + split[0][V], atol=1e-12)
    np.testing.assert_allclose(together[1], split[1], atol=1e-12)
    assert np.all(together[0][3:] == 0)


@pytest.mark.parametrize("left", [True, False])
def test_the_deepest_trees_leave_pythons_stack_room(rng, left):
    tree = 0
    for depth in range(DEEPEST):
        tree = (tree, depth % V) if left else (depth % V, tree)
    given = drawn(rng)
    frame, used = sys._getframe(), 0
    while frame := frame.f_back:
        used += 1
    before = sys.getrecursionlimit()
    # What a notebook has left for it is some 900 calls; half of that must do.
    sys.setrecursionlimit(used + 450)
    try:
        root = tree_forward(tree, *constants(given))
        found = tree_backward(tree, *given.values(), np.ones(H))
    finally:
        sys.setrecursionlimit(before)
    np.testing.assert_allclose(root, by_elements(tree, **given), atol=1e-9)
    assert all(np.all(np.isfinite(gradient)) for gradient in found)


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
@pytest.mark.parametrize("label", [0, C - 1])
def test_the_loss_and_its_gradients_equal_keras_and_central_differences(rng, tree, label):
    params = {**drawn(rng), "U": rng.normal(size=(H, C)), "c": rng.normal(size=C)}
    inner = ("embeddings", "W", "b")

    def reckoned(params):
        root = by_elements(tree, *(params[name] for name in inner))
        scores = (root @ params["U"] + params["c"])[None]
        nats = keras.losses.sparse_categorical_crossentropy(
            np.array([label]), scores, from_logits=True
        )
        return float(nats[0])

    loss, grads = tree_loss(tree, label, params)
    assert loss == pytest.approx(reckoned(params), abs=1e-6)
    assert grads.keys() == params.keys()
    for name, value in params.items():
        nudged = lambda moved, name=name: reckoned({**params, name: moved})  # noqa: E731
        np.testing.assert_allclose(grads[name], differences(nudged, value), atol=1e-7)


def test_scores_in_the_thousands_cost_what_their_difference_says(rng):
    params = {**drawn(rng), "U": np.zeros((H, 2)), "c": np.array([5000.0, 5003.0])}
    loss, grads = tree_loss((0, 1), 0, params)
    assert loss == pytest.approx(np.log1p(np.exp(3.0)))
    np.testing.assert_allclose(grads["c"], [-1 / (1 + np.exp(-3)), 1 / (1 + np.exp(-3))])


def test_going_back_leaves_the_arguments_and_their_dtype_alone(rng):
    params = {**drawn(rng), "U": rng.normal(size=(H, C)), "c": rng.normal(size=C)}
    params = {name: array.astype("float32") for name, array in params.items()}
    before = {name: array.copy() for name, array in params.items()}
    inner, droot = [params[n] for n in ("embeddings", "W", "b")], np.ones(H, "float32")
    found = tree_backward(TREES["shared"], *inner, droot)
    _, grads = tree_loss(TREES["shared"], 1, params)
    assert {array.dtype.name for array in (*found, *grads.values())} == {"float32"}
    np.testing.assert_array_equal(droot, np.ones(H))
    for name, array in params.items():
        np.testing.assert_array_equal(array, before[name])
