"""Leaves threads that calculate in C and hold the interpreter's lock as long as they can."""
# expects: make_pairs 0 crashed or timed out or missing
# prints: started

# %%
import sys, threading, time
sys.setswitchinterval(10)
stop = time.monotonic() + 1.0
def spin():
    while time.monotonic() < stop:
        sum(range(10_000))
for _ in range(8):
    threading.Thread(target=spin).start()
print("started")
