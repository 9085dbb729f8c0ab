"""Public cases of assignment 3: LSTM, GRU, their variants, and depth."""

from unrolled.checks.probing import About, collect
from unrolled.checks.public.a3_gated import cell_parts, cells, depth, gates, lstm, muts, steps

ABOUT = {
    "lstm_step": About(
        "lstm_step(x, h, c, Wx, Wh, b)",
        "Set one of the four blocks of `b` to 100 and all else in it to zero: that gate is then "
        "wide open. Is it the one you meant?",
        hidden="other sizes, from states that are not zero; three steps in a row; each gate with "
        "the others open or shut; a batch of one with as many features as units; float32; "
        "gradients of every argument",
    ),
    "lstm_forward": About(
        "lstm_forward(x, h0, c0, Wx, Wh, b)",
        "Call `lstm_step` by hand for t=0 and t=1, and compare with your first two states.",
        builds_on=("lstm_step",),
        hidden="longer sequences and a single timestep; a sequence cut in two with both states "
        "carried; gradients along h and c; float32",
    ),
    "LSTMCell": About(
        'LSTMCell(4, dtype="float64")(x, [h, c])',
        "Call the cell by hand, and compare with `lstm_step` on its three weights.",
        builds_on=("lstm_step",),
        hidden="names, shapes and order of the weights, made once; what a call returns; several "
        "steps, also inside `keras.layers.RNN` with gradients, and in a compiled model "
        "that trains; mixed precision; the bias of a new cell; saving and loading",
    ),
    "peephole_step": About(
        "peephole_step(x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc)",
        "Write down for each of the four products what is joined, and whether its c is old or new.",
        hidden="other sizes, from states that are not zero; two steps in a row; what each gate "
        "sees of the cell state; a batch of one with as many features as units, in "
        "float32; gradients of every argument",
    ),
    "coupled_step": About(
        "coupled_step(x, h, c, Wf, Wc, Wo, bf, bc, bo)",
        "Set `bf` to 100, so that f is 1: then c must not change. With -100, all of it goes.",
        hidden="other sizes, from states that are not zero; two steps in a row; how the old and "
        "the new share the cell state; a batch of one with as many features as units, in "
        "float32; gradients of every argument",
    ),
    "gru_step": About(
        "gru_step(x, h, Wz, Wr, W)",
        "Set Wz so that z is nearly 1: what comes out must be the candidate, and h with z near 0.",
        hidden="other sizes, from states that are not zero; three steps in a row; gates open and "
        "shut; a batch of one with as many features as units; float32; gradients of every "
        "argument",
    ),
    "GRUCell": About(
        'GRUCell(4, dtype="float64")(x, [h])',
        "Call the cell by hand, and compare with `gru_step`: Wz is the first block of "
        "`recurrent_kernel` above the first block of `kernel`.",
        builds_on=("gru_step",),
        hidden="names, shapes and order of the weights, made once; what a call returns; several "
        "steps, also inside `keras.layers.RNN` with gradients, and in a compiled model "
        "that trains; mixed precision; saving and loading",
    ),
    "mut1_step": About(
        "mut1_step(x, h, params)",
        "Compute z, r and the candidate one by one, and print each.",
        hidden="other sizes; more parameters than are used, all left as they are; two steps in a "
        "row; a batch of one in float32; gradients of what is used",
    ),
    "mut2_step": About(
        "mut2_step(x, h, params)",
        "Compute z, r and the candidate one by one, and print each.",
        hidden="other sizes; more parameters than are used, all left as they are; two steps in a "
        "row; a batch of one in float32; gradients of what is used",
    ),
    "mut3_step": About(
        "mut3_step(x, h, params)",
        "Compute z, r and the candidate one by one, and print each.",
        hidden="other sizes; more parameters than are used, all left as they are; two steps in a "
        "row; a batch of one in float32; gradients of what is used",
    ),
    "stacked_forward": About(
        "stacked_forward(x, h0s, Ws)",
        "Try a single layer first. Then say what the second one reads at timestep t.",
        hidden="one, two and three layers; a single timestep; a sequence cut in two with every "
        "layer's state carried; whether the lists stay as they are; gradients through "
        "time and depth; float32",
    ),
    "cell_gradient": About(
        "cell_gradient(forget_gates)",
        "Take two timesteps and two units, and do it on paper.",
        hidden="other sizes, and one timestep of one unit; a stretch of time cut in two; "
        "whether gradients flow through it; float32",
    ),
}

CASES = (*collect(lstm, cells, steps, muts, depth), *gates.CASES, *cell_parts.CASES)
