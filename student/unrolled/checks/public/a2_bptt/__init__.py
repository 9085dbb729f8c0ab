"""Public cases of assignment 2: backpropagation through time, whole and truncated."""

from unrolled.checks.probing import About, collect
from unrolled.checks.public.a2_bptt import backward, chunks, norms, training

ABOUT = {
    "rnn_backward": About(
        "rnn_backward(dhs, x, hs, h0, Wx, Wh)",
        "Take T = 1 first: no gradient comes from later. Then T = 2, with `dhs` zero at t = 1.",
    ),
    "per_step_gradients": About(
        "per_step_gradients(dhs, x, hs, h0, Wx, Wh)",
        "Compare `out.sum(axis=0)` with the dWh of `rnn_backward`.",
        builds_on=("rnn_backward",),
    ),
    "contiguous_batches": About(
        "contiguous_batches(ids, batch_size, num_steps)",
        "Try `list(contiguous_batches(np.arange(26), 2, 4))`, and read along row 0.",
    ),
    "tbptt_step": About(
        "tbptt_step(model, optimizer, x, y, states, max_norm=None)",
        "Print the loss before and after: it is the mean over all tokens of the chunk, from the "
        "one forward pass under the tape.",
    ),
    "train_tbptt": About(
        "train_tbptt(model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None)",
        "Print, for each chunk, whether the state that goes in is None.",
        builds_on=("contiguous_batches", "tbptt_step"),
    ),
    "clip_by_global_norm": About(
        "clip_by_global_norm(grads, max_norm)",
        "Try it on `[tf.constant([3.0, 4.0]), tf.constant([6.0, 8.0])]`: the norm is the root of "
        "125.",
    ),
    "state_jacobian_norms": About(
        "state_jacobian_norms(Wh, hs)",
        "Start from the end: the last norm is 1. The one before has one factor, the next has two.",
    ),
    "gradient_bound": About(
        "gradient_bound(Wh, steps, gamma=1.0)",
        "Try a diagonal matrix: its singular values are its entries, without their signs.",
    ),
}

CASES = collect(backward, chunks, training, norms)
