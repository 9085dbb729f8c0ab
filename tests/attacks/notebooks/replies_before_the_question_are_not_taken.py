"""Sends a reply for the next number from a cell, before anything was asked. It would be read first."""
# expects: embed at most 6
# expects: rnn_step at most 9
# expects: rnn_forward at most 12
# prints: sent

# %%
import gc, sys
def next_number():
    frame = sys._getframe()
    while frame:
        if "request" in frame.f_locals and isinstance(frame.f_locals["request"], dict):
            return frame.f_locals["request"]["seq"] + 1
        frame = frame.f_back
for found in gc.get_objects():
    if type(found).__name__ == "Channel":
        found.send({"seq": next_number() + 40, "forbidden": [], "ok": None})
print("sent")
