"""Known wrong answers to `stacked_forward`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "stacked_forward",
    hint="You join [own state, layer below]. Here the layer below comes first, as on the lecture's "
    "multilayer slide; with D = H the shapes would not tell.",
)
def own_state_first(x, h0s, Ws):
    below, lasts = tf.unstack(x, axis=1), []
    for h, W in zip(h0s, Ws, strict=True):
        states = []
        for row in below:
            h = tf.tanh(tf.concat([h, row], axis=-1) @ W)
            states.append(h)
        below = states
        lasts.append(h)
    return tf.stack(below, axis=1), lasts


@misconception(
    "stacked_forward",
    hint="Every layer reads the states that the layer below had one timestep ago. It reads those "
    "of the same timestep.",
)
def layer_below_one_step_late(x, h0s, Ws):
    hs, top = list(h0s), []
    for t in range(x.shape[1]):
        inputs = [x[:, t], *hs[:-1]]
        hs = [
            tf.tanh(tf.concat([row, h], axis=-1) @ W)
            for row, h, W in zip(inputs, hs, Ws, strict=True)
        ]
        top.append(hs[-1])
    return tf.stack(top, axis=1), hs


@misconception(
    "stacked_forward",
    hint="All layers start from the first layer's state. Each has its own in `h0s`.",
)
def one_first_state_for_all(x, h0s, Ws):
    below, lasts = tf.unstack(x, axis=1), []
    for W in Ws:
        h, states = h0s[0], []
        for row in below:
            h = tf.tanh(tf.concat([row, h], axis=-1) @ W)
            states.append(h)
        below = states
        lasts.append(h)
    return tf.stack(below, axis=1), lasts


@misconception(
    "stacked_forward",
    hint="One state goes up from layer to layer and on to the next timestep's first layer. Every "
    "layer has a state of its own, which it alone carries through time.",
)
def one_state_for_all_layers(x, h0s, Ws):
    h, top = h0s[-1], []
    for t in range(x.shape[1]):
        row = x[:, t]
        for W in Ws:
            h = tf.tanh(tf.concat([row, h], axis=-1) @ W)
            row = h
        top.append(h)
    return tf.stack(top, axis=1), [h for _ in Ws]


@misconception(
    "stacked_forward",
    hint="All layers start from zeros. They start from `h0s`, which need not be zero.",
)
def first_states_ignored(x, h0s, Ws):
    below, lasts = tf.unstack(x, axis=1), []
    for h0, W in zip(h0s, Ws, strict=True):
        h, states = tf.zeros_like(h0), []
        for row in below:
            h = tf.tanh(tf.concat([row, h], axis=-1) @ W)
            states.append(h)
        below = states
        lasts.append(h)
    return tf.stack(below, axis=1), lasts


@misconception(
    "stacked_forward",
    hint="Your layers forget from step to step: each timestep starts from `h0s` again. The state "
    "that a step returns goes into the next one.",
)
def states_not_carried(x, h0s, Ws):
    below, lasts = tf.unstack(x, axis=1), []
    for h0, W in zip(h0s, Ws, strict=True):
        below = [tf.tanh(tf.concat([row, h0], axis=-1) @ W) for row in below]
        lasts.append(below[-1])
    return tf.stack(below, axis=1), lasts


@misconception(
    "stacked_forward",
    hint="The last states are right and in reverse order. The bottom layer's comes first, as in "
    "`h0s` and `Ws`.",
)
def last_states_top_first(x, h0s, Ws):
    below, lasts = tf.unstack(x, axis=1), []
    for h, W in zip(h0s, Ws, strict=True):
        states = []
        for row in below:
            h = tf.tanh(tf.concat([row, h], axis=-1) @ W)
            states.append(h)
        below = states
        lasts.insert(0, h)
    return tf.stack(below, axis=1), lasts


@misconception(
    "stacked_forward",
    hint="You return the top layer's last state only. To go on from here, every layer's is needed.",
)
def last_state_of_the_top_alone(x, h0s, Ws):
    below = tf.unstack(x, axis=1)
    for h, W in zip(h0s, Ws, strict=True):
        states = []
        for row in below:
            h = tf.tanh(tf.concat([row, h], axis=-1) @ W)
            states.append(h)
        below = states
    return tf.stack(below, axis=1), [h]


@misconception(
    "stacked_forward",
    hint="You return the first layer's states. What a deep network puts out is its top layer.",
)
def bottom_layer_put_out(x, h0s, Ws):
    below, lasts, layers = tf.unstack(x, axis=1), [], []
    for h, W in zip(h0s, Ws, strict=True):
        states = []
        for row in below:
            h = tf.tanh(tf.concat([row, h], axis=-1) @ W)
            states.append(h)
        below = states
        layers.append(states)
        lasts.append(h)
    return tf.stack(layers[0], axis=1), lasts


@misconception(
    "stacked_forward",
    hint="Every layer reads x, and does not fit its weights. From the second layer on, the input "
    "is the layer below.",
    raises="InvalidArgumentError",
)
def every_layer_reads_the_input(x, h0s, Ws):
    lasts = []
    for h, W in zip(h0s, Ws, strict=True):
        states = []
        for row in tf.unstack(x, axis=1):
            h = tf.tanh(tf.concat([row, h], axis=-1) @ W)
            states.append(h)
        lasts.append(h)
    return tf.stack(states, axis=1), lasts


@misconception(
    "stacked_forward",
    hint="The results are right, but you write the new states into the caller's list `h0s`. Make a "
    "list of your own.",
)
def given_list_overwritten(x, h0s, Ws):
    top = []
    for t in range(x.shape[1]):
        row = x[:, t]
        for layer, W in enumerate(Ws):
            h0s[layer] = tf.tanh(tf.concat([row, h0s[layer]], axis=-1) @ W)
            row = h0s[layer]
        top.append(row)
    return tf.stack(top, axis=1), h0s


@misconception(
    "stacked_forward",
    hint="The top layer's states come time first, `[T, N, H]`. Here the batch comes first.",
)
def top_layer_time_first(x, h0s, Ws):
    below, lasts = tf.unstack(x, axis=1), []
    for h, W in zip(h0s, Ws, strict=True):
        states = []
        for row in below:
            h = tf.tanh(tf.concat([row, h], axis=-1) @ W)
            states.append(h)
        below = states
        lasts.append(h)
    return tf.stack(below), lasts


@misconception(
    "stacked_forward",
    hint="The values are right, but no gradient goes down from layer to layer, so the lower ones "
    "would never learn.",
)
def layers_detached(x, h0s, Ws):
    below, lasts = tf.unstack(x, axis=1), []
    for h, W in zip(h0s, Ws, strict=True):
        states = []
        for row in below:
            h = tf.tanh(tf.concat([row, h], axis=-1) @ W)
            states.append(h)
        below = [tf.stop_gradient(state) for state in states]
        lasts.append(h)
    return tf.stack(states, axis=1), lasts


@misconception(
    "stacked_forward",
    hint="The top layer's states are float64 whatever comes in. Keep the dtype of the arguments.",
)
def top_layer_float64(x, h0s, Ws):
    below, lasts = tf.unstack(x, axis=1), []
    for h, W in zip(h0s, Ws, strict=True):
        states = []
        for row in below:
            h = tf.tanh(tf.concat([row, h], axis=-1) @ W)
            states.append(h)
        below = states
        lasts.append(h)
    return tf.cast(tf.stack(below, axis=1), tf.float64), lasts
