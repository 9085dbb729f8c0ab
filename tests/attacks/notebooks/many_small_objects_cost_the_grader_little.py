"""Returns a million small objects, and lists in lists: small to send, large to hold."""
# expects: make_pairs 0 failed or timed out or out of memory

# %% make_pairs
def make_pairs(text):
    return [[] for _ in range(1_000_000)], [{} for _ in range(1_000_000)], ["a"] * 1_000_000
