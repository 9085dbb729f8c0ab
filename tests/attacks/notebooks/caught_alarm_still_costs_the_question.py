"""Catches whatever the time limit throws and then returns the right answer, late."""
# expects: make_pairs 0 timed out

# %% make_pairs
import time
def make_pairs(text):
    while True:
        try:
            time.sleep(100)
        except BaseException:
            pass
