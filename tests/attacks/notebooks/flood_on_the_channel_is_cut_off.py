"""Writes to the channel without end. A reader that keeps what comes fills the grader's memory."""
# expects: make_pairs 0 crashed or timed out

# %% make_pairs
import os
def make_pairs(text):
    block = b"\x00" * (1 << 20)
    while True:
        for descriptor in range(3, 40):
            try:
                os.write(descriptor, block)
            except OSError:
                pass
