"""Starts sixty processes that calculate. The scheduler would give each as much as the neighbour."""
# expects: make_pairs 0 crashed or timed out

# %% make_pairs
import os, signal
def make_pairs(text):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    for _ in range(55):
        if os.fork() == 0:
            while True:
                pass
    while True:
        pass
