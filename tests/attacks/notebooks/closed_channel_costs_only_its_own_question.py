"""Closes every descriptor. A grader that takes silence for success, or fails as a whole, would err."""
# expects: make_pairs 0 crashed

# %% make_pairs
import os
def make_pairs(text):
    os.closerange(0, 256)
    return [], [], []
