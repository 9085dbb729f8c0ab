"""A message of a million open lists: a recursive reader runs out of stack and dies."""
# expects: make_pairs 0 crashed

# %% make_pairs
import gc
def make_pairs(text):
    channel = next(o for o in gc.get_objects() if type(o).__name__ == "Channel")
    body = b"\x82\xa3seq\x05\xa2ok" + b"\x91" * 1_000_000
    channel.connection.sendall(len(body).to_bytes(4, "big") + body)
    return [], [], []
