"""Public cases of assignment 2: backpropagation through time, whole and truncated."""

from unrolled.checks.probing import About, collect
from unrolled.checks.public.a2_bptt import backward, chunks, norms, training

ABOUT = {
    "rnn_backward": About(
        "rnn_backward(dhs, x, hs, h0, Wx, Wh)",
        "Take T = 1 first: no gradient comes from later. Then T = 2, with `dhs` zero at t = 1.",
        hidden="other sizes; each of the five gradients, also against small steps of every "
        "argument; a sequence cut in two; a loss at a single timestep; one timestep; "
        "float32; whether the arguments stay as they are",
    ),
    "per_step_gradients": About(
        "per_step_gradients(dhs, x, hs, h0, Wx, Wh)",
        "Compare `out.sum(axis=0)` with the dWh of `rnn_backward`.",
        builds_on=("rnn_backward",),
        hidden="other sizes; their sum; a first state of zero; a loss at a single timestep; one "
        "timestep; float32",
    ),
    "contiguous_batches": About(
        "contiguous_batches(ids, batch_size, num_steps)",
        "Try `list(contiguous_batches(np.arange(26), 2, 4))`, and read along row 0.",
        hidden="shapes and number of batches for texts of many lengths; targets; how rows go on "
        "from batch to batch; whether anything is read twice; the end of the text; a list "
        "of ids; texts that are too short",
    ),
    "tbptt_step": About(
        "tbptt_step(model, optimizer, x, y, states, max_norm=None)",
        "Print the loss before and after: it is the mean over all tokens of the chunk, from the "
        "one forward pass under the tape.",
        hidden="loss, weights and states after one update; states in lists, dicts and nests of "
        "them; no state at all; gradients across the start of the chunk; small and large "
        "norms to clip to; a model that differs from call to call",
    ),
    "train_tbptt": About(
        "train_tbptt(model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None)",
        "Print, for each chunk, whether the state that goes in is None.",
        builds_on=("contiguous_batches", "tbptt_step"),
        hidden="number and order of the losses; the chunks of several epochs; which state each "
        "chunk starts from; what becomes of `max_norm`; whether it learns a text that "
        "needs a memory",
    ),
    "clip_by_global_norm": About(
        "clip_by_global_norm(grads, max_norm)",
        "Try it on `[tf.constant([3.0, 4.0]), tf.constant([6.0, 8.0])]`: the norm is the root of "
        "125.",
        hidden="gradients of several shapes, long and short; the norm that is returned; None; "
        "sparse gradients with rows that repeat; gradients of zero; float32",
    ),
    "state_jacobian_norms": About(
        "state_jacobian_norms(Wh, hs)",
        "Start from the end: the last norm is 1. The one before has one factor, the next has two.",
        hidden="other sizes; small steps of the states; a single state; states near zero and "
        "saturated ones",
    ),
    "gradient_bound": About(
        "gradient_bound(Wh, steps, gamma=1.0)",
        "Try a diagonal matrix: its singular values are its entries, without their signs.",
        hidden="other kernels and numbers of steps; `gamma`; a kernel for which the bound is loose",
    ),
}

CASES = collect(backward, chunks, training, norms)
