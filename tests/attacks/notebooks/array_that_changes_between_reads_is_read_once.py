"""Its first reading is right in shape and dtype, the later ones are other numbers."""
# expects: rnn_step 0
# expects: rnn_forward at most 12

# %% rnn_step
class Changing:
    reads = 0
    def __init__(self, h):
        self.h = h
        self.shape, self.dtype = tuple(h.shape), h.dtype.as_numpy_dtype
    def __array__(self, dtype=None, copy=None):
        Changing.reads += 1
        return np.full(self.shape, Changing.reads, self.dtype)
    def __eq__(self, other):
        return True
    __hash__ = None
def rnn_step(x, h, *a):
    return Changing(h)
