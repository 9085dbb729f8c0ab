"""The model that probes hand to `tbptt_step` and `train_tbptt`: small, and written out.

It calls no layer of Keras, so nothing of it can be taken away, and its state has any form.
"""

import keras
import numpy as np
import tensorflow as tf


def as_state(form, leaves):
    """Tensors in a state of this form."""
    if form == "vector":
        return leaves[0]
    if form == "list":
        return list(leaves)
    if form == "dict":
        return {"fast": leaves[0], "slow": leaves[1]}
    return {"low": [leaves[0], (leaves[1],)], "high": (leaves[2], {"deep": leaves[3]})}


class Recurrent(keras.Model):
    """Ids `[N, T]` to logits `[N, T, V]` and a state of any form; each part of it counts.

    Args:
        form: of the state: "vector", "list", "dict" or "nested".
        weights: `table` `[V, H]`, `recurrent` `[H, H]`, `readout` `[H, V]`.
        noisy: whether every call is a little different from the one before, as with dropout.
        kept: a list that receives what each call was given and what it returned, or None.
    """

    def __init__(self, form, weights, noisy=False, kept=None):
        super().__init__()
        self.form, self.noisy, self.log = form, noisy, Log(kept)
        self.parts = {"vector": 1, "list": 2, "dict": 2}.get(form, 4)
        for name, value in weights.items():
            setattr(self, name, self.add_weight(shape=value.shape, initializer="zeros", name=name))
            getattr(self, name).assign(value)
        if noisy:
            self.calls = self.add_weight(shape=(), initializer="zeros", trainable=False)

    def call(self, ids, initial_state=None, training=None):
        """Reads the ids one by one."""
        inputs = tf.unstack(tf.gather(self.table.value, ids), axis=1)
        starts = [tf.zeros_like(inputs[0])] * self.parts
        if initial_state is not None:
            starts = tf.nest.flatten(initial_state)
        if self.noisy:
            self.calls.assign_add(1.0)
            inputs = [(1.0 + 0.4 * tf.sin(self.calls.value)) * driven for driven in inputs]
        states, recurrent, read = starts, self.recurrent.value, []
        for driven in inputs:
            states = self._advance(driven, states, recurrent)
            read.append(self._weighed_sum(states))
        logits = tf.matmul(tf.stack(read, axis=1), self.readout.value)
        self.log.keep(ids, initial_state is None, starts[0], states[0], logits, self)
        return logits, as_state(self.form, states)

    def _advance(self, driven, states, recurrent):
        if self.parts == 1:
            return [tf.tanh(driven + tf.matmul(states[0], recurrent))]
        # Each part hears of the one beside it, so that none of them is a part for itself.
        pairs = zip(states, [states[-1], *states[:-1]], strict=True)
        return [
            tf.tanh(driven + tf.matmul(state, recurrent) * (1.0 - 0.1 * i) + 0.2 * beside)
            for i, (state, beside) in enumerate(pairs)
        ]

    def _weighed_sum(self, states):
        rest = [(0.8 - 0.2 * i) * state for i, state in enumerate(states[1:])]
        return tf.add_n([states[0], *rest]) if rest else states[0]

    def weights_by_name(self):
        """The values of the trainable weights."""
        names = ("table", "recurrent", "readout")
        return {name: np.array(getattr(self, name)) for name in names}


class Descent(keras.optimizers.SGD):
    """Gradient descent at a constant rate, written out: Keras' own takes longer than the rest.

    Args:
        rate: the learning rate.
    """

    def __init__(self, rate):
        super().__init__(rate)
        self.rate = rate

    def apply(self, grads, trainable_variables=None):
        """Takes a step down the gradients."""
        if trainable_variables is None:
            super().apply(grads)
            return
        for gradient, variable in zip(grads, trainable_variables, strict=True):
            if gradient is not None:
                variable.assign_sub(self.rate * tf.convert_to_tensor(gradient))


class Log:
    """Keeps what a model's calls were given and returned, also inside of a `tf.function`.

    Args:
        kept: the list to append to, or None to keep nothing.
    """

    def __init__(self, kept):
        self.kept = kept

    def keep(self, ids, from_none, start, end, logits, model):
        """Notes one call."""
        if self.kept is None:
            return
        weights = [tf.reshape(variable.value, [-1]) for variable in model.trainable_variables]
        given = [ids, tf.constant(from_none), start, end, logits, tf.concat(weights, axis=0)]
        tf.numpy_function(self._append, given, tf.int32)

    def _append(self, ids, from_none, start, end, logits, weights):
        received = None if from_none else np.array(start)
        call = {"x": np.array(ids), "received": received, "handed on": np.array(end)}
        self.kept.append({**call, "logits": np.array(logits), "weights": np.array(weights)})
        return np.int32(0)
