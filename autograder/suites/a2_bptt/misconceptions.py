"""Known wrong answers to `rnn_backward`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import numpy as np

from autograder.testing import misconception


@misconception(
    "rnn_backward",
    hint="The slope of the tanh is 1 - h^2. You use 1 - h.",
)
def slope_without_the_square(dhs, x, hs, h0, Wx, Wh):
    dx, dWx, dWh, db = np.zeros_like(x), 0, 0, 0
    later = np.zeros_like(h0)
    for t in reversed(range(x.shape[1])):
        da = (dhs[:, t] + later) * (1 - hs[:, t])
        dx[:, t] = da @ Wx.T
        dWx = dWx + x[:, t].T @ da
        dWh = dWh + (hs[:, t - 1] if t else h0).T @ da
        db = db + da.sum(axis=0)
        later = da @ Wh.T
    return dx, later, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="The gradients pass the tanh as if it were not there. Its slope at h_t is 1 - h_t^2.",
)
def no_slope_of_the_tanh(dhs, x, hs, h0, Wx, Wh):
    dx, dWx, dWh, db = np.zeros_like(x), 0, 0, 0
    later = np.zeros_like(h0)
    for t in reversed(range(x.shape[1])):
        da = dhs[:, t] + later
        dx[:, t] = da @ Wx.T
        dWx = dWx + x[:, t].T @ da
        dWh = dWh + (hs[:, t - 1] if t else h0).T @ da
        db = db + da.sum(axis=0)
        later = da @ Wh.T
    return dx, later, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="The slope is that of the state before. At timestep t the tanh made h_t, so 1 - h_t^2 it "
    "is.",
)
def slope_of_the_state_before(dhs, x, hs, h0, Wx, Wh):
    before = np.concatenate([h0[:, None], hs[:, :-1]], axis=1)
    dx, dWx, dWh, db = np.zeros_like(x), 0, 0, 0
    later = np.zeros_like(h0)
    for t in reversed(range(x.shape[1])):
        da = (dhs[:, t] + later) * (1 - before[:, t] ** 2)
        dx[:, t] = da @ Wx.T
        dWx = dWx + x[:, t].T @ da
        dWh = dWh + before[:, t].T @ da
        db = db + da.sum(axis=0)
        later = da @ Wh.T
    return dx, later, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="Each timestep is on its own: what comes back through the later ones is missing. h_t "
    "enters the loss directly, and through h_{t+1}.",
)
def nothing_comes_back_through_time(dhs, x, hs, h0, Wx, Wh):
    before = np.concatenate([h0[:, None], hs[:, :-1]], axis=1)
    da = dhs * (1 - hs**2)
    dWx, dWh = np.einsum("ntd,nth->dh", x, da), np.einsum("ntk,nth->kh", before, da)
    return da @ Wx.T, da[:, 0] @ Wh.T, dWx, dWh, da.sum(axis=(0, 1))


@misconception(
    "rnn_backward",
    hint="Only the last state's upstream gradient counts in yours. Every state may enter the loss, "
    "so each timestep adds its own `dhs[:, t]` to what comes back.",
)
def upstream_of_the_last_state_alone(dhs, x, hs, h0, Wx, Wh):
    dx, dWx, dWh, db = np.zeros_like(x), 0, 0, 0
    later = dhs[:, -1]
    for t in reversed(range(x.shape[1])):
        da = later * (1 - hs[:, t] ** 2)
        dx[:, t] = da @ Wx.T
        dWx = dWx + x[:, t].T @ da
        dWh = dWh + (hs[:, t - 1] if t else h0).T @ da
        db = db + da.sum(axis=0)
        later = da @ Wh.T
    return dx, later, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="Going back in time you multiply by `Wh`. Forwards that took h_{t-1} to a_t; the way back "
    "takes its transpose.",
)
def kernel_not_transposed_on_the_way_back(dhs, x, hs, h0, Wx, Wh):
    dx, dWx, dWh, db = np.zeros_like(x), 0, 0, 0
    later = np.zeros_like(h0)
    for t in reversed(range(x.shape[1])):
        da = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
        dx[:, t] = da @ Wx.T
        dWx = dWx + x[:, t].T @ da
        dWh = dWh + (hs[:, t - 1] if t else h0).T @ da
        db = db + da.sum(axis=0)
        later = da @ Wh
    return dx, later, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="`dWh` pairs each state with its own gradient. `Wh` met the state of the timestep before: "
    "h_{t-1} goes with da_t.",
)
def kernel_gradient_with_the_states_own_time(dhs, x, hs, h0, Wx, Wh):
    dx, dWx, dWh, db = np.zeros_like(x), 0, 0, 0
    later = np.zeros_like(h0)
    for t in reversed(range(x.shape[1])):
        da = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
        dx[:, t] = da @ Wx.T
        dWx = dWx + x[:, t].T @ da
        dWh = dWh + hs[:, t].T @ da
        db = db + da.sum(axis=0)
        later = da @ Wh.T
    return dx, later, dWx, dWh, db


@misconception(
    "rnn_backward",
    hint="The first timestep adds nothing to `dWh`, as if the state before it were zero. It is "
    "`h0`.",
)
def first_state_taken_for_zero(dhs, x, hs, h0, Wx, Wh):
    dx, dWx, dWh, db = np.zeros_like(x), 0, np.zeros_like(Wh), 0
    later = np.zeros_like(h0)
    for t in reversed(range(x.shape[1])):
        da = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
        dx[:, t] = da @ Wx.T
        dWx = dWx + x[:, t].T @ da
        dWh = dWh + (hs[:, t - 1].T @ da if t else 0)
        db = db + da.sum(axis=0)
        later = da @ Wh.T
    return dx, later, dWx, dWh, db
