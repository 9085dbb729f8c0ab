"""Drawings for the notebooks. Each one shows itself with a caption, which is its alt text too."""

from unrolled.plots.charts import lookup, loss_curve, series, states
from unrolled.plots.figure import Picture
from unrolled.plots.gradients import against_lag, weight_copies
from unrolled.plots.graphs import padded_batch, sequence_shapes, unrolled_graph
from unrolled.plots.texts import side_by_side
from unrolled.plots.truncation import text_rows, truncated_graph

__all__ = [
    "Picture",
    "against_lag",
    "lookup",
    "loss_curve",
    "padded_batch",
    "sequence_shapes",
    "series",
    "side_by_side",
    "states",
    "text_rows",
    "truncated_graph",
    "unrolled_graph",
    "weight_copies",
]
