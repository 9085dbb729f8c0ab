"""Beside an infinite tolerance, or as an infinite scale, everything is near."""
# expects: rnn_step 0 failed
# expects: rnn_forward at most 12

# %% rnn_step
def rnn_step(x, h, *a):
    return tf.ones_like(h) * np.inf
