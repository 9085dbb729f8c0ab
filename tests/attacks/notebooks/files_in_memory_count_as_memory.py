"""Fills /tmp and /dev/shm, which lie in memory and in no process."""
# expects: make_pairs 0
# prints: wrote at most

# %% make_pairs
def make_pairs(text):
    wrote = 0
    for path in ("/tmp/big", "/dev/shm/big", "/tmp/home/big"):
        try:
            with open(path, "wb", 0) as file:
                while True:
                    wrote += file.write(bytes(1 << 20))
        except OSError:
            pass
    print("wrote at most" if wrote <= 130 << 20 else wrote)
    return [], [], []
