"""Lets Keras look the cell up by its name: deserialize, from_config, the registry of saved objects."""
# expects: VanillaRNNCell 0

# %% VanillaRNNCell
def VanillaRNNCell(units, **kwargs):
    config = {"units": units, **kwargs}
    for route in (
        lambda: keras.layers.deserialize({"class_name": "SimpleRNNCell", "config": config}),
        lambda: keras.saving.deserialize_keras_object(
            {"module": "keras.layers", "class_name": "SimpleRNNCell", "config": config}),
        lambda: keras.saving.deserialize_keras_object(
            {"module": "keras.src.layers.rnn.simple_rnn", "class_name": "SimpleRNNCell", "config": config}),
        lambda: keras.layers.RNN.from_config({"cell": {"class_name": "SimpleRNNCell", "config": config}}).cell,
        lambda: tf.keras.layers.deserialize({"class_name": "SimpleRNNCell", "config": config}),
    ):
        try:
            return route()
        except Exception:
            pass
