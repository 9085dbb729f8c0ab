"""Reference solution of assignment 2: backpropagation through time, whole and truncated.

Shapes are written N batch, T timesteps, D input features, H units, V vocabulary; the batch comes
first. Equations multiply row vectors from the left, `x @ W`, as in assignment 1. What students see
is everything outside the solution markers.
"""

import numpy as np
import tensorflow as tf


def rnn_backward(dhs, x, hs, h0, Wx, Wh):
    """Backpropagate through all timesteps of a vanilla RNN by hand (Werbos, 1990).

    Forwards, a_t = x_t Wx + h_{t-1} Wh + b and h_t = tanh(a_t). Backwards, for t = T .. 1:

        dh_t = dhs_t + da_{t+1} Wh^T         (the second term is 0 at t = T)
        da_t = dh_t * (1 - h_t^2)
        dx_t = da_t Wx^T
        dWx = sum_t x_t^T da_t,  dWh = sum_t h_{t-1}^T da_t,  db = sum_t (sum of da_t over N)
        dh_0 = da_1 Wh^T

    Everything is a NumPy array, and no argument is changed.

    Args:
        dhs: gradient of the loss with respect to each state as the layers above see it, that is
            without what reaches the state through later timesteps, `[N, T, H]`.
        x: inputs of the forward pass, `[N, T, D]`.
        hs: states that it made, `[N, T, H]`: `hs[:, 0]` is h_1.
        h0: the state before the first timestep, `[N, H]`; it need not be zero.
        Wx: `[D, H]`.
        Wh: `[H, H]`.

    Returns:
        `(dx, dh0, dWx, dWh, db)`: `[N, T, D]`, `[N, H]`, `[D, H]`, `[H, H]`, `[H]`.
    """
    ### BEGIN SOLUTION
    dx, dWx, dWh = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh)
    db = np.zeros_like(Wh[0])
    from_later = np.zeros_like(h0)
    for t in reversed(range(x.shape[1])):
        before = hs[:, t - 1] if t > 0 else h0
        da = (dhs[:, t] + from_later) * (1 - hs[:, t] ** 2)
        dx[:, t] = da @ Wx.T
        dWx += x[:, t].T @ da
        dWh += before.T @ da
        db += da.sum(axis=0)
        from_later = da @ Wh.T
    return dx, from_later, dWx, dWh, db
    ### END SOLUTION


def per_step_gradients(dhs, x, hs, h0, Wx, Wh):
    """Give every timestep its own copy of Wh, and return the gradient for each copy.

        h_t = tanh(x_t Wx + h_{t-1} Wh^(t) + b),   out[t - 1] = dL/dWh^(t) = h_{t-1}^T da_t

    with da_t as in `rnn_backward`. The copies are one weight, so its gradient is the sum of theirs:
    `out.sum(axis=0)` equals dWh.

    Args:
        dhs: `[N, T, H]`, as in `rnn_backward`.
        x: `[N, T, D]`.
        hs: `[N, T, H]`.
        h0: `[N, H]`.
        Wx: `[D, H]`.
        Wh: `[H, H]`.

    Returns:
        A NumPy array `[T, H, H]`: `[0]` is the gradient for the copy that made h_1.
    """
    ### BEGIN SOLUTION
    timesteps = hs.shape[1]
    copies = np.zeros((timesteps, *Wh.shape), dtype=Wh.dtype)
    from_later = np.zeros_like(h0)
    for t in reversed(range(timesteps)):
        before = hs[:, t - 1] if t > 0 else h0
        da = (dhs[:, t] + from_later) * (1 - hs[:, t] ** 2)
        copies[t] = before.T @ da
        from_later = da @ Wh.T
    return copies
    ### END SOLUTION


def contiguous_batches(ids, batch_size, num_steps):
    """Cut one long text into chunks whose rows go on from batch to batch.

    The text is cut into `batch_size` long rows that don't overlap; a batch is `num_steps` columns
    of them. Row b of a batch starts where row b of the batch before it ended, so the state after
    the one is the state before the other.

        number of batches = ((len(ids) - 1) // batch_size) // num_steps

    What does not fill a whole chunk is dropped. This is a generator: it yields batch after batch.

    Args:
        ids: one sequence of integers, a NumPy array or a list. It may be too short for a batch.
        batch_size: N, the number of rows.
        num_steps: timesteps per chunk.

    Yields:
        `(x, y)`: two integer arrays `[batch_size, num_steps]`. `y[b, t]` is the token that follows
        `x[b, t]` in the text.
    """
    ### BEGIN SOLUTION
    ids = np.asarray(ids)
    # The last token has no successor, so it is a target only: len(ids) - 1 pairs in all.
    row_length = (len(ids) - 1) // batch_size
    used = batch_size * row_length
    inputs = ids[:used].reshape(batch_size, -1)
    targets = ids[1 : used + 1].reshape(batch_size, -1)
    for k in range(row_length // num_steps):
        columns = slice(k * num_steps, (k + 1) * num_steps)
        yield inputs[:, columns], targets[:, columns]
    ### END SOLUTION


def tbptt_step(model, optimizer, x, y, states, max_norm=None):
    """Train on one chunk: run it forwards from `states`, backpropagate to its start, update once.

        model(x, initial_state=states) -> (logits, new_states)
        loss = mean over n, t of -log softmax(logits[n, t])[y[n, t]]

    The values of `states` enter the chunk, so nothing that was read before is forgotten. Gradients
    stop at them: not even a tape around this call may see the loss or the new states depend on
    them. The model runs once, and what is returned comes from that run, before the update.

    Args:
        model: called as above; `logits` is `[N, T, V]`. It has `trainable_variables`.
        optimizer: a `keras.optimizers.Optimizer`.
        x: integers `[N, T]`.
        y: integers `[N, T]`, the token after each of `x`.
        states: what the model returned for the chunk before, a tensor or any nest of them (list,
            tuple, dict); or None, to start from zeros.
        max_norm: clip the gradients to this global norm with `clip_by_global_norm`; None: don't.

    Returns:
        `(loss, new_states)`: a scalar in nats per token, and the states after the chunk, as the
        model returned them.
    """
    ### BEGIN SOLUTION
    if states is not None:
        states = tf.nest.map_structure(tf.stop_gradient, states)
    with tf.GradientTape() as tape:
        logits, new_states = model(x, initial_state=states)
        nll = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
        loss = tf.reduce_mean(nll)
    variables = model.trainable_variables  # read here: an unbuilt model makes them when it runs
    grads = tape.gradient(loss, variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, variables, strict=True))
    return loss, new_states
    ### END SOLUTION


