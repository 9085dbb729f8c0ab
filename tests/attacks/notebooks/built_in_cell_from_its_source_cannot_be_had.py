"""Reads the file, its bytecode, or asks inspect, linecache, zipimport and loaders for the source."""
# prints: sources []

# %%
import glob, importlib.util, inspect, linecache, marshal, pkgutil, sys
sources = []
for name in ("keras.src.layers.rnn.simple_rnn", "tensorflow.python.keras.layers.recurrent"):
    spec = importlib.util.find_spec(name)
    path = spec.origin
    stem = path.rpartition("/")[2][:-3]
    for read in (lambda: open(path).read(), lambda: inspect.getsource(sys.modules[name]),
                 lambda: "".join(linecache.getlines(path)), lambda: spec.loader.get_source(name),
                 lambda: pkgutil.get_data(name, stem + ".py").decode(),
                 lambda: repr([marshal.loads(open(p, "rb").read()[16:]).co_consts
                               for p in glob.glob(path.rpartition("/")[0] + f"/__pycache__/{stem}.*")])):
        try:
            text = read()
            if "class SimpleRNNCell" in text or "<code object SimpleRNNCell" in text:
                sources.append(path)
        except Exception:
            pass
print("sources", sources)
