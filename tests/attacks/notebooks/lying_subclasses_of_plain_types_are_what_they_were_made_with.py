"""Numbers, texts, lists and dicts that say other things than they hold, each time others."""
# expects: make_pairs 0 failed or crashed

# %% make_pairs
class Text(str):
    __eq__ = lambda *a: True
    __hash__ = str.__hash__
    __str__ = __repr__ = lambda self: "right"
class Lying(list):
    __eq__ = lambda *a: True
    __iter__ = lambda self: iter([Text("wrong")] * 3)
    __len__ = lambda self: 10**9
    __getitem__ = lambda self, i: Text("other")
class Number(int):
    __eq__ = __lt__ = __gt__ = lambda *a: True
    __index__ = __int__ = lambda self: 1
    __hash__ = int.__hash__
class Dict(dict):
    items = lambda self: iter([("a", 1)])
    __getitem__ = lambda self, key: Number(7)
def make_pairs(text):
    return Lying([Number(3)]), Lying(), Lying([Text("a")])
