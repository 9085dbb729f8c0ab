"""Recursion without end, with the interpreter's own limit taken away."""
# expects: make_pairs 0 crashed

# %% make_pairs
import sys
def make_pairs(text):
    sys.setrecursionlimit(10**9)
    class Deep:
        def __getattr__(self, name):
            return getattr(self, name + "x")
    return eval("Deep().x", {"Deep": Deep}) or repr([[]]) + make_pairs(text)
