"""Fills memory as fast as it can. Without a limit, the machine kills someone, perhaps the grader."""
# expects: make_pairs 0 out of memory or crashed or timed out

# %% make_pairs
def make_pairs(text):
    hoard = []
    while True:
        hoard.append(np.zeros((16, 1024, 1024)))
