"""Public cases of assignment 5: what the cells of a trained LSTM keep track of."""

from unrolled.checks.probing import About, collect
from unrolled.checks.public.a5_visualizing import signals, statistics, tracing

ABOUT = {
    "trace": About(
        "trace(cell, embeddings, h0, c0)",
        "Take one character and one unit, and follow the five numbers on paper.",
    ),
    "quote_mask": About(
        "quote_mask(text)", 'Write the mask of `a"b"c"d` below its letters, by hand.'
    ),
    "line_position": About(
        "line_position(text)", "Write the positions below `ab`, a newline and `cd`, by hand."
    ),
    "nesting_depth": About(
        "nesting_depth(text, opening, closing)",
        "Write the depths below `a{b{c}d}e}f{g`, by hand.",
    ),
    "unit_correlations": About(
        "unit_correlations(activations, signal)",
        "Compare one column with `np.corrcoef(activations[:, 0], signal)[0, 1]`.",
    ),
    "best_unit": About(
        "best_unit(activations, signal)",
        "Print all correlations: which is farthest from 0?",
        builds_on=("unit_correlations",),
    ),
    "saturation": About(
        "saturation(gates, low, high)", "Take one column, and count by hand how often it is below."
    ),
}

CASES = collect(tracing, signals, statistics)
