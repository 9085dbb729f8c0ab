"""Sixty million empty lists fit into 60 MiB of message and take 4 GiB where they are read."""
# expects: make_pairs 0 crashed

# %% make_pairs
import gc, sys
def make_pairs(text):
    channel = next(o for o in gc.get_objects() if type(o).__name__ == "Channel")
    count = 60 << 20
    body = b"\x82\xa3seq\x01\xa2ok\xdd" + count.to_bytes(4, "big") + b"\x90" * count
    channel.connection.sendall(len(body).to_bytes(4, "big") + body)
    return [], [], []
