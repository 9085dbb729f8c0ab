"""The drawings of the first notebook: each describes itself, and refuses what it cannot draw."""

import numpy as np
import pytest
from unrolled import plots

DRAWINGS = {
    "unrolled_graph": lambda: plots.unrolled_graph("abc", "bcd"),
    "sequence_shapes": plots.sequence_shapes,
    "padded_batch": lambda: plots.padded_batch([3, 1], 4),
    "lookup": lambda: plots.lookup("aba", [0, 1, 0], np.eye(2), np.eye(2)[[0, 1, 0]]),
    "states": lambda: plots.states(np.zeros((2, 3)), "hi"),
    "loss_curve": lambda: plots.loss_curve({"one": [2.0, 1.0], "two": [3.0, 2.5]}, {"line": 0.5}),
    "series": lambda: plots.series(np.ones((5, 2))),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_drawing_has_a_description_and_can_be_saved(name, tmp_path, capsys):
    figure = DRAWINGS[name]()
    assert len(figure.description.split()) >= 8
    # Terminals get it as text, since they have no picture.
    assert " ".join(capsys.readouterr().out.split()) == figure.description
    figure.savefig(tmp_path / "figure.png")
    assert (tmp_path / "figure.png").stat().st_size > 2000


def test_the_description_of_a_loss_tells_each_curve_and_each_line():
    words = DRAWINGS["loss_curve"]().description
    assert "one falls from 2.00 to 1.00" in words
    assert "“line” lies at 0.500" in words


def test_states_that_do_not_fit_the_text_are_refused():
    with pytest.raises(ValueError, match="3 timesteps and `text` 2 characters"):
        plots.states(np.zeros((3, 4)), "hi")
    with pytest.raises(ValueError, match=r"shape \(1, 3, 4\); expected 2 axes"):
        plots.states(np.zeros((1, 3, 4)), "abc")


def test_a_series_of_other_than_two_features_is_refused():
    with pytest.raises(ValueError, match=r"expected \(steps, 2\)"):
        plots.series(np.ones((5, 3)))
