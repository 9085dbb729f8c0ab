"""The drawings and the sampling of assignment 2: what they show, and what they refuse."""

import numpy as np
import pytest
from unrolled import plots
from unrolled.sampling import sample_with_state


def batches():
    for k in (0, 3):
        yield np.array([[k, k + 1, k + 2], [k + 6, k + 7, k + 8]]), None


def test_the_graph_of_truncation_says_where_gradients_stop():
    figure = plots.truncated_graph(chunks=2, num_steps=4)
    assert "8 timesteps, read in 2 chunks of 4" in figure.description
    assert "stop there" in figure.description
    with pytest.raises(ValueError, match="expected at least 1"):
        plots.truncated_graph(chunks=0)


def test_rows_of_a_text_hold_each_character_at_its_place():
    figure = plots.text_rows("abcdefghijkl", batches())
    written = "".join(text.get_text() for text in figure.axes[0].texts)
    assert "batch 0abcghi" in written
    assert "batch 1defjkl" in written
    assert "2 rows of 3 characters" in figure.description


@pytest.mark.parametrize(
    ("text", "given", "message"),
    [
        ("abc", batches(), "past the text"),
        ("abc", [], "expected one"),
        ("abc", [(np.zeros((1, 2)), None), (np.zeros((1, 1)), None)], "expected one"),
    ],
)
def test_batches_that_cannot_be_drawn_are_named(text, given, message):
    with pytest.raises(ValueError, match=message):
        plots.text_rows(text, given)


def test_copies_of_a_weight_are_drawn_beside_their_sum():
    copies = np.random.default_rng(0).normal(size=(3, 2, 2))
    figure = plots.weight_copies(copies, copies.sum(axis=0))
    assert "3 timesteps" in figure.description
    assert "at most 0e+00" in figure.description
    assert "at most 1e+00" in plots.weight_copies(copies, copies.sum(axis=0) + 1).description
    with pytest.raises(ValueError, match="expected 3 axes"):
        plots.weight_copies(copies[0], copies[0])


def test_norms_against_the_lag_are_drawn_from_tiny_to_huge():
    curves = {"norm": [1.0, 1e-30, 0.0], "bound": [1.0, 1e5, 1e40]}
    figure = plots.against_lag({"one": curves, "other": curves}, "norm of the Jacobian")
    panels = [axes for axes in figure.axes if axes.get_title()]
    assert [axes.get_title() for axes in panels] == ["one", "other"]
    assert {axes.get_yscale() for axes in panels} == {"log"}
    assert "norm from 1 to 0, bound from 1 to 1e+40" in figure.description
    with pytest.raises(ValueError, match="expected a curve in each"):
        plots.against_lag({"one": {}}, "norm")


class Counting:
    """Predicts the character after the one read, and counts in its state how many it read."""

    def __init__(self, sure=50.0):
        self.sure = sure
        self.received = []

    def __call__(self, ids, initial_state=None):
        self.received.append(initial_state)
        state = (initial_state or 0) + ids.shape[1]
        return self.sure * np.eye(3)[(ids + 1) % 3], state


def test_sampling_reads_the_prompt_and_carries_the_state_on():
    model = Counting()
    assert sample_with_state(model, list("abc"), "ab", length=4) == "abcabc"
    assert model.received == [None, 1, 2, 3, 4]


def test_a_high_temperature_takes_risks_and_a_low_one_none():
    draw = {t: sample_with_state(Counting(2.0), list("abc"), "a", 60, t) for t in (0.05, 5.0)}
    assert draw[0.05] == ("abc" * 21)[:61]
    assert draw[5.0] != draw[0.05]
    assert draw[5.0] == sample_with_state(Counting(2.0), list("abc"), "a", 60, 5.0)


@pytest.mark.parametrize(("prompt", "temperature"), [("", 1.0), ("xyz", 1.0), ("a", 0.0)])
def test_sampling_refuses_what_it_cannot_go_on_from(prompt, temperature):
    with pytest.raises(ValueError, match="expected"):
        sample_with_state(Counting(), list("abc"), prompt, temperature=temperature)
