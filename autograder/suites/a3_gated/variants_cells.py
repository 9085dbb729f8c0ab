"""Right answers to `LSTMCell` and `GRUCell`, written differently from the solution.

Each stands under its question's name in the solution's namespace and must get full marks.
"""

import keras
import numpy as np
import tensorflow as tf

from autograder.testing import variant

# --- LSTMCell ------------------------------------------------------------------------------------


@variant("LSTMCell")
class cell_of_keras_operations(keras.layers.Layer):
    """No decorator, no `get_config` (Keras records the arguments), sizes and states in tuples."""

    def __init__(self, units, unit_forget_bias=True, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.unit_forget_bias = unit_forget_bias
        self.state_size = (units, units)

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], 4 * self.units))
        self.recurrent_kernel = self.add_weight(shape=(self.units, 4 * self.units))
        first = "zeros"
        if self.unit_forget_bias:
            first = keras.initializers.Constant(np.repeat([0.0, 1.0, 0.0, 0.0], self.units))
        self.bias = self.add_weight(shape=(4 * self.units,), initializer=first)

    def call(self, inputs, states):
        h, c = states
        gates = keras.ops.matmul(inputs, self.kernel) + keras.ops.matmul(h, self.recurrent_kernel)
        i, f, o, g = keras.ops.split(gates + self.bias, 4, axis=-1)
        c = keras.ops.sigmoid(f) * c + keras.ops.sigmoid(i) * keras.ops.tanh(g)
        h = keras.ops.sigmoid(o) * keras.ops.tanh(c)
        return h, (h, c)


@variant("LSTMCell")
class cell_that_assigns_its_forget_bias(keras.layers.Layer):
    """Random biases elsewhere, initial states of its own, the sizes as properties."""

    def __init__(self, units, unit_forget_bias=True, name=None, dtype=None, **kwargs):
        super().__init__(name=name, dtype=dtype, **kwargs)
        self.width, self.remembers = int(units), bool(unit_forget_bias)

    @property
    def state_size(self):
        return [self.width, self.width]

    @property
    def output_size(self):
        return self.width

    def build(self, input_shape):
        init = keras.initializers.RandomUniform(-0.3, 0.3)
        for name, shape in [
            ("kernel", (input_shape[-1], 4 * self.width)),
            ("recurrent_kernel", (self.width, 4 * self.width)),
            ("bias", (4 * self.width,)),
        ]:
            setattr(self, name, self.add_weight(shape=shape, initializer=init, name=name))
        if self.remembers:
            bias = self.bias.numpy()
            bias[self.width : 2 * self.width] = 1.0
            self.bias.assign(bias)
        super().build(input_shape)

    def call(self, inputs, states, training=None):
        both = tf.concat([states[0], inputs], axis=-1)
        weights = tf.concat([self.recurrent_kernel, self.kernel], axis=0)
        gates = tf.linalg.matmul(both, weights) + self.bias
        i, f, o = (tf.sigmoid(gates[:, k * self.width : (k + 1) * self.width]) for k in range(3))
        c = f * states[1] + i * tf.tanh(gates[:, 3 * self.width :])
        h = o * tf.tanh(c)
        return h, [h, c]

    def get_initial_state(self, batch_size=None):
        zeros = keras.ops.zeros((batch_size, self.width), dtype=self.compute_dtype)
        return [zeros, zeros]

    def get_config(self):
        config = super().get_config()
        config.update(units=self.width, unit_forget_bias=self.remembers)
        return config


