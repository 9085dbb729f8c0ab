"""Known wrong answers to `VanillaRNNCell` and `build_char_model`.

Each stands under its question's name in the solution's namespace; other names are the solution's.
A wrong cell is the solution's with one thing done wrong, so it inherits from it.
"""

import functools

import keras
import tensorflow as tf

from autograder.testing import misconception

# --- VanillaRNNCell ------------------------------------------------------------------------------


@misconception(
    "VanillaRNNCell",
    hint="Your cell makes its weights in `call`, again at every timestep, so nothing that it "
    "learns lasts. Make them in `build`, which Keras calls once.",
    raises="ValueError",
)
class weights_made_in_call(VanillaRNNCell):
    def call(self, inputs, states, training=False):
        self.build(inputs.shape)
        return super().call(inputs, states)


@misconception(
    "VanillaRNNCell",
    hint="The new state comes back as a bare tensor. Keras hands states around in a list, also "
    "where there is one only.",
)
class bare_state_returned(VanillaRNNCell):
    def call(self, inputs, states, training=False):
        h, _ = super().call(inputs, states)
        return h, h


@misconception(
    "VanillaRNNCell",
    hint="The states that come back are those that went in, so the recurrence stands still. The "
    "next step needs the new state.",
)
class old_states_returned(VanillaRNNCell):
    def call(self, inputs, states, training=False):
        h, _ = super().call(inputs, states)
        return h, states


@misconception(
    "VanillaRNNCell",
    hint="Your cell starts every step from zeros and does not look at `states`. What it knows of "
    "the past is in there.",
)
class cell_ignores_states(VanillaRNNCell):
    def call(self, inputs, states, training=False):
        return super().call(inputs, [tf.zeros_like(states[0])])


@misconception(
    "VanillaRNNCell",
    hint="Your cell keeps a state of its own. What is left there by one batch leaks into the next "
    "one: a cell knows the past from `states` alone.",
    raises="InvalidArgumentError",
)
class state_kept_in_an_attribute(VanillaRNNCell):
    h = None

    def call(self, inputs, states, training=False):
        self.h, _ = super().call(inputs, [states[0] if self.h is None else self.h])
        return self.h, [self.h]


@misconception(
    "VanillaRNNCell",
    hint="Your cell multiplies the state by the transposed `recurrent_kernel`. States are row "
    "vectors, multiplied by the weights from the left.",
)
class cell_with_transposed_kernel(VanillaRNNCell):
    def call(self, inputs, states, training=False):
        recalled = tf.matmul(states[0], self.recurrent_kernel, transpose_b=True)
        h = tf.tanh(tf.matmul(inputs, self.kernel) + recalled + self.bias)
        return h, [h]


@misconception(
    "VanillaRNNCell",
    hint="The `bias` is made and never used.",
)
class cell_without_bias(VanillaRNNCell):
    def call(self, inputs, states, training=False):
        recalled = tf.matmul(states[0], self.recurrent_kernel)
        h = tf.tanh(tf.matmul(inputs, self.kernel) + recalled)
        return h, [h]


@misconception(
    "VanillaRNNCell",
    hint="The weights are made in another order. It is the one in which `get_weights` and saved "
    "files list them: kernel, recurrent_kernel, bias.",
)
class weights_in_another_order(VanillaRNNCell):
    def build(self, input_shape):
        square = (self.units, self.units)
        self.recurrent_kernel = self.add_weight(shape=square, name="recurrent_kernel")
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel")
        self.bias = self.add_weight(shape=(self.units,), name="bias")


@misconception(
    "VanillaRNNCell",
    hint="Your `kernel` is made for as many features as units, which works only where D equals H. "
    "D is known when `build` is called.",
    raises="InvalidArgumentError",
)
class kernel_made_for_units_features(VanillaRNNCell):
    def build(self, input_shape):
        super().build((None, self.units))


@misconception(
    "VanillaRNNCell",
    hint="Your constructor takes `units` and nothing else. Keras also passes `name` and `dtype`, "
    "for example when it loads a saved cell; hand them on to `keras.layers.Layer`.",
    raises="TypeError",
)
class constructor_without_kwargs(VanillaRNNCell):
    def __init__(self, units):
        super().__init__(units)


@misconception(
    "VanillaRNNCell",
    hint="`get_config` says nothing of `units`, so a saved cell cannot be made again. Add the "
    "constructor's own arguments to what the parent returns.",
    raises="TypeError",
)
class config_without_units(VanillaRNNCell):
    def get_config(self):
        return keras.layers.Layer.get_config(self)


@misconception(
    "VanillaRNNCell",
    hint="Your weights are float32 whatever dtype the layer has. Leave `add_weight`'s dtype alone.",
    raises="InvalidArgumentError",
)
class weights_always_float32(VanillaRNNCell):
    def build(self, input_shape):
        add = functools.partial(self.add_weight, dtype="float32", autocast=False)
        self.kernel = add(shape=(input_shape[-1], self.units), name="kernel")
        self.recurrent_kernel = add(shape=(self.units, self.units), name="recurrent_kernel")
        self.bias = add(shape=(self.units,), name="bias")


