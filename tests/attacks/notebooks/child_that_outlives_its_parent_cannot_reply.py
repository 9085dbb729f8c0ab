"""The parent dies, and a child that holds the channel replies in its stead."""
# expects: make_pairs 0 crashed

# %% make_pairs
import gc, os, sys, time
def make_pairs(text):
    if os.fork() == 0:
        os.setsid()
        time.sleep(0.1)
        for found in gc.get_objects():
            if type(found).__name__ == "Channel":
                for seq in range(1, 400):
                    found.send({"seq": seq, "forbidden": [], "ok": True})
        os._exit(0)
    os._exit(0)
