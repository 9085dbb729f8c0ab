"""Public cases of assignment 5: what the cells of a trained LSTM keep track of."""

from unrolled.checks.probing import About, collect
from unrolled.checks.public.a5_visualizing import signals, statistics, tracing

ABOUT = {
    "trace": About(
        "trace(cell, embeddings, h0, c0)",
        "Take one character and one unit, and follow the five numbers on paper.",
        hidden="other sizes, and a single timestep; gates far open and far shut; a text cut in "
        "two with both states carried; gradients; float32",
    ),
    "quote_mask": About(
        "quote_mask(text)",
        'Write the mask of `a"b"c"d` below its letters, by hand.',
        hidden="several quotations; quotes that are never closed, empty, side by side, over line "
        "ends, and at both ends of the text; apostrophes and backslashes; no quotes at "
        "all",
    ),
    "line_position": About(
        "line_position(text)",
        "Write the positions below `ab`, a newline and `cd`, by hand.",
        hidden="several lines; empty lines; line ends at the beginning and at the end; a single "
        "line; spaces, tabs and brackets",
    ),
    "nesting_depth": About(
        "nesting_depth(text, opening, closing)",
        "Write the depths below `a{b{c}d}e}f{g`, by hand.",
        hidden="deeper nesting; closing brackets that nobody opened; other kinds of brackets; "
        "brackets side by side, in quotes, and never closed",
    ),
    "unit_correlations": About(
        "unit_correlations(activations, signal)",
        "Compare one column with `np.corrcoef(activations[:, 0], signal)[0, 1]`.",
        hidden="other sizes, more units than timesteps, and a single unit; scale, offset and "
        "sign of a unit; units and signals that never change; signals of truth values and "
        "of integers; whether the arrays stay as they are",
    ),
    "best_unit": About(
        "best_unit(activations, signal)",
        "Print all correlations: which is farthest from 0?",
        builds_on=("unit_correlations",),
        hidden="other sizes; units that rise and units that fall with the signal; units that are "
        "equally good; a single unit",
    ),
    "saturation": About(
        "saturation(gates, low, high)",
        "Take one column, and count by hand how often it is below.",
        hidden="other sizes and thresholds; gates exactly at a threshold; whether the gates stay "
        "as they are",
    ),
}

CASES = collect(tracing, signals, statistics)
