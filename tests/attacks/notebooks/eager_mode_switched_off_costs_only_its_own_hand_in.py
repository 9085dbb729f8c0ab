"""Turns eager execution off: every tensor afterwards is a symbol without a value."""
# expects: embed at most 6
# expects: rnn_step at most 9
# expects: rnn_forward at most 12
# prints: off

# %%
tf.compat.v1.disable_eager_execution()
tf.compat.v1.disable_v2_behavior()
print("off")
