"""Makes a file of 8 TiB without writing it; whoever copies or measures it takes for ever."""
# expects: make_pairs 0 crashed

# %% make_pairs
def make_pairs(text):
    with open("/tmp/sparse", "wb") as file:
        file.truncate(8 << 40)
    return [], [], []
