"""Asks for all cores, for another class of the scheduler, for real time, and for more than its share."""
# prints: left 0

# %%
import os, resource
left = 0
for attempt in (
    lambda: os.sched_setaffinity(0, range(64)), lambda: os.nice(-10),
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10)),
    lambda: os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1)),
    lambda: resource.setrlimit(resource.RLIMIT_NPROC, (10_000, 10_000)),
    lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
    lambda: os.setpriority(os.PRIO_USER, 0, -20),
):
    try:
        attempt()
        left += 1
    except (OSError, ValueError):
        pass
print("left", left)
