"""A class that is no Keras layer: its weights, sizes and config only look as those of a cell do."""
# expects: VanillaRNNCell 0

# %% VanillaRNNCell
class Weight:
    trainable, dtype = True, "float64"
    def __init__(self, name, shape):
        self.name, self.shape = name, shape
    def assign(self, value):
        pass
class Output:
    def __init__(self, shape, dtype):
        self.shape, self.dtype = shape, tf.as_dtype(dtype)
class VanillaRNNCell:
    def __init__(self, units, dtype="float32", **kwargs):
        self.units = self.state_size = self.output_size = units
        self.policy = dtype
    @property
    def weights(self):
        kind = "float64" if self.policy == "float64" else "float32"
        for weight in self.made:
            weight.dtype = kind
        return self.made
    made = ()
    def __call__(self, x, states, training=False):
        if not self.made:
            self.made = [Weight("kernel", (x.shape[-1], self.units)), Weight("bias", (self.units,))]
            self.made.insert(1, Weight("recurrent_kernel", (self.units, self.units)))
            self.kernel, self.recurrent_kernel, self.bias = self.made
        return Output((x.shape[0], self.units), x.dtype), [tf.zeros((2, self.units), x.dtype)]
    def get_config(self):
        return {"units": self.units}
    @classmethod
    def from_config(cls, config):
        return cls(**config)
