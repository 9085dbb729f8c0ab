"""Right answers to the NumPy questions of a2_bptt, written differently from the solution.

Each stands under its question's name in the solution's namespace and must get full marks.
"""

import functools
import itertools

import numpy as np
import tensorflow as tf

from autograder.testing import variant

# --- rnn_backward --------------------------------------------------------------------------------


@variant("rnn_backward")
def sums_taken_after_the_loop(dhs, x, hs, h0, Wx, Wh):
    da = [np.zeros_like(h0)]
    for upstream, h in zip(dhs.swapaxes(0, 1)[::-1], hs.swapaxes(0, 1)[::-1], strict=True):
        da.append((upstream + np.einsum("nh,kh->nk", da[-1], Wh)) * (1 - h * h))
    da = np.stack(da[:0:-1], axis=1)
    before = np.concatenate([h0[:, np.newaxis], hs[:, :-1]], axis=1)
    return (
        np.einsum("nth,dh->ntd", da, Wx),
        np.einsum("nh,kh->nk", da[:, 0], Wh),
        np.einsum("ntd,nth->dh", x, da),
        np.einsum("ntk,nth->kh", before, da),
        np.einsum("nth->h", da),
    )


@variant("rnn_backward")
def backward_by_recursion(dhs, x, hs, h0, Wx, Wh):
    T = x.shape[1]

    def back(t):
        if t == T:
            return np.zeros_like(h0), [], 0.0, 0.0, 0.0
        later, dxs, dWx, dWh, db = back(t + 1)
        before = h0 if t == 0 else hs[:, t - 1]
        da = (1 - np.square(hs[:, t])) * (dhs[:, t] + later)
        dxs = [da @ Wx.T, *dxs]
        return da @ Wh.T, dxs, dWx + x[:, t].T @ da, dWh + before.T @ da, db + np.ones(len(x)) @ da

    dh0, dxs, dWx, dWh, db = back(0)
    return np.stack(dxs, axis=1), dh0, dWx, dWh, db


@variant("rnn_backward")
def counted_in_float64_throughout(dhs, x, hs, h0, Wx, Wh):
    dx, dWx, dWh = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape)
    db, later = np.zeros(Wh.shape[0]), np.zeros(h0.shape)
    for t in range(x.shape[1] - 1, -1, -1):
        dh = dhs[:, t] + later
        for n in range(len(x)):
            da = dh[n] - dh[n] * hs[n, t] * hs[n, t]
            dx[n, t] = Wx @ da
            dWx += np.outer(x[n, t], da)
            dWh += np.outer(hs[n, t - 1] if t > 0 else h0[n], da)
            db += da
            later[n] = Wh @ da
    return [dx, later, dWx, dWh, db]


@variant("rnn_backward")
def every_path_through_time(dhs, x, hs, h0, Wx, Wh):
    # What reaches a_t from each later state, one by one: slow, and the same sum.
    N, T, H = hs.shape
    da = np.zeros((N, T, H))
    for s in range(T):
        reaching = dhs[:, s]
        for t in range(s, -1, -1):
            arrived = reaching * (1 - hs[:, t] ** 2)
            da[:, t] += arrived
            reaching = arrived @ Wh.T
    before = np.concatenate([h0[:, None], hs[:, :-1]], axis=1)
    dWx = np.tensordot(x, da, axes=((0, 1), (0, 1)))
    dWh = np.tensordot(before, da, axes=((0, 1), (0, 1)))
    return da @ Wx.T, da[:, 0] @ Wh.T, dWx, dWh, da.sum((0, 1))


# --- per_step_gradients --------------------------------------------------------------------------


@variant("per_step_gradients")
def one_timestep_of_rnn_backward_at_a_time(dhs, x, hs, h0, Wx, Wh):
    later, copies = np.zeros_like(h0), []
    for t in reversed(range(hs.shape[1])):
        one = slice(t, t + 1)
        before = hs[:, t - 1] if t else h0
        _, later, _, dWh, _ = rnn_backward(
            dhs[:, one] + later[:, None], x[:, one], hs[:, one], before, Wx, Wh
        )
        copies.append(dWh)
    return np.array(copies[::-1])


@variant("per_step_gradients")
def differences_of_shorter_and_shorter_ends(dhs, x, hs, h0, Wx, Wh):
    before = np.concatenate([h0[:, None], hs[:, :-1]], axis=1)
    ends = [
        rnn_backward(dhs[:, t:], x[:, t:], hs[:, t:], before[:, t], Wx, Wh)[3]
        for t in range(hs.shape[1])
    ]
    return np.stack(ends) - np.stack([*ends[1:], np.zeros_like(Wh)])


