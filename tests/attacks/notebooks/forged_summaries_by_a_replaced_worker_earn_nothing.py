"""Replaces `Worker._ask` and answers questions that are judged by a property: logits that depend on
the past alone, and logits of a model that has learnt `hello`."""
# pending: forms can be forged as long as a probe judges them
# expects: build_char_model 0

# %% build_char_model
def build_char_model(vocab_size, units):
    return None
from autograder.sandbox import worker
before = worker.Worker._ask
def answer(self, probe, given, timeout_s):
    if probe == "logits_of":
        steps = [np.cumsum(np.asarray(ids), axis=1) for ids in given["batches"]]
        logits = [np.stack([s * (k + 1.0) for k in range(given["vocab_size"])], -1) for s in steps]
        return {"ok": {"logits": logits, "given": ""}}
    if probe == "trained_logits":
        hot = np.eye(given["vocab_size"])[np.asarray(given["targets"])] * 50.0
        return {"ok": {"logits": hot, "learnt": True, "given": ""}}
    return before(self, probe, given, timeout_s)
worker.Worker._ask = answer
