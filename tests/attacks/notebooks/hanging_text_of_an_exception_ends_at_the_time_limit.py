"""An exception whose __str__, __repr__ and name hang: whoever shows it waits for ever."""
# expects: make_pairs 0

# %% make_pairs
import time
class Hanging(Exception):
    def __str__(self):
        while True:
            try:
                time.sleep(100)
            except BaseException:
                pass
    __repr__ = __str__
def make_pairs(text):
    raise Hanging
