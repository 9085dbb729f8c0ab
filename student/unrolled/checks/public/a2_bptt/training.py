"""Public cases of `tbptt_step` and `train_tbptt`, on a model small enough to compare weights.

The weights after an update by plain gradient descent tell the gradient. The model's state is a
dict with a tuple in it, and each call gives somewhat other numbers than the one before, as with
dropout, so that a second forward pass shows.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, Unmet, draw, parts, public

N, T, V, H = 2, 3, 5, 4
RATE = 0.8
WEIGHTS = {"kernel": (V, H), "recurrent": (H, H), "readout": (H, V)}
STATES = {"fast": "batch units", "slow": "batch units"}


def _model(rng: np.random.Generator) -> Any:
    import keras
    import tensorflow as tf

    class Recurrent(keras.Model):  # type: ignore[misc]
        """Ids to logits and a state of two parts, a slow one and a fast one."""

        def __init__(self) -> None:
            super().__init__()
            for name, shape in WEIGHTS.items():
                setattr(self, name, self.add_weight(shape=shape, initializer="zeros", name=name))
                getattr(self, name).assign(draw(rng, *shape))
            self.calls = self.add_weight(shape=(), initializer="zeros", trainable=False)

        def call(self, ids: Any, initial_state: Any = None, training: Any = None) -> Any:
            """Reads the ids one by one."""
            self.calls.assign_add(1.0)
            inputs = tf.gather(self.kernel.value, ids) * (1.0 + 0.3 * tf.sin(self.calls.value))
            # Not zeros, so that a student's own zeros differ from the model's fresh state.
            fast = slow = tf.fill(tf.shape(inputs[:, 0]), 0.2)
            if initial_state is not None:
                fast, slow = initial_state["fast"], initial_state["slow"][0]
            hs = []
            for x in tf.unstack(inputs, axis=1):
                fast = tf.tanh(x + tf.matmul(fast, self.recurrent.value) + 0.5 * slow)
                slow = 0.7 * slow + 0.3 * fast
                hs.append(fast)
            logits = tf.matmul(tf.stack(hs, axis=1), self.readout.value)
            return logits, {"fast": fast, "slow": (slow,)}

    return Recurrent()


def _optimizer() -> Any:
    import keras

    return keras.optimizers.SGD(RATE)


def _weights(model: Any) -> dict[str, Any]:
    return {f"{name} after the update": getattr(model, name).numpy() for name in WEIGHTS}


@contextlib.contextmanager
def _clipping(answer: Answer) -> Iterator[None]:
    """Lends TensorFlow's clipping, as `clip_by_global_norm` comes later in the notebook."""
    import tensorflow as tf

    def clip(grads: Any, max_norm: float) -> Any:
        # Dense, as TensorFlow's norm counts a row that stands twice in a sparse one twice.
        return tf.clip_by_global_norm([*map(tf.convert_to_tensor, grads)], max_norm)

    with answer.replaced("clip_by_global_norm", clip):
        yield


def _chunk(seed: int) -> dict[str, Any]:
    import tensorflow as tf

    rng = np.random.default_rng(seed)
    fast, slow = (tf.constant(draw(rng, N, H), tf.float32) for _ in range(2))
    x, y = (tf.constant(rng.integers(0, V, (N, T)), tf.int32) for _ in range(2))
    model = _model(rng)
    return {"model": model, "x": x, "y": y, "states": {"fast": fast, "slow": (slow,)}}


def _step(answer: Answer, given: Mapping[str, Any], **clip: float) -> dict[str, Any]:
    found = answer.tbptt_step(
        given["model"], _optimizer(), given["x"], given["y"], given["states"], **clip
    )
    loss, states = parts(found, "loss", "new_states")
    if not isinstance(states, dict) or set(states) != {"fast", "slow"}:
        raise Unmet(
            f"`new_states` is of type `{type(states).__name__}` and not the nest that the model "
            "returned.",
            "Hand on the second thing that the model returns, as it is.",
        )
    if np.shape(loss) != ():
        raise Unmet(
            f"`loss` has shape {np.shape(loss)}; expected a scalar.",
            "It is the mean over all tokens of the chunk.",
        )
    return {"loss": loss, "fast": states["fast"], "slow": states["slow"][0]}


