"""Known wrong answers to `LSTMCell`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
A wrong cell is the solution's with one thing done wrong, so it inherits from it.
"""

import keras
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "LSTMCell",
    hint="Your cell makes its weights in `call`, again at every timestep, so nothing that it "
    "learns lasts. Make them in `build`, which Keras calls once.",
    raises="ValueError",
)
class weights_made_in_call(LSTMCell):
    def call(self, inputs, states, training=False):
        self.build(inputs.shape)
        return super().call(inputs, states)


@misconception(
    "LSTMCell",
    hint="Your cell hands the states on as [c, h]. The order is [h, c], going in and coming out.",
)
class states_handed_on_swapped(LSTMCell):
    def call(self, inputs, states, training=False):
        output, (h, c) = super().call(inputs, states)
        return output, [c, h]


@misconception(
    "LSTMCell",
    hint="Your cell reads the states as (c, h) and returns them so. Keras' order is [h, c]: the "
    "output stands first.",
)
class states_read_and_written_swapped(LSTMCell):
    def call(self, inputs, states, training=False):
        c, h = states
        output, (h, c) = super().call(inputs, [h, c])
        return output, [c, h]


@misconception(
    "LSTMCell",
    hint="The output of your cell is c. What an LSTM shows is h; the cell state stays inside.",
)
class cell_state_put_out(LSTMCell):
    def call(self, inputs, states, training=False):
        _, states = super().call(inputs, states)
        return states[1], states


@misconception(
    "LSTMCell",
    hint="One state comes back: h. The next step needs c as well.",
    raises="ValueError",
)
class one_state_returned(LSTMCell):
    def call(self, inputs, states, training=False):
        output, (h, _) = super().call(inputs, states)
        return output, [h]


@misconception(
    "LSTMCell",
    hint="`state_size` is one number, so Keras keeps one state for you. List two sizes: one for h "
    "and one for c.",
)
class one_state_size(LSTMCell):
    def __init__(self, units, unit_forget_bias=True, **kwargs):
        super().__init__(units, unit_forget_bias, **kwargs)
        self.state_size = units


@misconception(
    "LSTMCell",
    hint="The states that come back are those that went in, so the recurrence stands still. The "
    "next step needs the new ones.",
)
class old_states_returned(LSTMCell):
    def call(self, inputs, states, training=False):
        output, _ = super().call(inputs, states)
        return output, list(states)


@misconception(
    "LSTMCell",
    hint="Your cell starts every step with an empty cell state and does not look at the second of "
    "`states`. The memory of an LSTM is in there.",
)
class old_cell_state_ignored(LSTMCell):
    def call(self, inputs, states, training=False):
        return super().call(inputs, [states[0], tf.zeros_like(states[1])])


@misconception(
    "LSTMCell",
    hint="Your cell keeps c in an attribute of its own. What one batch leaves there leaks into the "
    "next: a cell knows the past from `states` alone.",
    raises="InvalidArgumentError",
)
class cell_state_kept_in_an_attribute(LSTMCell):
    c = None

    def call(self, inputs, states, training=False):
        h, (_, self.c) = super().call(inputs, [states[0], states[1] if self.c is None else self.c])
        return h, [h, self.c]


@misconception(
    "LSTMCell",
    hint="Your cell packs the gates as Keras does: i, f, g, o. Here it is the lecture's order: "
    "i, f, o, g.",
)
class cell_with_keras_gate_order(LSTMCell):
    def call(self, inputs, states, training=False):
        h, c = states
        i, f, g, o = tf.split(
            inputs @ self.kernel + h @ self.recurrent_kernel + self.bias, 4, axis=-1
        )
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        return h, [h, c]


@misconception("LSTMCell", hint="The `bias` is made and never used.")
class cell_without_bias(LSTMCell):
    def call(self, inputs, states, training=False):
        weights = self.kernel, self.recurrent_kernel, tf.zeros_like(self.bias)
        h, c = lstm_step(inputs, *states, *weights)
        return h, [h, c]


