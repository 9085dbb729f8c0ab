"""Sends replies for later numbers from a cell, before anything was asked. They would be read first."""
# fails: asked

# %%
import gc
for found in gc.get_objects():
    if type(found).__name__ == "Channel":
        for seq in range(1, 100):
            found.send({"seq": seq, "forbidden": [], "ok": None})
