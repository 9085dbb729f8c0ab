"""TensorFlow has whole cells as raw operations, and Keras convolutional ones that do the same."""
# expects: VanillaRNNCell 0
# prints: had []

# %% VanillaRNNCell
had = []
x, h = tf.ones((2, 4)), tf.zeros((2, 5))
gru = dict(h_prev=h, w_ru=tf.ones((9, 10)), w_c=tf.ones((9, 5)), b_ru=tf.zeros(10), b_c=tf.zeros(5))
for route in (
    lambda: tf.raw_ops.GRUBlockCell(x=x, **gru),
    lambda: keras.layers.ConvLSTM1D(5, 1)(tf.ones((2, 3, 1, 4))),
    lambda: keras.layers.GRUCell(5)(x, [h]), lambda: tf.keras.layers.SimpleRNN(5)(tf.ones((2, 3, 4))),
    lambda: tf.compat.v1.nn.rnn_cell.BasicRNNCell(5)(x, h),
    lambda: keras.layers.RNN(keras.layers.StackedRNNCells([keras.layers.SimpleRNNCell(5)])),
    lambda: keras.layers.Bidirectional(keras.layers.SimpleRNN(5)),
):
    try:
        route()
        had.append(route.__code__.co_firstlineno)
    except Exception:
        pass
print("had", had)
from autograder.sandbox import forbidden
forbidden.calls.clear()
