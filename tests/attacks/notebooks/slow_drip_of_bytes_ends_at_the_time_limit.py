"""Sends one byte every tenth of a second. A deadline that starts anew with every byte never comes."""
# expects: make_pairs 0 timed out

# %% make_pairs
import os, signal, time
def make_pairs(text):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    channel = max(int(name) for name in os.listdir("/proc/self/fd") if _is_socket(name))
    os.write(channel, (1 << 20).to_bytes(4, "big"))
    while True:
        os.write(channel, b"\x93")
        time.sleep(0.1)
def _is_socket(name):
    try:
        return os.readlink(f"/proc/self/fd/{name}").startswith("socket")
    except OSError:
        return False