def _plain(found: Mapping[str, Any]) -> dict[str, Any]:
    """Has the loss in the model's width, as a Python float has none."""
    return {**found, "loss": np.float32(found["loss"])}


@public("tbptt_step", says="one chunk from a state, a dict with a tuple in it", **STATES)
def step_from_state(answer: Answer) -> Mapping[str, Any]:
    """Loss, new states and weights, and what an outer tape sees of the chunk's start."""
    import tensorflow as tf

    given = _chunk(221)
    old = tf.nest.flatten(given["states"])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(old)
        found = _step(answer, given)
    ends = {name: end for name, end in found.items() if tf.is_tensor(end)}
    reached = {
        name: [g is not None and bool(np.any(g)) for g in tape.gradient(end, old)]
        for name, end in ends.items()
    }
    leaks = [name for name in found if any(reached.get(name, ()))]
    return {
        **_plain(found),
        **_weights(given["model"]),
        "boundary": Fact(
            not leaks,
            "A gradient crosses the chunk's start: a tape around the step sees the "
            f"{'loss' if 'loss' in leaks else 'new states'} depend on the old states.",
        ),
        "~leaks": np.array([reached.get(name, [False, False]) for name in found]),
    }


@public("tbptt_step", says="the first chunk of all, with states=None", **STATES)
def step_from_none(answer: Answer) -> Mapping[str, Any]:
    """The model makes its own zeros."""
    given = {**_chunk(222), "states": None}
    return {**_plain(_step(answer, given)), **_weights(given["model"])}


@public("tbptt_step", says="gradients clipped to a norm of 0.1, and a norm that is never reached")
def step_clipped(answer: Answer) -> Mapping[str, Any]:
    """The global norm decides; what is short stays."""
    short, long = _chunk(223), _chunk(223)
    with _clipping(answer):
        _step(answer, long, max_norm=0.1)
        _step(answer, short, max_norm=1000.0)
    after = {f"{name}, clipped": value for name, value in _weights(long["model"]).items()}
    return {**after, **_weights(short["model"])}


def _train(answer: Answer, seed: int, length: int, steps: int, **options: Any) -> dict[str, Any]:
    """Trains on a text that its rows fill, so that all ways to lay rows out are alike."""
    rng = np.random.default_rng(seed)
    ids, model = rng.integers(0, V, length).astype("int32"), _model(rng)
    with _clipping(answer):
        losses = answer.train_tbptt(model, _optimizer(), ids, N, steps, **options)
    if not isinstance(losses, list | tuple | np.ndarray):
        raise Unmet(
            f"The answer is of type `{type(losses).__name__}`; expected a list of losses.",
            "Is there a `return` after the loops?",
        )
    if any(np.shape(loss) != () for loss in losses):
        raise Unmet("A loss is not a single number; expected one float per chunk.")
    return {"losses": np.array([np.float32(loss) for loss in losses]), **_weights(model)}


@public("train_tbptt", says="3 chunks a pass, 2 passes", losses="positions")
def train_twice(answer: Answer) -> Mapping[str, Any]:
    """The state is carried on between chunks, and dropped between passes."""
    return _train(answer, 231, 2 * 3 * 3 + 1, 3, epochs=2)


@public("train_tbptt", says="chunks of a single character, clipped", losses="positions")
def train_clipped(answer: Answer) -> Mapping[str, Any]:
    """`max_norm` reaches every step."""
    return _train(answer, 232, 2 * 4 + 1, 1, epochs=1, max_norm=0.2)
