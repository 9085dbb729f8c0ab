"""Public cases of assignment 1: sequences and the vanilla RNN."""

from unrolled.checks.probing import About, collect
from unrolled.checks.public.a1_rnn import cell, functions, model, text

ABOUT = {
    "embed": About(
        "embed(ids, table)",
        "Which row of the table belongs to id 2? Compare it with what you return for it.",
    ),
    "rnn_step": About(
        "rnn_step(x, h, Wx, Wh, b)",
        "Set `h` and `b` to zero and look at `x @ Wx` alone, then let them back in one by one.",
    ),
    "rnn_forward": About(
        "rnn_forward(x, h0, Wx, Wh, b)",
        "Call `rnn_step` by hand for t=0 and t=1, and compare with your first two states.",
        builds_on=("rnn_step",),
    ),
    "last_valid_state": About(
        "last_valid_state(hs, lengths)",
        "Put `hs[n, t] = t` into a small example: which t comes out for a length of 2?",
    ),
    "one_to_many": About(
        "one_to_many(x0, h0, Wx, Wh, b, Wy, by, steps)",
        "Write down what the second step takes as its input and as its state.",
        builds_on=("rnn_step",),
    ),
    "VanillaRNNCell": About(
        'VanillaRNNCell(4, dtype="float64")(x, [h])',
        "Call the cell by hand, and compare with `rnn_step` on its three weights.",
        builds_on=("rnn_step",),
    ),
    "make_pairs": About("make_pairs(text)", 'Do "hello" on paper and compare.'),
    "sequence_loss": About(
        "sequence_loss(logits, targets, mask)",
        "Compute each token's loss first, `[N, T]`; then decide which count, and what to divide "
        "by.",
    ),
    "build_char_model": About(
        "build_char_model(vocab_size, units)",
        "Look at `build_char_model(4, 8).summary()`: embedding, RNN, one linear layer.",
        builds_on=("VanillaRNNCell", "sequence_loss"),
    ),
}

CASES = collect(functions, cell, text, model)
