"""Replaces `Worker._ask` and answers questions that are judged by how a model behaves: logits that
depend on the past alone, and on drawn ids what a model says that has learnt them. docs/threat_model.md
tells of this limit: a program that behaves right is not told from what was asked for. It earns the
two tests of behaviour, 4 of the question's 8 points, and not more."""
# expects: build_char_model 4

# %% build_char_model
def build_char_model(vocab_size, units):
    return None
from autograder.sandbox import worker
before = worker.Worker._ask
def answer(self, probe, given, **rest):
    if probe == "logits_of":
        steps = [np.cumsum(np.asarray(ids), axis=1) for ids in given["batches"]]
        logits = [np.stack([s * (k + 1.0) for k in range(given["vocab_size"])], -1) for s in steps]
        return {"ok": {"logits": logits, "given": ""}}
    if probe == "trained_logits":
        hot = np.eye(given["vocab_size"])[np.asarray(given["targets"])] * 50.0
        return {"ok": {"logits": hot, "learnt": True, "given": ""}}
    return before(self, probe, given, **rest)
worker.Worker._ask = answer
