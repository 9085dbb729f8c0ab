"""A list that holds itself: whoever walks through it never arrives."""
# expects: make_pairs 0

# %% make_pairs
def make_pairs(text):
    cycle = []
    cycle.append(cycle)
    loop = {}
    loop["loop"] = loop
    return cycle, loop, [cycle]
