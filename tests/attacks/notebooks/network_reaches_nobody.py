"""TCP, UDP, DNS, raw, netlink and vsock sockets, to the world and to this machine."""
# prints: reached []

# %%
import socket
reached = []
tries = [(socket.AF_INET, socket.SOCK_STREAM, ("192.0.2.1", 80)), (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 22)),
         (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 8888)), (socket.AF_INET, socket.SOCK_DGRAM, ("192.0.2.53", 53)),
         (socket.AF_INET6, socket.SOCK_STREAM, ("::1", 80)), (socket.AF_INET, socket.SOCK_RAW, ("127.0.0.1", 0)),
         (socket.AF_UNIX, socket.SOCK_STREAM, "/var/run/docker.sock"), (socket.AF_UNIX, socket.SOCK_STREAM, "\0dbus"),
         (40, socket.SOCK_STREAM, (2, 1024)), (17, socket.SOCK_RAW, ("lo", 0))]
for family, kind, address in tries:
    try:
        with socket.socket(family, kind) as s:
            s.settimeout(0.1)
            s.connect(address)
            s.send(b"x")
            reached.append(address)
    except OSError:
        pass
try:
    reached.append(socket.getaddrinfo("example.org", 80))
except OSError:
    pass
print("reached", reached)
