"""Announces 1 MiB, within what is allowed, and never finishes. A reader without a deadline waits."""
# expects: make_pairs 0 timed out

# %% make_pairs
import os, time
def make_pairs(text):
    for descriptor in range(3, 40):
        try:
            os.write(descriptor, (1 << 20).to_bytes(4, "big") + b"\x93")
        except OSError:
            pass
    try:
        time.sleep(100)
    except BaseException:
        time.sleep(100)