@misconception(
    "LSTMCell",
    hint="The ones of `unit_forget_bias` stand in the first quarter of the bias. That is the input "
    "gate's: the order is i, f, o, g.",
)
class forget_bias_on_the_input_gate(LSTMCell):
    def build(self, input_shape):
        super().build(input_shape)
        self.bias.assign(tf.roll(self.bias, -self.units, axis=0))


@misconception(
    "LSTMCell",
    hint="The bias starts at zero everywhere. With `unit_forget_bias`, the forget gate's quarter "
    "starts at one, so that a new cell remembers.",
)
class forget_bias_never_one(LSTMCell):
    def build(self, input_shape):
        super().build(input_shape)
        self.bias.assign(tf.zeros_like(self.bias))


@misconception(
    "LSTMCell",
    hint="The forget gate's bias starts at one even where `unit_forget_bias=False`. Look at the "
    "argument.",
)
class forget_bias_always_one(LSTMCell):
    def build(self, input_shape):
        said, self.unit_forget_bias = self.unit_forget_bias, True
        super().build(input_shape)
        self.unit_forget_bias = said


@misconception(
    "LSTMCell",
    hint="One is added to the forget gate at every call. `unit_forget_bias` is about where the "
    "bias starts; from then on it is a weight like any other, and training may move it.",
)
class forget_bias_added_at_every_call(LSTMCell):
    def build(self, input_shape):
        super().build(input_shape)
        self.bias.assign(tf.zeros_like(self.bias))

    def call(self, inputs, states, training=False):
        one = 1.0 if self.unit_forget_bias else 0.0
        bias = self.bias + tf.repeat(tf.constant([0, one, 0, 0], self.compute_dtype), self.units)
        h, c = lstm_step(inputs, *states, self.kernel, self.recurrent_kernel, bias)
        return h, [h, c]


@misconception(
    "LSTMCell",
    hint="The weights are made in another order. It is the one in which `get_weights` and saved "
    "files list them: kernel, recurrent_kernel, bias.",
)
class weights_in_another_order(LSTMCell):
    def build(self, input_shape):
        width = 4 * self.units
        ones = tf.repeat([0.0, float(self.unit_forget_bias), 0.0, 0.0], self.units).numpy()
        first = keras.initializers.Constant(ones)
        self.bias = self.add_weight(shape=(width,), initializer=first, name="bias")
        self.kernel = self.add_weight(shape=(input_shape[-1], width), name="kernel")
        self.recurrent_kernel = self.add_weight(shape=(self.units, width), name="recurrent_kernel")


@misconception(
    "LSTMCell",
    hint="Your `kernel` is made for as many features as units, which works only where D equals H. "
    "D is known when `build` is called.",
    raises="InvalidArgumentError",
)
class kernel_for_units_features(LSTMCell):
    def build(self, input_shape):
        super().build((None, self.units))


@misconception(
    "LSTMCell",
    hint="Your constructor takes its own arguments and nothing else. Keras also passes `name` and "
    "`dtype`, for example when it loads a saved cell; hand them on to `keras.layers.Layer`.",
    raises="TypeError",
)
class constructor_without_kwargs(LSTMCell):
    def __init__(self, units, unit_forget_bias=True):
        super().__init__(units, unit_forget_bias)


@misconception(
    "LSTMCell",
    hint="`get_config` says nothing of `unit_forget_bias`, so a copy of a cell has forgotten how "
    "it was asked to start. Every argument of the constructor belongs there.",
)
class config_without_the_forget_bias(LSTMCell):
    def get_config(self):
        return {**keras.layers.Layer.get_config(self), "units": self.units}


@misconception(
    "LSTMCell",
    hint="Your states are turned into float32 whatever dtype the layer has. Leave them as they "
    "come.",
    raises="InvalidArgumentError",
)
class states_always_float32(LSTMCell):
    def call(self, inputs, states, training=False):
        return super().call(inputs, [tf.cast(state, tf.float32) for state in states])


@misconception(
    "LSTMCell",
    hint="You write the new states into the list that you were given. It may be a tuple, and it "
    "belongs to the caller: return a list of your own.",
    raises="TypeError",
)
class states_overwritten(LSTMCell):
    def call(self, inputs, states, training=False):
        states[0], states[1] = super().call(inputs, states)[1]
        return states[0], states
