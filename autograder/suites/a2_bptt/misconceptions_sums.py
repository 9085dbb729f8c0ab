"""More wrong answers to `rnn_backward`, and those to `per_step_gradients`.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import numpy as np

from autograder.testing import misconception

# --- rnn_backward: what is summed, and what is returned ------------------------------------------


@misconception(
    "rnn_backward",
    hint="`dWx`, `dWh` and `db` are those of the first timestep alone: `=` in the loop forgets "
    "what was there. All timesteps share the weights, and sharing means adding.",
)
def weight_gradients_overwritten(dhs, x, hs, h0, Wx, Wh):
    dx = np.zeros_like(x)
    later = np.zeros_like(h0)
    for t in reversed(range(x.shape[1])):
        da = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
        dx[:, t] = da @ Wx.T
        dWx, db = x[:, t].T @ da, da.sum(axis=0)
        dWh = (hs[:, t - 1] if t else h0).T @ da
        later = da @ Wh.T
    return dx, later, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="The weights' gradients are averaged over the batch. Whether a loss is a mean is already "
    "told by `dhs`; sequences add like timesteps.",
)
def averaged_over_the_batch(dhs, x, hs, h0, Wx, Wh):
    dx, dWx, dWh, db = np.zeros_like(x), 0, 0, 0
    later = np.zeros_like(h0)
    for t in reversed(range(x.shape[1])):
        da = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
        dx[:, t] = da @ Wx.T
        dWx = dWx + x[:, t].T @ da / len(x)
        dWh = dWh + (hs[:, t - 1] if t else h0).T @ da / len(x)
        db = db + da.mean(axis=0)
        later = da @ Wh.T
    return dx, later, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="`dh0` has not gone through `Wh`: you return the gradient of the first step's sum a_1. h0 "
    "enters that sum as h0 Wh.",
)
def first_state_gradient_before_the_kernel(dhs, x, hs, h0, Wx, Wh):
    dx, dWx, dWh, db = np.zeros_like(x), 0, 0, 0
    later = np.zeros_like(h0)
    for t in reversed(range(x.shape[1])):
        da = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
        dx[:, t] = da @ Wx.T
        dWx = dWx + x[:, t].T @ da
        dWh = dWh + (hs[:, t - 1] if t else h0).T @ da
        db = db + da.sum(axis=0)
        later = da @ Wh.T
    return dx, da, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="`dh0` is zero in yours. The first state has a gradient like every other; a chunk before "
    "this one would go on with it.",
)
def no_gradient_for_the_first_state(dhs, x, hs, h0, Wx, Wh):
    dx, dWx, dWh, db = np.zeros_like(x), 0, 0, 0
    later = np.zeros_like(h0)
    for t in reversed(range(x.shape[1])):
        da = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
        dx[:, t] = da @ Wx.T
        dWx = dWx + x[:, t].T @ da
        dWh = dWh + (hs[:, t - 1] if t else h0).T @ da
        db = db + da.sum(axis=0)
        later = da @ Wh.T
    return dx, np.zeros_like(h0), dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="The gradients are right, but the caller's `dhs` is another one afterwards: `+=` on a "
    "slice writes into the array that you were given.",
)
def upstream_changed_in_place(dhs, x, hs, h0, Wx, Wh):
    dx, dWx, dWh, db = np.zeros_like(x), 0, 0, 0
    for t in reversed(range(x.shape[1])):
        da = dhs[:, t] * (1 - hs[:, t] ** 2)
        dx[:, t] = da @ Wx.T
        dWx = dWx + x[:, t].T @ da
        dWh = dWh + (hs[:, t - 1] if t else h0).T @ da
        db = db + da.sum(axis=0)
        if t:
            dhs[:, t - 1] += da @ Wh.T
    return dx, da @ Wh.T, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="Your loop runs from the first timestep to the last, so gradients travel into the future. "
    "The last timestep comes first.",
)
def loop_runs_forwards(dhs, x, hs, h0, Wx, Wh):
    dx, dWx, dWh, db = np.zeros_like(x), 0, 0, 0
    later = np.zeros_like(h0)
    for t in range(x.shape[1]):
        da = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
        dx[:, t] = da @ Wx.T
        dWx = dWx + x[:, t].T @ da
        dWh = dWh + (hs[:, t - 1] if t else h0).T @ da
        db = db + da.sum(axis=0)
        later = da @ Wh.T
    return dx, later, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="`dx` is made with `Wx` as it stands, which fits only where D equals H. From units back "
    "to features it takes the transpose.",
    raises="ValueError",
)
def input_kernel_not_transposed(dhs, x, hs, h0, Wx, Wh):
    dx, dWx, dWh, db = np.zeros_like(x), 0, 0, 0
    later = np.zeros_like(h0)
    for t in reversed(range(x.shape[1])):
        da = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
        dx[:, t] = da @ Wx
        dWx = dWx + x[:, t].T @ da
        dWh = dWh + (hs[:, t - 1] if t else h0).T @ da
        db = db + da.sum(axis=0)
        later = da @ Wh.T
    return dx, later, dWx, dWh, db


# --- per_step_gradients --------------------------------------------------------------------------


@misconception(
    "per_step_gradients",
    hint="Your entries pile up: entry t holds the sum over all timesteps from t on. Each copy has "
    "a gradient of its own, and nothing is added yet.",
)
def running_sums_over_time(dhs, x, hs, h0, Wx, Wh):
    later, total, steps = np.zeros_like(h0), np.zeros_like(Wh), []
    for t in reversed(range(hs.shape[1])):
        da = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
        total = total + (hs[:, t - 1] if t else h0).T @ da
        steps.append(total)
        later = da @ Wh.T
    return np.stack(steps[::-1])


@misconception(
    "per_step_gradients",
    hint="The entries are in the order in which you made them, the last timestep first. Entry 0 is "
    "for the copy that made h_1.",
)
def last_timestep_first(dhs, x, hs, h0, Wx, Wh):
    later, steps = np.zeros_like(h0), []
    for t in reversed(range(hs.shape[1])):
        da = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
        steps.append((hs[:, t - 1] if t else h0).T @ da)
        later = da @ Wh.T
    return np.stack(steps)


@misconception(
    "per_step_gradients",
    hint="Your copies are taken one by one from their own state's loss, and what comes back from "
    "later timesteps is missing.",
)
def each_copy_for_its_own_loss(dhs, x, hs, h0, Wx, Wh):
    before = np.concatenate([h0[:, None], hs[:, :-1]], axis=1)
    return np.einsum("ntk,nth->tkh", before, dhs * (1 - hs**2))


@misconception(
    "per_step_gradients",
    hint="Entry t pairs h_t with its own gradient. The copy that made h_t was multiplied by the "
    "state before it; for the first, that is `h0`.",
)
def copies_paired_with_the_states_they_made(dhs, x, hs, h0, Wx, Wh):
    later, steps = np.zeros_like(h0), []
    for t in reversed(range(hs.shape[1])):
        da = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
        steps.insert(0, hs[:, t].T @ da)
        later = da @ Wh.T
    return np.stack(steps)


@misconception(
    "per_step_gradients",
    hint="The first entry is zero whatever `h0` is. The first copy multiplied `h0`, which need not "
    "be zero.",
)
def no_gradient_for_the_first_copy(dhs, x, hs, h0, Wx, Wh):
    later, steps = np.zeros_like(h0), []
    for t in reversed(range(hs.shape[1])):
        da = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
        steps.insert(0, hs[:, t - 1].T @ da if t else np.zeros_like(Wh))
        later = da @ Wh.T
    return np.stack(steps)


@misconception(
    "per_step_gradients",
    hint="Every entry is the T-th part of the sum. The copies' gradients differ: look at how long "
    "they are, from the last timestep to the first.",
)
def sum_shared_out_evenly(dhs, x, hs, h0, Wx, Wh):
    dWh = rnn_backward(dhs, x, hs, h0, Wx, Wh)[3]
    return np.stack([dWh / hs.shape[1]] * hs.shape[1])


@misconception(
    "per_step_gradients",
    hint="Your entries are transposed. Rows of `Wh` belong to the state that comes in, columns to "
    "the state that goes out.",
)
def copies_transposed(dhs, x, hs, h0, Wx, Wh):
    later, steps = np.zeros_like(h0), []
    for t in reversed(range(hs.shape[1])):
        da = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
        steps.insert(0, da.T @ (hs[:, t - 1] if t else h0))
        later = da @ Wh.T
    return np.stack(steps)


@misconception(
    "per_step_gradients",
    hint="Your copies' gradients are averaged over the batch. Sequences share the weights as "
    "timesteps do: they add.",
)
def copies_averaged_over_the_batch(dhs, x, hs, h0, Wx, Wh):
    later, steps = np.zeros_like(h0), []
    for t in reversed(range(hs.shape[1])):
        da = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
        steps.insert(0, (hs[:, t - 1] if t else h0).T @ da / len(x))
        later = da @ Wh.T
    return np.stack(steps)
