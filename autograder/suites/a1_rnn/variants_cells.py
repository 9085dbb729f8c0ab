"""Right answers to `VanillaRNNCell` and `build_char_model`, written differently from the solution.

Each stands under its question's name in the solution's namespace and must get full marks.
"""

import keras
import tensorflow as tf

from autograder.testing import variant

# --- VanillaRNNCell ------------------------------------------------------------------------------


@variant("VanillaRNNCell")
class cell_of_keras_operations(keras.layers.Layer):
    """No decorator, no `get_config` (Keras records the arguments), sizes in lists, a tuple back."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.state_size = [units]
        self.output_size = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units))
        self.recurrent_kernel = self.add_weight(shape=(self.units, self.units))
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, inputs, states, training=False):
        (h,) = states
        drive = keras.ops.matmul(inputs, self.kernel) + keras.ops.matmul(h, self.recurrent_kernel)
        h = keras.ops.tanh(drive + self.bias)
        return h, (h,)


@variant("VanillaRNNCell")
class cell_with_sizes_as_properties(keras.layers.Layer):
    def __init__(self, units, name=None, dtype=None, **kwargs):
        super().__init__(name=name, dtype=dtype, **kwargs)
        self.width = int(units)

    @property
    def state_size(self):
        return self.width

    @property
    def output_size(self):
        return self.width

    def build(self, input_shape):
        init = keras.initializers.RandomUniform(-0.3, 0.3)
        self.kernel = self.add_weight(
            shape=(input_shape[-1], self.width), initializer=init, name="kernel"
        )
        self.recurrent_kernel = self.add_weight(
            shape=(self.width, self.width), initializer="identity", name="recurrent_kernel"
        )
        self.bias = self.add_weight(shape=(self.width,), initializer=init, name="bias")
        super().build(input_shape)

    def call(self, inputs, states, training=None):
        both = tf.concat([inputs, states[0]], axis=-1)
        weights = tf.concat([self.kernel, self.recurrent_kernel], axis=0)
        h = tf.tanh(tf.linalg.matmul(both, weights) + self.bias)
        return h, [h]

    def get_config(self):
        config = super().get_config()
        config.update(units=self.width)
        return config


@variant("VanillaRNNCell")
@keras.saving.register_keras_serializable(package="course", name="RNNCell")
class cell_of_dense_parts(keras.layers.Layer):
    def __init__(self, units, activation="tanh", **kwargs):
        super().__init__(**kwargs)
        self.units = self.state_size = self.output_size = units
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        features, units = input_shape[-1], self.units
        for name, shape in [
            ("kernel", (features, units)),
            ("recurrent_kernel", (units, units)),
            ("bias", (units,)),
        ]:
            setattr(self, name, self.add_weight(shape=shape, name=name))

    def call(self, inputs, states, training=False):
        h = self.activation(inputs @ self.kernel + states[0] @ self.recurrent_kernel + self.bias)
        return h, [h]

    def get_initial_state(self, batch_size=None):
        return [keras.ops.zeros((batch_size, self.units), dtype=self.compute_dtype)]

    def get_config(self):
        name = keras.activations.serialize(self.activation)
        return {**super().get_config(), "units": self.units, "activation": name}


# --- build_char_model ----------------------------------------------------------------------------


@variant("build_char_model")
def sequential_model(vocab_size, units):
    return keras.Sequential(
        [
            keras.layers.Embedding(vocab_size, 16),
            keras.layers.RNN(VanillaRNNCell(units), return_sequences=True),
            keras.layers.Dense(vocab_size),
        ]
    )


@variant("build_char_model")
def subclassed_model(vocab_size, units):
    class CharModel(keras.Model):
        def __init__(self):
            super().__init__()
            self.embedding = keras.layers.Embedding(vocab_size, units)
            self.rnn = keras.layers.RNN(VanillaRNNCell(units), return_sequences=True)
            self.head = keras.layers.Dense(vocab_size)

        def call(self, ids, training=False):
            return self.head(self.rnn(self.embedding(ids), training=training))

    return CharModel()


@variant("build_char_model")
def model_with_its_own_loop(vocab_size, units):
    class CharModel(keras.Model):
        def __init__(self):
            super().__init__()
            self.cell = VanillaRNNCell(units)
            self.head = keras.layers.Dense(vocab_size)

        def call(self, ids):
            x = keras.ops.one_hot(ids, vocab_size)
            states = [keras.ops.zeros((keras.ops.shape(ids)[0], units))]
            logits = []
            for t in range(ids.shape[1]):
                h, states = self.cell(x[:, t], states)
                logits.append(self.head(h))
            return keras.ops.stack(logits, axis=1)

    return CharModel()


@variant("build_char_model")
def two_layers_with_dropout(vocab_size, units):
    ids = keras.Input(shape=(None,), dtype="int32")
    x = keras.layers.Embedding(vocab_size, units)(ids)
    cells = [VanillaRNNCell(units), VanillaRNNCell(units)]
    x = keras.layers.RNN(cells, return_sequences=True)(x)
    x = keras.layers.Dropout(0.1)(x)
    return keras.Model(ids, keras.layers.TimeDistributed(keras.layers.Dense(vocab_size))(x))
