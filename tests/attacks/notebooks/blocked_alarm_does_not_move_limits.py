"""Blocks and ignores every signal, and catches all that is thrown."""
# expects: make_pairs 0 timed out

# %% make_pairs
import signal
def make_pairs(text):
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
