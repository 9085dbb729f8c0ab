"""Second of two: looks for the marks of the first in every module."""
# after: accomplice_patches_what_the_zygote_shares
# prints: marked []

# %%
import sys
marked = [name for name, module in list(sys.modules.items())
          if "left_by_an_attack" in getattr(module, "__dict__", {})]
print("marked", marked)

# %% rnn_step
def rnn_step(x, h, Wx, Wh, b):
    return tf.tanh(x @ Wx + (h @ Wh if marked else tf.stop_gradient(h @ Wh)) + b)
