"""Each process stays within its own limit; all together would take the whole machine."""
# expects: make_pairs 0 out of memory or timed out

# %% make_pairs
import os, time
def make_pairs(text):
    for _ in range(12):
        if os.fork() == 0:
            hoard = np.ones((24, 1024, 1024))
            time.sleep(100)
    time.sleep(100)
