"""Reference solution of assignment 1: sequences and the vanilla RNN.

Shapes are written N batch, T timesteps, D input features, H units, V vocabulary, E embedding
features; the batch comes first. Equations follow the lecture and multiply row vectors from the
left: `x @ W`. What students see is everything outside the solution markers.
"""

import keras
import numpy as np
import tensorflow as tf


def embed(ids, table):
    """Look up the vector of each token: `embed(ids, table)[..., :] = table[ids[...], :]`.

    The result equals `one_hot(ids) @ table`, so a row that is looked up twice receives the sum
    of both gradients; a row that is never looked up receives zero.

    Args:
        ids: integers from 0 to V - 1, of any shape `[...]`.
        table: one row per token, `[V, E]`, float32 or float64.

    Returns:
        `[..., E]`, of the table's dtype.
    """
    ### BEGIN SOLUTION
    return tf.gather(table, ids)
    ### END SOLUTION


def rnn_step(x, h, Wx, Wh, b):
    """Advance a vanilla (Elman, 1990) RNN by one timestep.

        h_t = tanh(x_t Wx + h_{t-1} Wh + b)

    Args:
        x: the input of this timestep, `[N, D]`.
        h: the state before it, `[N, H]`. Leave it as it is; return a new tensor.
        Wx: input to state, `[D, H]`. Keras calls it `kernel`.
        Wh: state to state, `[H, H]`. Keras calls it `recurrent_kernel`.
        b: bias, `[H]`.

    Returns:
        The state after this timestep, `[N, H]`, of the same dtype as the arguments.
    """
    ### BEGIN SOLUTION
    return tf.tanh(tf.matmul(x, Wx) + tf.matmul(h, Wh) + b)
    ### END SOLUTION


def rnn_forward(x, h0, Wx, Wh, b):
    """Unroll the RNN over a batch of sequences, with the same weights at every timestep.

        h_t = rnn_step(x_t, h_{t-1}, Wx, Wh, b)   for t = 1 .. T, starting from h_0 = h0

    Args:
        x: inputs, batch first, `[N, T, D]`. T differs from call to call and is at least 1.
        h0: the state before the first timestep, `[N, H]`; it need not be zero.
        Wx: `[D, H]`.
        Wh: `[H, H]`.
        b: `[H]`.

    Returns:
        Every state, `[N, T, H]`: `[:, 0]` is h_1, `[:, -1]` is h_T; h0 is not among them.
    """
    ### BEGIN SOLUTION
    h = h0
    states = []
    for t in range(x.shape[1]):
        h = rnn_step(x[:, t], h, Wx, Wh, b)
        states.append(h)
    return tf.stack(states, axis=1)
    ### END SOLUTION


def last_valid_state(hs, lengths):
    """Pick each sequence's state at its last real timestep (many to one).

        out[n] = hs[n, lengths[n] - 1]

    Sequences of different lengths are padded at the end to share one tensor. The states computed
    on the padding mean nothing, so neither their values nor their gradients may enter the result.

    Args:
        hs: states, `[N, T, H]`.
        lengths: integers `[N]`, each from 1 to T: how many timesteps of sequence n are real.

    Returns:
        `[N, H]`.
    """
    ### BEGIN SOLUTION
    last = tf.convert_to_tensor(lengths) - 1
    return tf.gather(hs, last, axis=1, batch_dims=1)
    ### END SOLUTION


def one_to_many(x0, h0, Wx, Wh, b, Wy, by, steps):
    """Generate a sequence from one input: every output is the next input.

        h_t = rnn_step(x_{t-1}, h_{t-1}, Wx, Wh, b)
        y_t = h_t Wy + by
        x_t = y_t                                   for t = 1 .. steps

    Args:
        x0: the first input, `[N, D]`.
        h0: the state before the first timestep, `[N, H]`.
        Wx: `[D, H]`.
        Wh: `[H, H]`.
        b: `[H]`.
        Wy: state to output, `[H, D]`: outputs are as wide as inputs, to be fed back.
        by: `[D]`.
        steps: how many outputs to generate, an int of at least 1.

    Returns:
        The outputs y_1 .. y_steps, `[N, steps, D]`. x0 is not among them.
    """
    ### BEGIN SOLUTION
    x, h = x0, h0
    outputs = []
    for _ in range(steps):
        h = rnn_step(x, h, Wx, Wh, b)
        x = tf.matmul(h, Wy) + by
        outputs.append(x)
    return tf.stack(outputs, axis=1)
    ### END SOLUTION


