"""Opens files, pipes, sockets, epolls, timers and inotify watches until none is left."""
# expects: make_pairs 0

# %% make_pairs
import ctypes, os, select, socket
kept = []
def make_pairs(text):
    libc = ctypes.CDLL(None, use_errno=True)
    for make in (os.pipe, socket.socketpair, select.epoll, lambda: libc.inotify_init1(0) < 0 and 1 / 0,
                 lambda: open("/dev/null")):
        try:
            while True:
                kept.append(make())
        except (OSError, ZeroDivisionError):
            pass
    return [], [], []
