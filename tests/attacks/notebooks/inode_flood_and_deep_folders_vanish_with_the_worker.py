"""A hundred thousand files, and folders so deep that tools for removing them fail."""
# prints: flooded

# %%
import os
try:
    for i in range(100_000):
        os.close(os.open(f"/tmp/{i}", os.O_CREAT | os.O_WRONLY))
except OSError:
    pass
for i in range(0, 2000):
    os.unlink(f"/tmp/{i}") if os.path.exists(f"/tmp/{i}") else None
try:
    for _ in range(1500):
        os.mkdir("d" * 50)
        os.chdir("d" * 50)
except OSError:
    pass
os.chdir("/tmp/home")
print("flooded")
