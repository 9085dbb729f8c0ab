"""The drawings of assignment 3: what they refuse, and what their captions say."""

import numpy as np
import pytest
from unrolled import plots


def test_the_lstm_is_drawn_with_and_without_peepholes():
    plain, with_peepholes = plots.lstm_cell(), plots.lstm_cell(peepholes=True)
    assert "forget gate" in plain.description
    assert "peepholes" not in plain.description
    assert "o sees the new one" in with_peepholes.description
    assert len(with_peepholes.axes[0].patches) == len(plain.axes[0].patches) + 3


def test_every_trace_gets_a_row_of_its_own_and_a_place_in_the_caption():
    given = {"write": [0, 1, 0], "h": np.array([0.0, -0.5, 0.25])}
    drawn = plots.gate_traces(given, marks="abc", title="A latch")
    assert [axes.get_ylabel() for axes in drawn.axes] == ["write", "h"]
    assert drawn.description.startswith("A latch. From top to bottom: write, from 0.00 to 1.00; h,")
    assert [label.get_text() for label in drawn.axes[-1].get_xticklabels()] == ["a", "b", "c"]


def test_a_trace_with_two_axes_is_refused_by_name():
    with pytest.raises(ValueError, match=r"`h` has shape \(2, 3\); expected 1 axes"):
        plots.gate_traces({"h": np.zeros((2, 3))})


def test_a_stack_shows_each_state_once():
    drawn = plots.stacked_graph(layers=2, timesteps=3)
    labels = [text.get_text() for text in drawn.axes[0].texts]
    states = {f"$h^{{{layer}}}_{{{t}}}$" for layer in (1, 2) for t in range(4)}
    assert states <= set(labels)
    assert {"$x_{1}$", "$x_{2}$", "$x_{3}$", "$W^{1}$", "$W^{2}$"} <= set(labels)
    assert "2 layers, unrolled over 3 timesteps" in drawn.description


@pytest.mark.parametrize("sizes", [(0, 3), (2, 0)])
def test_an_empty_stack_is_refused(sizes):
    with pytest.raises(ValueError, match="expected at least 1 of each"):
        plots.stacked_graph(*sizes)


def test_gradients_are_drawn_side_by_side_on_one_scale():
    panels = {
        "before": {"vanilla": [1.0, 0.1], "LSTM": [1.0, 0.0]},
        "after": {"vanilla": [2.0, 1e-3], "LSTM": [1.0, 1.0]},
    }
    drawn = plots.gradients_by_lag(panels)
    left, right = drawn.axes
    assert (left.get_yscale(), left.get_ylim()) == ("log", right.get_ylim())
    assert "vanilla from 1.0e+00 to 1.0e-01" in drawn.description
    assert "after: vanilla from 2.0e+00 to 1.0e-03" in drawn.description


def test_accuracy_is_told_at_both_ends():
    drawn = plots.accuracy_by_lag({"GRU": [1.0, 0.9, 0.75]}, chance=0.25)
    assert "GRU 100% at lag 0, 75% at lag 2" in drawn.description
    assert "Guessing gets 25%" in drawn.description


def test_responses_are_told_at_both_ends():
    drawn = plots.responses([-1, 0, 1], {"GRU": [0.0, 0.5, 0.9]}, "input", "state")
    assert drawn.description == "state against input, from -1 to 1: GRU from 0.00 to 0.90."
