"""Public cases of assignment 1: sequences and the vanilla RNN."""

from unrolled.checks.probing import About, collect
from unrolled.checks.public.a1_rnn import cell, functions, model, text

ABOUT = {
    "embed": About(
        "embed(ids, table)",
        "Which row of the table belongs to id 2? Compare it with what you return for it.",
        hidden="ids of any shape, also in NumPy arrays; the first and the last id; float32; "
        "gradients where ids repeat",
    ),
    "rnn_step": About(
        "rnn_step(x, h, Wx, Wh, b)",
        "Set `h` and `b` to zero and look at `x @ Wx` alone, then let them back in one by one.",
        hidden="other sizes, from states that are not zero; three steps in a row; each term "
        "alone; a batch of one with as many features as units; float32; gradients of "
        "every argument",
    ),
    "rnn_forward": About(
        "rnn_forward(x, h0, Wx, Wh, b)",
        "Call `rnn_step` by hand for t=0 and t=1, and compare with your first two states.",
        builds_on=("rnn_step",),
        hidden="longer sequences and a single timestep; a sequence cut in two with the state "
        "carried; which states an input reaches; gradients through all timesteps; float32",
    ),
    "last_valid_state": About(
        "last_valid_state(hs, lengths)",
        "Put `hs[n, t] = t` into a small example: which t comes out for a length of 2?",
        hidden="every length from 1 to T; more timesteps than sequences, and one sequence alone; "
        "lengths in a list or an array, left as they are; other values on the padding; "
        "where gradients go; float32",
    ),
    "one_to_many": About(
        "one_to_many(x0, h0, Wx, Wh, b, Wy, by, steps)",
        "Write down what the second step takes as its input and as its state.",
        builds_on=("rnn_step",),
        hidden="more steps and a single one; whether fewer steps give the same beginning; output "
        "weights of zero; gradients through what is fed back; float32",
    ),
    "VanillaRNNCell": About(
        'VanillaRNNCell(4, dtype="float64")(x, [h])',
        "Call the cell by hand, and compare with `rnn_step` on its three weights.",
        builds_on=("rnn_step",),
        hidden="names, shapes and order of the weights, made once; what a call returns, with "
        "states in a list or a tuple; several steps, also inside `keras.layers.RNN`, with "
        "gradients; float64 and mixed precision; saving and loading",
    ),
    "make_pairs": About(
        "make_pairs(text)",
        'Do "hello" on paper and compare.',
        hidden="longer texts, with capitals, digits, spaces and line ends; whether the text can "
        "be read back from the ids; one character repeated, and a single one",
    ),
    "sequence_loss": About(
        "sequence_loss(logits, targets, mask)",
        "Compute each token's loss first, `[N, T]`; then decide which count, and what to divide "
        "by.",
        hidden="lengths that differ; masks of other dtypes and with holes; other values on the "
        "padding; equal logits and very large ones; float32; gradients",
    ),
    "build_char_model": About(
        "build_char_model(vocab_size, units)",
        "Look at `build_char_model(4, 8).summary()`: embedding, RNN, one linear layer.",
        builds_on=("VanillaRNNCell", "sequence_loss"),
        hidden="other sizes of vocabulary, batch and text; whether your cell is inside and "
        "trained; which characters a prediction depends on; whether it learns 'hello' "
        "better than a model without memory can, in the best of three starts",
    ),
}

CASES = collect(functions, cell, text, model)
