"""Native ends: abort, a divided zero, an instruction that does not exist, by turns."""
# expects: make_pairs 0 crashed

# %% make_pairs
import ctypes, os, signal
def make_pairs(text):
    number = [signal.SIGILL, signal.SIGFPE, signal.SIGBUS, signal.SIGABRT][len(text) % 4]
    signal.signal(number, signal.SIG_DFL)
    ctypes.CDLL(None)["raise"](number)
    ctypes.CDLL(None).abort()
