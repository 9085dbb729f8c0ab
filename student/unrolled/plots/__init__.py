"""Drawings for the notebooks. Each one shows itself with a caption, which is its alt text too."""

from unrolled.plots.beams import BeamTree, beam_tree
from unrolled.plots.captioners import answer_graph, captioner_graph, translator_graph
from unrolled.plots.charts import lookup, loss_curve, series, states
from unrolled.plots.choices import diversity, token_shares
from unrolled.plots.colouring import ColouredText, coloured_text, pick_unit
from unrolled.plots.figure import Picture
from unrolled.plots.gates import gate_traces, lstm_cell, stacked_graph
from unrolled.plots.gradients import against_lag, weight_copies
from unrolled.plots.graphs import padded_batch, sequence_shapes, unrolled_graph
from unrolled.plots.lag import accuracy_by_lag, gradients_by_lag, responses
from unrolled.plots.scenes import forced_and_free, gallery, meanings, right_by_kind
from unrolled.plots.texts import side_by_side
from unrolled.plots.trees import gradients_at_leaves, phrase_map, tree
from unrolled.plots.truncation import text_rows, truncated_graph
from unrolled.plots.units import gate_saturation, unit_correlations

__all__ = [
    "BeamTree",
    "ColouredText",
    "Picture",
    "accuracy_by_lag",
    "against_lag",
    "answer_graph",
    "beam_tree",
    "captioner_graph",
    "coloured_text",
    "diversity",
    "forced_and_free",
    "gallery",
    "gate_saturation",
    "gate_traces",
    "gradients_at_leaves",
    "gradients_by_lag",
    "lookup",
    "loss_curve",
    "lstm_cell",
    "meanings",
    "padded_batch",
    "phrase_map",
    "pick_unit",
    "responses",
    "right_by_kind",
    "sequence_shapes",
    "series",
    "side_by_side",
    "stacked_graph",
    "states",
    "text_rows",
    "token_shares",
    "translator_graph",
    "tree",
    "truncated_graph",
    "unit_correlations",
    "unrolled_graph",
    "weight_copies",
]
