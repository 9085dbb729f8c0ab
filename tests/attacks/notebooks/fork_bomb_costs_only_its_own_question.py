"""Forks until no process can be made. Without a limit of its own, the whole machine has none left."""
# expects: make_pairs 0 crashed or timed out or out of memory

# %% make_pairs
import os
def make_pairs(text):
    while True:
        try:
            os.fork()
        except OSError:
            pass
