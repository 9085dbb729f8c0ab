"""Double forks with sessions of their own, zombies, and children that ignore every signal."""
# prints: started

# %%
import os, signal, time
for i in range(6):
    if os.fork() == 0:
        os.setsid()
        for number in range(1, 32):
            if number not in (9, 19):
                signal.signal(number, signal.SIG_IGN)
        if i % 2 and os.fork() == 0:
            while True:
                open("/tmp/again", "w").close()
        os._exit(0) if i == 5 else time.sleep(100)
print("started")
