"""Ends Python from inside: Py_FinalizeEx, and a pending exit that waits for the next line."""
# expects: make_pairs 0 crashed or timed out

# %% make_pairs
import ctypes
def make_pairs(text):
    ctypes.pythonapi.Py_FinalizeEx()
    return [], [], []