@misconception(
    "VanillaRNNCell",
    hint="You write the new state into the list that you were given. It may be a tuple, and it "
    "belongs to the caller: return a list of your own.",
    raises="TypeError",
)
class states_overwritten(VanillaRNNCell):
    def call(self, inputs, states, training=False):
        states[0], _ = super().call(inputs, states)
        return states[0], states


# --- build_char_model ----------------------------------------------------------------------------


@misconception(
    "build_char_model",
    hint="There is a softmax at the end. The loss takes logits and applies its own, so yours is "
    "one too many.",
)
def softmax_at_the_end(vocab_size, units):
    ids = keras.Input(shape=(None,), dtype="int32")
    x = keras.layers.Embedding(vocab_size, units)(ids)
    x = keras.layers.RNN(VanillaRNNCell(units), return_sequences=True)(x)
    return keras.Model(ids, keras.layers.Dense(vocab_size, activation="softmax")(x))


@misconception(
    "build_char_model",
    hint="Your model reads the text in both directions, so it sees the character that it is to "
    "predict.",
)
def text_read_in_both_directions(vocab_size, units):
    ids = keras.Input(shape=(None,), dtype="int32")
    x = keras.layers.Embedding(vocab_size, units)(ids)
    x = keras.layers.Bidirectional(keras.layers.RNN(VanillaRNNCell(units), return_sequences=True))(
        x
    )
    return keras.Model(ids, keras.layers.Dense(vocab_size)(x))


@misconception(
    "build_char_model",
    hint="Your model predicts once, at the end of the text. It predicts at every timestep: what "
    "does `keras.layers.RNN` return?",
)
def prediction_at_the_end_only(vocab_size, units):
    ids = keras.Input(shape=(None,), dtype="int32")
    x = keras.layers.Embedding(vocab_size, units)(ids)
    x = keras.layers.RNN(VanillaRNNCell(units))(x)
    return keras.Model(ids, keras.layers.Dense(vocab_size)(x))


@misconception(
    "build_char_model",
    hint="Your model takes texts of one length only. Leave the number of timesteps open.",
    raises="ValueError",
)
def one_length_only(vocab_size, units):
    ids = keras.Input(shape=(4,), dtype="int32")
    x = keras.layers.Embedding(vocab_size, units)(ids)
    x = keras.layers.RNN(VanillaRNNCell(units), return_sequences=True)(x)
    return keras.Model(ids, keras.layers.Dense(vocab_size)(x))


@misconception(
    "build_char_model",
    hint="Your model has no memory: every character is mapped to the next by itself. Where is the "
    "`VanillaRNNCell`?",
)
def no_recurrence(vocab_size, units):
    ids = keras.Input(shape=(None,), dtype="int32")
    x = keras.layers.Embedding(vocab_size, units)(ids)
    x = keras.layers.Dense(units, activation="tanh")(x)
    return keras.Model(ids, keras.layers.Dense(vocab_size)(x))


@misconception(
    "build_char_model",
    hint="The number of units is fixed in your model. It is an argument.",
)
def units_fixed(vocab_size, units):
    ids = keras.Input(shape=(None,), dtype="int32")
    x = keras.layers.Embedding(vocab_size, units)(ids)
    x = keras.layers.RNN(VanillaRNNCell(32), return_sequences=True)(x)
    return keras.Model(ids, keras.layers.Dense(vocab_size)(x))


@misconception(
    "build_char_model",
    hint="Your model gives one score for each unit. It has to give one for each character of the "
    "vocabulary, so a layer is missing at the end.",
)
def states_as_logits(vocab_size, units):
    ids = keras.Input(shape=(None,), dtype="int32")
    x = keras.layers.Embedding(vocab_size, units)(ids)
    return keras.Model(ids, keras.layers.RNN(VanillaRNNCell(units), return_sequences=True)(x))


@misconception(
    "build_char_model",
    hint="The model comes compiled. Loss and optimizer are the caller's choice.",
)
def compiled_model(vocab_size, units):
    ids = keras.Input(shape=(None,), dtype="int32")
    x = keras.layers.Embedding(vocab_size, units)(ids)
    x = keras.layers.RNN(VanillaRNNCell(units), return_sequences=True)(x)
    model = keras.Model(ids, keras.layers.Dense(vocab_size)(x))
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


@misconception(
    "build_char_model",
    hint="The embedding masks id 0 as padding, so the RNN skips a character. Id 0 is a character "
    "like any other.",
)
def id_zero_masked(vocab_size, units):
    ids = keras.Input(shape=(None,), dtype="int32")
    x = keras.layers.Embedding(vocab_size, units, mask_zero=True)(ids)
    x = keras.layers.RNN(VanillaRNNCell(units), return_sequences=True)(x)
    return keras.Model(ids, keras.layers.Dense(vocab_size)(x))


@misconception(
    "build_char_model",
    hint="Your RNN runs from the end of the text to its beginning. Each prediction is made from "
    "the characters before it.",
)
def text_read_backwards(vocab_size, units):
    ids = keras.Input(shape=(None,), dtype="int32")
    x = keras.layers.Embedding(vocab_size, units)(ids)
    x = keras.layers.RNN(VanillaRNNCell(units), return_sequences=True, go_backwards=True)(x)
    return keras.Model(ids, keras.layers.Dense(vocab_size)(x))
