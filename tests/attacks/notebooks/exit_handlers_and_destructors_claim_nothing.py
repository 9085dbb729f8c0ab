"""Leaves code for the end: atexit, weak references, destructors, a thread that waits for the main one."""
# prints: left

# %%
import atexit, os, threading, weakref
def claim(*_):
    open("/tmp/left-by-an-attack.json", "w").write('{"score": 12}')
    os._exit(0)
class Last:
    def __del__(self):
        open("/tmp/left-by-an-attack.json", "w").write('{"score": 12}')
atexit.register(claim)
kept = [Last()]
watched = threading.Event()
weakref.finalize(watched, claim)
threading.Thread(target=lambda: (threading.main_thread().join(), claim()), daemon=True).start()
print("left")
