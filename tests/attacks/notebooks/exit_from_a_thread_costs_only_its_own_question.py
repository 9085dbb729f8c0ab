"""A thread ends the process with status 0 while the answer is on its way."""
# expects: make_pairs 0 crashed

# %% make_pairs
import os, threading, time
def make_pairs(text):
    threading.Thread(target=lambda: os._exit(0)).start()
    time.sleep(1)
    return [], [], []
