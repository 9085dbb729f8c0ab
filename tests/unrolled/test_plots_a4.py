"""The drawings and the grammar of assignment 4."""

import numpy as np
import pytest
from unrolled import plots
from unrolled.grammar import read_grammar

GRAMMAR = """
    start: the .6 two | a .4 one
    two:   dog .7 last | cat .3 last
    one:   dog .9 last | dog .1 end
    last:  . 1 end
    end:   . 1 end
"""


@pytest.fixture
def model():
    words, log_probs, follow = read_grammar(GRAMMAR)

    def step(tokens, state):
        place = follow[state, tokens]
        return log_probs[place], place

    return words, step


def test_a_grammar_lists_its_words_in_the_order_in_which_they_come():
    words, log_probs, follow = read_grammar(GRAMMAR)
    assert words == ["the", "a", "dog", "cat", ".", "<start>"]
    assert log_probs.shape == follow.shape == (5, 6)
    np.testing.assert_allclose(np.exp(log_probs[0]), [0.6, 0.4, 0, 0, 0, 0])
    assert np.exp(log_probs[2, 2]) == pytest.approx(1.0)  # two ways to the same word add up
    assert follow[:, 5].tolist() == [0] * 5
    assert follow[0, :2].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("start: a .5 end\nend: . 1 end", "`start` add up to 0.5"),
        ("start: a 1 away\nend: . 1 end", "`a 1 away` in the line of `start`"),
        ("start: a 1\nend: . 1 end", "`a 1` in the line of `start`"),
        ("start\nend: . 1 end", "in the line of `start`"),
    ],
)
def test_a_grammar_that_is_wrong_says_where(text, says):
    with pytest.raises(ValueError, match=says):
        read_grammar(text)


def labels(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_a_watched_search_is_drawn_as_it_went(model, capsys):
    words, step = model
    tree = plots.BeamTree(step, np.array([0]))
    # A beam of 2 by hand: the, a; then both with dog; then both end.
    _, state = tree.step(np.array([5]), tree.state)
    _, state = tree.step(np.array([0, 1]), {key: both(state[key]) for key in state})
    tree.step(np.array([2, 2]), state)
    figure = tree.draw([([0, 2, 4], np.log(0.42)), ([1, 2, 4], np.log(0.4))], words)
    assert labels(figure)[0] == "start"
    assert labels(figure).count("dog") == 2
    assert {"0.6", "0.42", "0.4", "0.18", "1.", "2."} <= set(labels(figure))
    assert "Orange: 4 hypotheses" in figure.description
    assert "2 finished" in figure.description
    assert "Dashed grey: 1 " in figure.description
    assert "The best: “the dog .”" in figure.description
    assert "The best" in capsys.readouterr().out


def both(array):
    return np.repeat(array, 2, axis=0)


def test_the_watched_step_says_what_the_models_own_says(model):
    _, step = model
    tree = plots.BeamTree(step, np.array([0]))
    log_probs, state = tree.step(np.array([5]), tree.state)
    np.testing.assert_array_equal(log_probs, step(np.array([5]), np.array([0]))[0])
    assert state["read"].tolist() == [[5]]
    assert tree.state["read"].shape == (1, 0)


def test_a_search_that_mixed_its_states_up_is_still_drawn(model):
    words, step = model
    tree = plots.BeamTree(step, np.array([0]))
    _, state = tree.step(np.array([5]), tree.state)
    tree.step(np.array([0, 1]), {key: both(state[key]) for key in state})
    assert tree.draw([([3, 3, 3], -1.0)], words).description


def test_a_tree_without_a_parent_or_with_another_kind_is_refused():
    with pytest.raises(ValueError, match="to grow from"):
        plots.beam_tree({("a", "b"): 0.5}, {("a", "b"): "kept"})
    with pytest.raises(ValueError, match="lost"):
        plots.beam_tree({("a",): 0.5}, {("a",): "lost"})
    with pytest.raises(ValueError, match="at least one path"):
        plots.beam_tree({}, {})


def test_shares_are_drawn_with_what_was_drawn():
    figure = plots.token_shares(
        ["a", "b"], {"cold": [0.9, 0.1], "hot": [0.5, 0.5]}, {"cold": [0.8, 0.2]}
    )
    assert [axes.get_title() for axes in figure.axes] == ["cold", "hot"]
    assert [len(axes.lines) for axes in figure.axes] == [1, 0]
    assert "cold: most likely is “a” with 0.90" in figure.description
    assert "Orange circles" in figure.description
    with pytest.raises(ValueError, match="`hot` has 3 numbers for 2 tokens"):
        plots.token_shares(["a", "b"], {"hot": [0.2, 0.3, 0.5]})


def test_diversity_is_drawn_beside_its_price():
    figure = plots.diversity([0, 1, 2], [3, 5, 6], [-1.0, -2.0, -2.5], what="different words")
    assert [axes.get_ylabel() for axes in figure.axes] == ["different words", "mean log P"]
    assert "from 3 at 0 to 6 at 2" in figure.description
    assert "from -1.00 to -2.50" in figure.description
