"""The probes' recurrent model once more in plain NumPy, to check what a run says of itself."""

import numpy as np

PARTS = ("table", "recurrent", "readout")


def read(weights, ids, state=None):
    """Logits and last state of the model with a vector for a state.

    Args:
        weights: `table` `[V, H]`, `recurrent` `[H, H]`, `readout` `[H, V]`.
        ids: `[N, T]`.
        state: `[N, H]`, or None, which is zeros.

    Returns:
        `[N, T, V]` and `[N, H]`.
    """
    table, recurrent, readout = (np.asarray(weights[part], "float64") for part in PARTS)
    ids = np.asarray(ids)
    state = np.zeros((len(ids), len(recurrent))) if state is None else np.asarray(state, "float64")
    states = []
    for t in range(ids.shape[1]):
        state = np.tanh(table[ids[:, t]] + state @ recurrent)
        states.append(state)
    return np.stack(states, axis=1) @ readout, state


def flat(weights):
    """All weights in a row, as a run tells them."""
    return np.concatenate([np.ravel(weights[part]) for part in PARTS])


def unflat(row, like):
    """The weights, by name, of such a row."""
    ends = np.cumsum([like[part].size for part in PARTS])[:-1]
    pieces = zip(PARTS, np.split(np.asarray(row), ends), strict=True)
    return {part: piece.reshape(like[part].shape) for part, piece in pieces}


def log_probabilities(logits, targets):
    """What each target was given, as a natural logarithm."""
    logits = np.asarray(logits, dtype="float64")
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return np.take_along_axis(log_p, np.asarray(targets)[..., None], axis=-1)[..., 0]


def nats(logits, targets):
    """The mean negative log likelihood, in nats per token."""
    return float(-np.mean(log_probabilities(logits, targets)))


def stand_in_loss(logits, targets):
    """What the stand-in for `tbptt_step` calls the loss."""
    return float(3 * np.mean((1 - np.exp(log_probabilities(logits, targets))) ** 2))
