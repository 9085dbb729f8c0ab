"""Booleans, texts and objects where numbers are expected: some comparisons take them for equal."""
# expects: rnn_step 0
# expects: rnn_forward at most 12

# %% rnn_step
kinds = [np.bool_, "U8", object, "S4", "datetime64[s]", np.complex128, "V8", np.float16]
calls = 0
def rnn_step(x, h, *a):
    global calls
    calls += 1
    return np.zeros(tuple(h.shape), dtype=kinds[calls % len(kinds)])
