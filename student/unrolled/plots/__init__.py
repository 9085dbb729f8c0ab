"""Drawings for the notebooks. Each one shows itself with a caption, which is its alt text too."""

from unrolled.plots.beams import BeamTree, beam_tree
from unrolled.plots.charts import lookup, loss_curve, series, states
from unrolled.plots.choices import diversity, token_shares
from unrolled.plots.figure import Picture
from unrolled.plots.gates import gate_traces, lstm_cell, stacked_graph
from unrolled.plots.graphs import padded_batch, sequence_shapes, unrolled_graph
from unrolled.plots.lag import accuracy_by_lag, gradients_by_lag, responses
from unrolled.plots.texts import side_by_side

__all__ = [
    "BeamTree",
    "Picture",
    "accuracy_by_lag",
    "beam_tree",
    "diversity",
    "gate_traces",
    "gradients_by_lag",
    "lookup",
    "loss_curve",
    "lstm_cell",
    "padded_batch",
    "responses",
    "sequence_shapes",
    "series",
    "side_by_side",
    "stacked_graph",
    "states",
    "token_shares",
    "unrolled_graph",
]
