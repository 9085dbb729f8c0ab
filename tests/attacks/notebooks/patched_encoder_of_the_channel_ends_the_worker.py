"""Replaces the encoder of the channel itself, so that every message says `passed`."""
# expects: make_pairs 0 crashed

# %% make_pairs
import msgspec
from autograder.sandbox import protocol
def make_pairs(text):
    protocol.encode = lambda message: msgspec.msgpack.encode({"seq": 1, "ok": "passed"})
    return [], [], []
