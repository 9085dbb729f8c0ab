"""Text drawn from a model."""

from collections import Counter

import numpy as np
import pytest
from unrolled import sample_text

VOCABULARY = list("abc")


class After:
    """A model of one character's memory: after `a` comes b or c, three to one, and so on."""

    probabilities = np.array([[0.0, 0.75, 0.25], [0.5, 0.0, 0.5], [1.0, 0.0, 0.0]])

    def __init__(self):
        self.shapes = set()

    def predict_on_batch(self, ids):
        self.shapes.add(ids.shape)
        with np.errstate(divide="ignore"):
            return np.log(self.probabilities)[ids]


def test_a_text_starts_with_its_prompt_and_has_the_length_asked_for():
    text = sample_text(After(), VOCABULARY, "ab", length=50)
    assert text.startswith("ab")
    assert len(text) == 52


def test_one_seed_gives_one_text_and_another_seed_another():
    one, same, other = (sample_text(After(), VOCABULARY, "a", 60, seed=s) for s in (1, 1, 2))
    assert one == same != other


def test_characters_are_drawn_as_often_as_the_model_says():
    text = sample_text(After(), VOCABULARY, "a", length=6000)
    follow = Counter(text[t + 1] for t in range(len(text) - 1) if text[t] == "a")
    share = follow["b"] / follow.total()
    assert follow["a"] == 0
    # Four standard deviations of a share of 0.75 among so many draws.
    assert abs(share - 0.75) < 4 * np.sqrt(0.75 * 0.25 / follow.total())


def test_the_model_sees_one_shape_however_long_the_text_grows():
    model = After()
    sample_text(model, VOCABULARY, "a", length=30, context=8)
    assert model.shapes == {(1, 8)}


@pytest.mark.parametrize(("prompt", "words"), [("", "one or more"), ("axy", r"\['x', 'y'\]")])
def test_a_prompt_that_cannot_be_read_is_refused_with_the_reason(prompt, words):
    with pytest.raises(ValueError, match=words):
        sample_text(After(), VOCABULARY, prompt)
