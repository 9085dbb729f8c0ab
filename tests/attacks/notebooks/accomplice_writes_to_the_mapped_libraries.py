"""First of two: writes into the pages of the libraries and of the zygote that both were forked from."""
# prints: wrote

# %%
import ctypes, mmap, os
wrote = 0
for line in open("/proc/self/maps"):
    span, access, _, _, _, *path = line.split()
    if access == "rw-p" and path and path[0].startswith("/") and wrote < 20:
        start, end = (int(edge, 16) for edge in span.split("-"))
        wrote += 1
        ctypes.memmove(end - 24, end - 24, 16)
for path in (np.__file__, keras.__file__, "/usr/bin/env"):
    for flags in (os.O_RDWR, os.O_WRONLY | os.O_TRUNC):
        try:
            os.close(os.open(path, flags))
            wrote = -1000
        except OSError:
            pass
open("/tmp/home/marker", "w").write("left-by-an-attack")
print("wrote" if wrote > 0 else "a file could be opened for writing")
