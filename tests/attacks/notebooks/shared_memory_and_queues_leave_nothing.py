"""System V and POSIX shared memory, semaphores, message queues and memfd outlive their makers."""
# prints: tried

# %%
import ctypes, os
from multiprocessing import shared_memory
libc = ctypes.CDLL(None, use_errno=True)
made = [libc.shmget(0x1EAF, 4096, 0o1666), libc.semget(0x1EAF, 1, 0o1666), libc.msgget(0x1EAF, 0o1666)]
librt = ctypes.CDLL(None)
librt.shm_open(b"/left-by-an-attack", 0o102, 0o666)
librt.sem_open(b"/left-by-an-attack", 0o100, 0o666, 1)
librt.mq_open(b"/left-by-an-attack", 0o102, 0o666, None)
try:
    os.memfd_create("left-by-an-attack")
    made.append(0)
except OSError:
    pass
try:
    shared_memory.SharedMemory("left-by-an-attack-too", create=True, size=4096)
except OSError:
    pass
print("tried", made)
