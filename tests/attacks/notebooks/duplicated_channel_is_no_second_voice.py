"""Puts other sockets in the channel's place and keeps a copy, to answer on what it likes."""
# expects: make_pairs 0 timed out or crashed

# %% make_pairs
import os, socket
def make_pairs(text):
    global kept
    kept = [socket.socketpair() for _ in range(3)]
    own = {s.fileno() for two in kept for s in two}
    for descriptor in range(3, 40):
        if descriptor not in own:
            try:
                copy = os.dup(descriptor)
                os.dup2(kept[0][1].fileno(), descriptor)
                os.write(copy, b"\x00\x00\x00\x01\xc0")
            except OSError:
                pass
    return [], [], []