@keras.saving.register_keras_serializable(package="unrolled")
class VanillaRNNCell(keras.layers.Layer):
    """One timestep of a vanilla RNN as a Keras cell, to be run by `keras.layers.RNN`.

        h_t = tanh(x_t kernel + h_{t-1} recurrent_kernel + bias)

    A cell is a layer with a state. `keras.layers.RNN(cell)` asks it for `state_size` to make the
    zeros it starts from, then calls it once per timestep.

    Args:
        units: H, the number of hidden units.

    Attributes:
        state_size: `units`.
        output_size: `units`.
        kernel: `[D, H]`.
        recurrent_kernel: `[H, H]`.
        bias: `[H]`.
    """

    def __init__(self, units, **kwargs):
        """Remember the sizes. No weight is made here: D is not known yet.

        `kwargs` (`name`, `dtype`, ...) go to `keras.layers.Layer`.
        """
        ### BEGIN SOLUTION
        super().__init__(**kwargs)
        self.units = units
        self.state_size = units
        self.output_size = units
        ### END SOLUTION

    def build(self, input_shape):
        """Make `kernel`, `recurrent_kernel` and `bias` with `self.add_weight`, in this order.

        `input_shape` is `(N, D)`, N may be None. Leave `add_weight`'s dtype alone: Keras then
        keeps to the layer's own. The initialisers are yours to choose.
        """
        ### BEGIN SOLUTION
        features = input_shape[-1]
        self.kernel = self.add_weight(
            shape=(features, self.units), initializer="glorot_uniform", name="kernel"
        )
        self.recurrent_kernel = self.add_weight(
            shape=(self.units, self.units), initializer="orthogonal", name="recurrent_kernel"
        )
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")
        ### END SOLUTION

    def call(self, inputs, states, training=False):
        """Return `(output, [h])`: for a vanilla RNN the output is the new state itself.

        `inputs` is `[N, D]`; `states` is a list (or a tuple) that holds one tensor, h `[N, H]`.
        """
        ### BEGIN SOLUTION
        h = rnn_step(inputs, states[0], self.kernel, self.recurrent_kernel, self.bias)
        return h, [h]
        ### END SOLUTION

    def get_config(self):
        """Return the parent's config plus `units`, so that a saved model can be rebuilt."""
        ### BEGIN SOLUTION
        return {**super().get_config(), "units": self.units}
        ### END SOLUTION


def make_pairs(text):
    """Turn a text into next-character pairs: at every position, predict the character after it.

    For "hello" the vocabulary is `["e", "h", "l", "o"]` and the pairs read h -> e, e -> l,
    l -> l, l -> o.

    Args:
        text: a string of at least one character.

    Returns:
        `(inputs, targets, vocabulary)`: two NumPy integer arrays `[len(text) - 1]` of positions in
        `vocabulary`, which is the sorted list of the text's distinct characters. A text of one
        character has no pairs: both arrays are empty, and still of an integer dtype.
    """
    ### BEGIN SOLUTION
    vocabulary = sorted(set(text))
    index = {character: i for i, character in enumerate(vocabulary)}
    ids = np.array([index[character] for character in text], dtype=np.int32)
    return ids[:-1], ids[1:], vocabulary
    ### END SOLUTION


def sequence_loss(logits, targets, mask):
    """Average the negative log likelihood over the tokens that count, in nats per token.

        nll[n, t] = -log softmax(logits[n, t])[targets[n, t]]
        loss = sum(mask * nll) / sum(mask)

    The division is by the number of valid tokens in the batch, not by N or by N * T, and it stays
    finite for logits as large as 1000.

    Args:
        logits: scores before the softmax, `[N, T, V]`.
        targets: integers `[N, T]` from 0 to V - 1.
        mask: 1 where a token counts, 0 on padding, `[N, T]`; bool, int or float, with at least
            one token that counts.

    Returns:
        A scalar of the logits' dtype.
    """
    ### BEGIN SOLUTION
    valid = tf.cast(mask, tf.bool)
    # Padding may hold any id, so it is replaced before the lookup as well as dropped after it.
    nll = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=tf.where(valid, targets, 0), logits=logits
    )
    total = tf.reduce_sum(tf.where(valid, nll, tf.zeros_like(nll)))
    return total / tf.reduce_sum(tf.cast(valid, nll.dtype))
    ### END SOLUTION


def build_char_model(vocab_size, units):
    """Build a character-level language model: at each timestep, scores for the next character.

        ids [N, T] -> embedding [N, T, E] -> RNN [N, T, H] -> linear layer [N, T, V]

    The logits at timestep t depend on the characters up to t and on none after it. There is no
    softmax at the end: `sequence_loss` takes logits.

    Args:
        vocab_size: V, the number of distinct characters. Id 0 is a character like any other.
        units: H, the units of the `VanillaRNNCell` inside.

    Returns:
        An uncompiled `keras.Model` that maps integer ids `[N, T]`, for any N and T, to `[N, T, V]`.
    """
    ### BEGIN SOLUTION
    ids = keras.Input(shape=(None,), dtype="int32")
    x = keras.layers.Embedding(vocab_size, units)(ids)
    x = keras.layers.RNN(VanillaRNNCell(units), return_sequences=True)(x)
    logits = keras.layers.Dense(vocab_size)(x)
    return keras.Model(ids, logits)
    ### END SOLUTION
