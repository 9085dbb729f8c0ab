"""Groups of groups of exceptions, each with a cause: whoever formats all of it takes for ever."""
# expects: make_pairs 0 crashed

# %% make_pairs
def make_pairs(text):
    error = ValueError("x" * 1000)
    for _ in range(300):
        outer = ExceptionGroup("g", [error] * 50)
        outer.__cause__ = error
        error = outer
    raise error
