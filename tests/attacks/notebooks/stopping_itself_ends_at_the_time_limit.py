"""Stops in a child that holds the channel, and waits in the parent: alarms do not wake it."""
# expects: make_pairs 0 timed out

# %% make_pairs
import os, signal, time
def make_pairs(text):
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))
    pid = os.fork()
    if pid == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
    os.waitpid(pid, 0)
    time.sleep(100)