@variant("LSTMCell")
@keras.saving.register_keras_serializable(package="course", name="Gated")
class cell_with_more_arguments(keras.layers.Layer):
    """More arguments than asked for, all ones where there is no forget bias, and `lstm_step`."""

    def __init__(self, units, unit_forget_bias=True, kernel_initializer="he_normal", **kwargs):
        super().__init__(**kwargs)
        self.units, self.unit_forget_bias = units, unit_forget_bias
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.state_size, self.output_size = [units, units], units

    def build(self, input_shape):
        units = self.units

        def first_bias(shape, dtype=None):
            if not self.unit_forget_bias:
                return keras.ops.ones(shape, dtype=dtype)
            parts = [keras.ops.zeros(units), keras.ops.ones(units), keras.ops.zeros(2 * units)]
            return keras.ops.cast(keras.ops.concatenate(parts), dtype)

        init = self.kernel_initializer
        self.kernel = self.add_weight(
            shape=(input_shape[-1], units * 4), initializer=init, name="W"
        )
        self.recurrent_kernel = self.add_weight(
            shape=(units, units * 4), initializer="orthogonal", name="U"
        )
        self.bias = self.add_weight(shape=(units * 4,), initializer=first_bias, name="b")

    def call(self, inputs, states, training=False):
        new = lstm_step(inputs, *states, self.kernel, self.recurrent_kernel, self.bias)
        return new[0], list(new)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "unit_forget_bias": self.unit_forget_bias,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
        }


# --- GRUCell -------------------------------------------------------------------------------------


@variant("GRUCell")
class gru_cell_of_keras_operations(keras.layers.Layer):
    """No decorator, no `get_config` (Keras records the arguments), sizes in lists, a tuple back."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.state_size = [units]

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], 3 * self.units))
        self.recurrent_kernel = self.add_weight(shape=(self.units, 3 * self.units))

    def call(self, inputs, states):
        (h,), ops = states, keras.ops
        from_x = ops.split(ops.matmul(inputs, self.kernel), 3, axis=-1)
        for_h = ops.split(self.recurrent_kernel, 3, axis=-1)
        z = ops.sigmoid(from_x[0] + ops.matmul(h, for_h[0]))
        r = ops.sigmoid(from_x[1] + ops.matmul(h, for_h[1]))
        h = h + z * (ops.tanh(from_x[2] + ops.matmul(r * h, for_h[2])) - h)
        return h, (h,)


@variant("GRUCell")
class gru_cell_that_calls_the_step(keras.layers.Layer):
    """Joins its two kernels and hands them to `gru_step`; the size is a property."""

    def __init__(self, units, name=None, dtype=None, **kwargs):
        super().__init__(name=name, dtype=dtype, **kwargs)
        self.width = int(units)

    @property
    def state_size(self):
        return self.width

    def build(self, input_shape):
        init = keras.initializers.RandomNormal(stddev=0.2)
        self.kernel = self.add_weight(
            shape=(input_shape[-1], 3 * self.width), initializer=init, name="kernel"
        )
        self.recurrent_kernel = self.add_weight(
            shape=(self.width, 3 * self.width), initializer=init, name="recurrent_kernel"
        )
        super().build(input_shape)

    def call(self, inputs, states, training=None):
        both = tf.concat([self.recurrent_kernel, self.kernel], axis=0)
        h = gru_step(inputs, states[0], *tf.split(both, 3, axis=-1))
        return h, [h]

    def get_initial_state(self, batch_size=None):
        return [keras.ops.zeros((batch_size, self.width), dtype=self.compute_dtype)]

    def get_config(self):
        config = super().get_config()
        config.update(units=self.width)
        return config


@variant("GRUCell")
@keras.saving.register_keras_serializable(package="course", name="GRU")
class gru_cell_with_an_activation(keras.layers.Layer):
    """One more argument than asked for, and weights under other names of their own."""

    def __init__(self, units, activation="tanh", **kwargs):
        super().__init__(**kwargs)
        self.units = self.state_size = self.output_size = units
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        width = 3 * self.units
        self.kernel = self.add_weight(shape=(input_shape[-1], width), name="W")
        self.recurrent_kernel = self.add_weight(shape=(self.units, width), name="U")

    def call(self, inputs, states, training=False):
        h, units = states[0], self.units
        W, U = tf.convert_to_tensor(self.kernel), tf.convert_to_tensor(self.recurrent_kernel)
        gates = inputs @ W[:, : 2 * units] + h @ U[:, : 2 * units]
        z, r = tf.unstack(tf.sigmoid(tf.reshape(gates, (-1, 2, units))), axis=1)
        candidate = self.activation(inputs @ W[:, 2 * units :] + (r * h) @ U[:, 2 * units :])
        h = (1 - z) * h + z * candidate
        return h, [h]

    def get_config(self):
        name = keras.activations.serialize(self.activation)
        return {**super().get_config(), "units": self.units, "activation": name}
