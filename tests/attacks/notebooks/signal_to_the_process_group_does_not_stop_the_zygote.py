"""Signals its own process group. Namespaces do not end a group: the zygote was in the same one."""
# prints: sent 2

# %%
import os, signal
sent = 0
for number in (signal.SIGSTOP, signal.SIGKILL):
    os.kill(0, number)
    sent += 1
print("sent", sent)
