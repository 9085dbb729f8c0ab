"""Reads address 0. A grader in the same process dies with it."""
# expects: make_pairs 0 crashed

# %% make_pairs
import ctypes
def make_pairs(text):
    return ctypes.string_at(0)
