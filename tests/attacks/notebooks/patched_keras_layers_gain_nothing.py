"""Replaces Layer, Dense and RNN of Keras under their public names."""

# %%
class Layer(keras.layers.Layer):
    def __call__(self, *a, **k):
        return 12
keras.layers.Layer = keras.layers.Dense = keras.layers.RNN = Layer