def train_tbptt(model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None):
    """Train by truncated backpropagation through time over a whole text, several times.

    Each chunk of `contiguous_batches` gets one `tbptt_step`, which starts from the states that the
    chunk before it ended in. Every epoch starts at the beginning of the text again, so the states
    of the end of the text don't belong there: the first chunk of each epoch gets None.

    Args:
        model: as in `tbptt_step`.
        optimizer: a `keras.optimizers.Optimizer`.
        ids: the text, a sequence of integers.
        batch_size: rows read side by side.
        num_steps: timesteps per chunk: how far back gradients reach.
        epochs: how often the text is read.
        max_norm: as in `tbptt_step`.

    Returns:
        A list with the loss of each chunk as a Python float, in order: `epochs` times the number
        of batches.
    """
    ### BEGIN SOLUTION
    losses = []
    for _ in range(epochs):
        states = None
        for x, y in contiguous_batches(ids, batch_size, num_steps):
            loss, states = tbptt_step(model, optimizer, x, y, states, max_norm)
            losses.append(float(loss))
    return losses
    ### END SOLUTION


def clip_by_global_norm(grads, max_norm):
    """Shorten a gradient that is too long, and keep its direction (Pascanu et al., 2013).

        norm = sqrt(sum over all tensors and all their entries of g^2)
        clipped = g * max_norm / norm   if norm > max_norm, else g

    The norm is one number for the whole list: all tensors are scaled by the same factor.

    Args:
        grads: what `tape.gradient` returned: a list of tensors, of None where a variable has no
            gradient, and of `tf.IndexedSlices` where rows of a table were looked up. An
            `IndexedSlices` may hold a row more than once; its dense gradient has their sum.
        max_norm: a positive number.

    Returns:
        `(clipped, norm)`: a list in the same order, None where it was None, and the norm that the
        gradients had before.
    """
    ### BEGIN SOLUTION
    # An IndexedSlices becomes a dense tensor here, which adds up rows that occur twice.
    dense = [None if g is None else tf.convert_to_tensor(g) for g in grads]
    squares = [tf.reduce_sum(tf.square(g)) for g in dense if g is not None]
    norm = tf.sqrt(tf.add_n(squares) if squares else 0.0)
    scale = max_norm / tf.maximum(norm, max_norm)  # exactly 1 for a short gradient
    return [None if g is None else g * scale for g in dense], norm
    ### END SOLUTION


def state_jacobian_norms(Wh, hs):
    """Measure how strongly the last state depends on each state before it.

        M_k = Wh diag(1 - h_k^2)                     (row i, column j: dh_{k,j} / dh_{k-1,i})
        out[t - 1] = the largest singular value of M_{t+1} M_{t+2} ... M_T

    The product is dh_T/dh_t. A gradient at h_T is multiplied by its transpose on the way to h_t, so
    its norm grows at most by the factor `out[t - 1]`.

    Args:
        Wh: state to state, `[H, H]`.
        hs: the states h_1 .. h_T of one sequence, `[T, H]`; h_0 is not among them.

    Returns:
        A NumPy array `[T]`. The last is 1: h_T depends on itself one to one.
    """
    ### BEGIN SOLUTION
    timesteps, units = hs.shape
    jacobian = np.eye(units, dtype=Wh.dtype)
    norms = np.ones(timesteps, dtype=Wh.dtype)
    for t in reversed(range(timesteps - 1)):
        jacobian = (Wh * (1 - hs[t + 1] ** 2)) @ jacobian
        norms[t] = np.linalg.norm(jacobian, ord=2)
    return norms
    ### END SOLUTION


def gradient_bound(Wh, steps, gamma=1.0):
    """Bound the growth of a gradient over `steps` timesteps (Pascanu et al., 2013).

        bound = (gamma * sigma_max(Wh)) ** steps

    No Jacobian dh_{t+steps}/dh_t has a larger spectral norm, whatever the states were.

    Args:
        Wh: state to state, `[H, H]`.
        steps: how many timesteps the gradient travels.
        gamma: the largest slope of the activation: 1 for tanh, 1/4 for the sigmoid.

    Returns:
        A number.
    """
    ### BEGIN SOLUTION
    return (gamma * np.linalg.norm(Wh, ord=2)) ** steps
    ### END SOLUTION
