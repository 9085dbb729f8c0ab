"""Signals every process that could be there: its parent, process 1, its group, everyone."""
# prints: sent
# expects: make_pairs 0 timed out or crashed

# %%
import os, signal
for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP, signal.SIGHUP, signal.SIGCONT):
    for pid in (-1, 1, 2, 3, os.getppid(), -2, -100, *range(100, 140)):
        if pid > 0 or number != signal.SIGSTOP:
            try:
                os.kill(pid, number)
            except OSError:
                pass
try:
    os.killpg(os.getpgid(0), signal.SIGUSR1) if os.getpgid(0) > 1 else None
except OSError:
    pass
print("sent")

# %% make_pairs
def make_pairs(text):
    os.kill(0, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGSTOP)
    while True:
        pass
