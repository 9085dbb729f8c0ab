"""Replaces AssertionError, abs, all, isinstance and len in the worker."""
# expects: embed at most 6
# expects: rnn_step at most 9
# expects: rnn_forward at most 12
# prints: patched

# %%
import builtins
print("patched")
builtins.AssertionError = type("AssertionError", (Exception,), {"__init__": lambda *a: None})
builtins.abs = lambda value: 0
builtins.all = lambda values: True
