"""An object that runs code where it is unpickled, alone and inside an array."""
# expects: make_pairs 0

# %% make_pairs
import os
class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/left-by-an-attack-pickle",)
def make_pairs(text):
    return np.array([Bomb()], dtype=object), Bomb(), [Bomb()]
