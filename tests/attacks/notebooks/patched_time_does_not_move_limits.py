"""Sets the clocks of this process back and takes away its alarm."""
# expects: make_pairs 0 timed out

# %% make_pairs
import signal, time
real = time.sleep
def make_pairs(text):
    time.time = time.monotonic = time.perf_counter = lambda: 0.0
    time.sleep = lambda s: None
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.setitimer = lambda *a: (0.0, 0.0)
    signal.signal = lambda *a: None
    real(100)
