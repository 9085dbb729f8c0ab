"""Announces a message of 4 GiB. A reader that makes room for what is announced runs out of memory."""
# expects: make_pairs 0 crashed

# %% make_pairs
import os
def make_pairs(text):
    for descriptor in range(3, 40):
        try:
            os.write(descriptor, b"\xff\xff\xff\xff" + b"x" * 1000)
        except OSError:
            pass
    os._exit(0)
