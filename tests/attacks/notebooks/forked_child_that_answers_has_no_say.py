"""Forks inside an answer: the child returns too, and two processes reply on one channel."""
# expects: make_pairs 0 failed or crashed

# %% make_pairs
import os, time
def make_pairs(text):
    if os.fork() == 0:
        time.sleep(0.05)
        return np.array([1, 2]), np.array([2, 2]), sorted(set(text))
    time.sleep(0.2)
    return [], [], []
