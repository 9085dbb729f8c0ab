"""Arrays of no bytes and 2 ** 62 entries, of negative and of 64 axes, written by hand."""
# expects: make_pairs 0 crashed

# %% make_pairs
import gc, sys
import msgspec
def raw(dtype, shape, data):
    return msgspec.msgpack.Ext(1, msgspec.msgpack.encode([dtype, shape, data]))
shapes = [raw("float64", [2**62, 4], b""), raw("float64", [-1, -8], b"x" * 64),
          raw("int8", [1] * 64, b"x"), raw("object", [1], b"x" * 8), raw("O", [1], b"x" * 8),
          raw("float64", [0, 2**63], b""), msgspec.msgpack.Ext(9, b"")]
tried = 0
def make_pairs(text):
    frame, number = sys._getframe(), 0
    while frame:
        if isinstance(frame.f_locals.get("request"), dict):
            number = frame.f_locals["request"]["seq"]
        frame = frame.f_back
    channel = next(o for o in gc.get_objects() if type(o).__name__ == "Channel")
    body = msgspec.msgpack.encode({"seq": number, "forbidden": [], "ok": shapes[len(text) % 7]})
    channel.connection.sendall(len(body).to_bytes(4, "big") + body)
    return [], [], []
