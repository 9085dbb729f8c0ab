"""Claims lists of four thousand million entries, one in the other, in a message of a few bytes."""
# expects: make_pairs 0 crashed

# %% make_pairs
import gc
def make_pairs(text):
    channel = next(o for o in gc.get_objects() if type(o).__name__ == "Channel")
    body = b"\x82\xa3seq\x01\xa2ok" + b"\xdd\xff\xff\xff\xff" * 500
    channel.connection.sendall(len(body).to_bytes(4, "big") + body)
    return [], [], []
