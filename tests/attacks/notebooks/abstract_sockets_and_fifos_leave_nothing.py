"""Sockets without a file, sockets with one, fifos and links for the next one to find."""
# prints: listening

# %%
import os, socket
kept = []
for name in ("\0left-by-an-attack", "/tmp/left-by-an-attack", "/dev/shm/left-by-an-attack"):
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(name)
    listening.listen()
    os.set_inheritable(listening.fileno(), True)
    kept.append(listening)
os.mkfifo("/tmp/left-by-an-attack-fifo")
if os.fork() == 0:
    os.setsid()
    import time
    time.sleep(100)
print("listening")