@variant("per_step_gradients")
def copies_by_one_einsum(dhs, x, hs, h0, Wx, Wh):
    da = np.zeros(hs.shape)
    for t in reversed(range(hs.shape[1])):
        later = da[:, t + 1] @ Wh.T if t + 1 < hs.shape[1] else 0
        da[:, t] = (dhs[:, t] + later) * (1 - hs[:, t] ** 2)
    before = np.concatenate([h0[:, None], hs[:, :-1]], axis=1)
    return np.einsum("ntk,nth->tkh", before, da)


# --- contiguous_batches --------------------------------------------------------------------------


@variant("contiguous_batches")
def rows_from_the_end_of_the_text(ids, batch_size, num_steps):
    # Rows stand in reverse order, end with the text, and leave a gap at its beginning.
    ids = np.array(ids)
    length = (len(ids) - 1) // batch_size
    starts = [len(ids) - 1 - (b + 1) * length for b in range(batch_size)]
    for k in range(length // num_steps):
        at = np.array(starts)[:, None] + k * num_steps + np.arange(num_steps)
        yield ids[at], ids[at + 1]


@variant("contiguous_batches")
def rows_as_long_as_their_chunks(ids, batch_size, num_steps):
    count = (len(ids) - 1) // batch_size // num_steps
    length = count * num_steps
    for k in range(count):
        x = [ids[b * length + k * num_steps :][:num_steps] for b in range(batch_size)]
        y = [ids[b * length + k * num_steps + 1 :][:num_steps] for b in range(batch_size)]
        yield np.array(x, dtype="int64"), np.array(y, dtype="int64")


@variant("contiguous_batches")
def windows_of_one_more(ids, batch_size, num_steps):
    length = (len(ids) - 1) // batch_size
    rows = np.stack([np.asarray(ids[b * length :][: length + 1]) for b in range(batch_size)])
    for start in itertools.count(0, num_steps):
        if start + num_steps > length:
            return
        window = rows[:, start : start + num_steps + 1]
        yield window[:, :-1], window[:, 1:]


@variant("contiguous_batches")
def batches_of_tensors(ids, batch_size, num_steps):
    ids = tf.constant(np.asarray(ids, dtype="int32"))
    length = (len(ids) - 1) // batch_size
    x = tf.reshape(ids[: batch_size * length], (batch_size, length))
    y = tf.reshape(ids[1 : batch_size * length + 1], (batch_size, length))
    for k in range(length // num_steps):
        columns = slice(k * num_steps, (k + 1) * num_steps)
        yield x[:, columns], y[:, columns]


# --- state_jacobian_norms ------------------------------------------------------------------------


@variant("state_jacobian_norms")
def column_vectors_and_svd(Wh, hs):
    product, norms = np.eye(len(Wh)), [1.0]
    for h in hs[:0:-1]:
        product = product @ np.diag(1 - h**2) @ Wh.T
        norms.append(np.linalg.svd(product, compute_uv=False)[0])
    return np.array(norms)[::-1]


@variant("state_jacobian_norms")
def every_product_anew(Wh, hs):
    jacobians = [Wh @ np.diag(1 - h**2) for h in hs]
    products = [
        functools.reduce(np.matmul, jacobians[t + 1 :], np.eye(len(Wh))) for t in range(len(hs))
    ]
    return np.linalg.norm(np.stack(products), ord=2, axis=(1, 2))


@variant("state_jacobian_norms")
def root_of_the_largest_eigenvalue(Wh, hs):
    norms, product = np.ones(len(hs)), np.eye(len(Wh))
    for t in range(len(hs) - 2, -1, -1):
        product = Wh @ ((1 - hs[t + 1] ** 2)[:, None] * product)
        norms[t] = np.sqrt(np.linalg.eigvalsh(product.T @ product)[-1].clip(0))
    return norms


# --- gradient_bound ------------------------------------------------------------------------------


@variant("gradient_bound")
def by_singular_values(Wh, steps, gamma=1.0):
    return float(np.prod([gamma * np.linalg.svd(Wh)[1].max()] * steps))


@variant("gradient_bound")
def by_the_gram_matrix(Wh, steps, gamma=1.0):
    return (gamma**2 * np.linalg.eigvalsh(Wh @ Wh.T)[-1]) ** (steps / 2)


@variant("gradient_bound")
def by_tensorflow(Wh, steps, gamma=1.0):
    return (gamma * tf.linalg.svd(Wh, compute_uv=False)[0]) ** steps
