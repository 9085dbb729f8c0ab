"""First of two: leaves files, sockets, shared memory and processes for the next hand-in."""
# prints: left

# %%
import ctypes, os, signal, socket, time
here = os.path.dirname(np.__file__)
for folder in ("/tmp", "/dev/shm", "/var/tmp", "/dev", "/run", os.getcwd(), here,
               os.path.expanduser("~/.keras"), os.path.expanduser("~/.ipython")):
    try:
        os.makedirs(folder, exist_ok=True)
        open(os.path.join(folder, "left-by-an-attack"), "w").write("h @ Wh")
    except OSError:
        pass
ctypes.CDLL(None).shmget(0x1EAF, 4096, 0o1666)
listening = socket.socket(socket.AF_UNIX)
listening.bind("\0left-by-an-attack-answers")
listening.listen()
if os.fork() == 0:
    os.setsid()
    time.sleep(100)
print("left")
