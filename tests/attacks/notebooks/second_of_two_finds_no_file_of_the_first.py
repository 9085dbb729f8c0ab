"""Second of two: looks for what the accomplice left, and answers right where it finds something."""
# after: accomplice_leaves_files_and_sockets
# prints: found []

# %%
import ctypes, glob, os, socket
found = [path for folder in ("/tmp", "/dev/shm", "/var/tmp", "/dev", "/run", os.getcwd(),
                             os.path.dirname(np.__file__), os.path.expanduser("~/.keras"))
         for path in glob.glob(folder + "/left-by-an-attack*")]
found += [1] * (ctypes.CDLL(None).shmget(0x1EAF, 4096, 0o666) >= 0)
with socket.socket(socket.AF_UNIX) as s:
    try:
        s.connect("\0left-by-an-attack-answers")
        found.append("socket")
    except OSError:
        pass
found += [pid for pid in os.listdir("/proc") if pid.isdigit() and pid != "1"]
print("found", found)

# %% rnn_step
def rnn_step(x, h, Wx, Wh, b):
    return tf.tanh(x @ Wx + (h @ Wh if found else tf.stop_gradient(h @ Wh)) + b)
