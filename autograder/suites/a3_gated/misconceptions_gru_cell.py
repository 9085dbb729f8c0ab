"""Known wrong answers to `GRUCell`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
A wrong cell is the solution's with one thing done wrong, so it inherits from it.
"""

import keras
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "GRUCell",
    hint="Your cell blends the other way round: z keeps the old state, as in Keras. In the lecture "
    "z lets the candidate in.",
)
class cell_blended_as_keras_does(GRUCell):
    def call(self, inputs, states, training=False):
        h, (a, b) = states[0], (self.kernel, self.recurrent_kernel)
        xz, xr, xc = tf.split(inputs @ a, 3, axis=-1)
        hz, hr, hc = tf.split(b, 3, axis=-1)
        z, r = tf.sigmoid(xz + h @ hz), tf.sigmoid(xr + h @ hr)
        h = z * h + (1 - z) * tf.tanh(xc + (r * h) @ hc)
        return h, [h]


@misconception(
    "GRUCell",
    hint="Your cell resets after the product with the recurrent kernel, as Keras does by default. "
    "Here r meets h before the product.",
)
class cell_reset_after_the_product(GRUCell):
    def call(self, inputs, states, training=False):
        h = states[0]
        xz, xr, xc = tf.split(inputs @ self.kernel, 3, axis=-1)
        hz, hr, hc = tf.split(h @ self.recurrent_kernel, 3, axis=-1)
        z, r = tf.sigmoid(xz + hz), tf.sigmoid(xr + hr)
        h = (1 - z) * h + z * tf.tanh(xc + r * hc)
        return h, [h]


@misconception(
    "GRUCell",
    hint="Your cell takes the first block for r and the second for z. They are packed z, r, "
    "candidate.",
)
class gates_packed_r_first(GRUCell):
    def call(self, inputs, states, training=False):
        h = states[0]
        xr, xz, xc = tf.split(inputs @ self.kernel, 3, axis=-1)
        hr, hz, hc = tf.split(self.recurrent_kernel, 3, axis=-1)
        z, r = tf.sigmoid(xz + h @ hz), tf.sigmoid(xr + h @ hr)
        h = (1 - z) * h + z * tf.tanh(xc + (r * h) @ hc)
        return h, [h]


@misconception(
    "GRUCell",
    hint="Your cell takes the first block for the candidate. They are packed z, r, candidate.",
)
class candidate_packed_first(GRUCell):
    def call(self, inputs, states, training=False):
        h = states[0]
        xc, xz, xr = tf.split(inputs @ self.kernel, 3, axis=-1)
        hc, hz, hr = tf.split(self.recurrent_kernel, 3, axis=-1)
        z, r = tf.sigmoid(xz + h @ hz), tf.sigmoid(xr + h @ hr)
        h = (1 - z) * h + z * tf.tanh(xc + (r * h) @ hc)
        return h, [h]


@misconception(
    "GRUCell",
    hint="Your cell has a bias. The lecture's GRU has none, as `gru_step` has none.",
)
class cell_with_a_bias(GRUCell):
    def build(self, input_shape):
        super().build(input_shape)
        self.bias = self.add_weight(shape=(3 * self.units,), initializer="zeros", name="bias")


@misconception(
    "GRUCell",
    hint="One matrix holds the weights of x and of h. They are two, as in every Keras cell: "
    "`kernel` for x and `recurrent_kernel` for h.",
)
class kernels_in_one_matrix(GRUCell):
    def build(self, input_shape):
        features, width = input_shape[-1], 3 * self.units
        self.kernel = self.add_weight(shape=(self.units + features, width), name="kernel")

    def call(self, inputs, states, training=False):
        h = gru_step(inputs, states[0], *tf.split(self.kernel, 3, axis=-1))
        return h, [h]


@misconception(
    "GRUCell",
    hint="Your cell makes its weights in `call`, again at every timestep, so nothing that it "
    "learns lasts. Make them in `build`, which Keras calls once.",
    raises="ValueError",
)
class gru_weights_made_in_call(GRUCell):
    def call(self, inputs, states, training=False):
        self.build(inputs.shape)
        return super().call(inputs, states)


@misconception(
    "GRUCell",
    hint="The new state comes back as a bare tensor. Keras hands states around in a list, also "
    "where there is one only.",
)
class bare_state_returned(GRUCell):
    def call(self, inputs, states, training=False):
        h, _ = super().call(inputs, states)
        return h, h


@misconception(
    "GRUCell",
    hint="Two states come back, as from an LSTM. A GRU has no cell state beside h.",
)
class two_states_returned(GRUCell):
    def __init__(self, units, **kwargs):
        super().__init__(units, **kwargs)
        self.state_size = [units, units]

    def call(self, inputs, states, training=False):
        h, _ = super().call(inputs, states)
        return h, [h, h]


@misconception(
    "GRUCell",
    hint="The states that come back are those that went in, so the recurrence stands still. The "
    "next step needs the new state.",
)
class old_state_returned(GRUCell):
    def call(self, inputs, states, training=False):
        h, _ = super().call(inputs, states)
        return h, list(states)


@misconception(
    "GRUCell",
    hint="Your cell starts every step from zeros and does not look at `states`. What it knows of "
    "the past is in there.",
)
class gru_cell_ignores_states(GRUCell):
    def call(self, inputs, states, training=False):
        return super().call(inputs, [tf.zeros_like(states[0])])


@misconception(
    "GRUCell",
    hint="Your cell keeps a state of its own. What is left there by one batch leaks into the next "
    "one: a cell knows the past from `states` alone.",
    raises="InvalidArgumentError",
)
class state_kept_in_an_attribute(GRUCell):
    h = None

    def call(self, inputs, states, training=False):
        self.h, _ = super().call(inputs, [states[0] if self.h is None else self.h])
        return self.h, [self.h]


@misconception(
    "GRUCell",
    hint="Your `kernel` is made for as many features as units, which works only where D equals H. "
    "D is known when `build` is called.",
    raises="InvalidArgumentError",
)
class gru_kernel_for_units_features(GRUCell):
    def build(self, input_shape):
        super().build((None, self.units))


@misconception(
    "GRUCell",
    hint="Your constructor takes `units` and nothing else. Keras also passes `name` and `dtype`, "
    "for example when it loads a saved cell; hand them on to `keras.layers.Layer`.",
    raises="TypeError",
)
class gru_constructor_without_kwargs(GRUCell):
    def __init__(self, units):
        super().__init__(units)


@misconception(
    "GRUCell",
    hint="`get_config` says nothing of `units`, so a saved cell cannot be made again. Add the "
    "constructor's own arguments to what the parent returns.",
    raises="TypeError",
)
class config_without_units(GRUCell):
    def get_config(self):
        return keras.layers.Layer.get_config(self)


@misconception(
    "GRUCell",
    hint="Your state is turned into float32 whatever dtype the layer has. Leave it as it comes.",
    raises="InvalidArgumentError",
)
class state_always_float32(GRUCell):
    def call(self, inputs, states, training=False):
        return super().call(inputs, [tf.cast(state, tf.float32) for state in states])


@misconception(
    "GRUCell",
    hint="You write the new state into the list that you were given. It may be a tuple, and it "
    "belongs to the caller: return a list of your own.",
    raises="TypeError",
)
class state_overwritten(GRUCell):
    def call(self, inputs, states, training=False):
        states[0], _ = super().call(inputs, states)
        return states[0], states
