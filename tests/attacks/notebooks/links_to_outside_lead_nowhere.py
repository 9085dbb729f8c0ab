"""Symbolic and hard links, and names with .., to what lies outside; and files named like cells."""
# prints: found []

# %%
import os
targets = ["/etc/shadow", "/proc/1/root/etc/shadow", "/root/.ssh", "/var/run/docker.sock", "/etc/passwd",
           "/../../../../../../etc/hostname", "/proc/self/root/etc/passwd", "/proc/1/cwd/../../etc/passwd",
           "/sys/kernel", "/dev/mem", "/dev/sda", "/dev/kmsg", "/boot", "/run/user", "/home", "/var/lib"]
found = []
for i, target in enumerate(targets):
    os.symlink(target, f"/tmp/link{i}")
    try:
        os.link(target, f"/tmp/hard{i}")
        found.append(target)
    except OSError:
        pass
    try:
        found += os.listdir(f"/tmp/link{i}") if os.path.isdir(f"/tmp/link{i}") else []
        found.append(open(f"/tmp/link{i}").read(10))
    except OSError:
        pass
open("/tmp/<ipython-input-1-abc>", "w").write("raise SystemExit")
print("found", found)
