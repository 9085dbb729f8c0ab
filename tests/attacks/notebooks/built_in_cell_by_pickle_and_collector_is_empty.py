"""Unpickles the class by its name, and takes copies, subclasses and old functions from the collector."""
# expects: VanillaRNNCell 0
# prints: searched

# %% VanillaRNNCell
import copy, gc, pickle, types
found = [pickle.loads(b"ckeras.layers\nSimpleRNNCell\n.")]
gc.unfreeze()
found += [o for o in gc.get_objects() if isinstance(o, type) and o.__name__ in ("SimpleRNNCell", "SimpleRNN")]
codes = [o for o in gc.get_objects() if isinstance(o, types.FunctionType) and "SimpleRNNCell" in o.__qualname__]
class VanillaRNNCell(found[0]):
    def __init__(self, units, **k):
        keras.layers.Layer.__init__(self, **k)
        self.units = self.state_size = self.output_size = units
        self.activation, self.use_bias = keras.activations.tanh, True
print("searched", len(found) > 1, len(codes))
