"""Keras' backend function for a whole SimpleRNN layer: keras.src.backend's rnn, lstm and gru."""
# expects: rnn_forward at most 12
# prints: looked

# %%
import importlib
rnn = importlib.import_module("keras.src.backend.tensorflow.rnn")
print("looked", [name for name in ("rnn", "lstm", "gru", "cudnn_ok") if hasattr(rnn, name)])
