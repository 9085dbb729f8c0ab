"""Drawings for the notebooks. Each one shows itself with a caption, which is its alt text too."""

from unrolled.plots.beams import BeamTree, beam_tree
from unrolled.plots.charts import lookup, loss_curve, series, states
from unrolled.plots.choices import diversity, token_shares
from unrolled.plots.figure import Picture
from unrolled.plots.graphs import padded_batch, sequence_shapes, unrolled_graph
from unrolled.plots.texts import side_by_side

__all__ = [
    "BeamTree",
    "Picture",
    "beam_tree",
    "diversity",
    "lookup",
    "loss_curve",
    "padded_batch",
    "sequence_shapes",
    "series",
    "side_by_side",
    "states",
    "token_shares",
    "unrolled_graph",
]
