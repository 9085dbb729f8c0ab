"""Takes Keras' own cell for the answer."""
# expects: VanillaRNNCell 0 failed

# %% VanillaRNNCell
VanillaRNNCell = keras.layers.SimpleRNNCell
