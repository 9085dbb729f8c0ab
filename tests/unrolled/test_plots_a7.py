"""The drawings and the opinions of assignment 7."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import FancyArrowPatch, Rectangle
from unrolled import opinions, plots
from unrolled.plots.figure import BLUE, ORANGE

TREE = ((2, 0), (1, (3, 2)))
WORDS = ["a", "b", "c", "d"]


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def patches(figure, kind):
    return [patch for patch in figure.axes[0].patches if isinstance(patch, kind)]


def test_a_tree_has_its_words_at_its_leaves_and_one_arrow_an_edge(capsys):
    figure = plots.tree(TREE, WORDS)
    assert texts(figure) == ["c", "a", "b", "d", "c"]
    assert len(patches(figure, FancyArrowPatch)) == 8
    assert len(patches(figure, Rectangle)) == 9
    assert "The tree ((c a) (b (d c)))" in capsys.readouterr().out


def test_every_unit_of_every_node_is_a_square_of_its_own_colour():
    low, high = plots.tree((0, 1), state=lambda tree: [-1.0] * 5), plots.tree((0, 1))
    assert len(patches(low, Rectangle)) == 15
    assert len({patch.get_facecolor() for patch in patches(low, Rectangle)}) == 1
    assert len(patches(high, Rectangle)) == 3
    assert "one unit of a node's state" in low.description


@pytest.mark.parametrize(("flow", "colour"), [("up", BLUE), ("down", ORANGE)])
def test_arrows_show_which_way_things_flow(flow, colour):
    figure = plots.tree((0, 1), flow=flow)
    assert {patch.get_edgecolor() for patch in patches(figure, FancyArrowPatch)} == {
        to_rgba(colour)
    }
    assert ("down to the leaves" in figure.description) == (flow == "down")


def test_chances_stand_beside_the_nodes_that_have_one():
    chance = lambda tree: 0.25 if isinstance(tree, tuple) else None  # noqa: E731
    figure = plots.tree((0, 1), chance=chance, title="two leaves")
    assert texts(figure) == ["0.25", "0", "1"]
    assert "the root has 0.25" in figure.description


def test_a_lone_leaf_and_a_long_chain_are_trees_too():
    assert texts(plots.tree(np.int64(3))) == ["3"]
    chain = 0
    for leaf in range(12):
        chain = (chain, leaf)
    assert len(texts(plots.tree(chain))) == 13


def test_what_is_no_tree_or_no_direction_is_refused():
    with pytest.raises(ValueError, match="3 children; expected 2"):
        plots.tree((0, 1, 2))
    with pytest.raises(ValueError, match="'sideways'"):
        plots.tree((0, 1), flow="sideways")


def test_gradients_at_leaves_are_drawn_also_where_they_are_zero():
    figure = plots.gradients_at_leaves({"chain": [0.0, 1e-3, 1.0], "other": [0.1, 0.1, 0.2]})
    assert [len(line.get_xdata()) for line in figure.axes[0].lines] == [3, 3]
    assert "chain: from 1e-16 to 1e+00" in figure.description


def test_phrases_are_written_beside_their_points():
    figure = plots.phrase_map(
        [[0, 1], [1, 0], [2, 2]], ["a", "b", ""], {"one": [1, 0, 0], "two": [0, 1, 1]}
    )
    assert sorted(texts(figure)) == ["a", "b"]
    assert "one (1), two (2)" in figure.description
    with pytest.raises(ValueError, match=r"expected \(1, 2\)"):
        plots.phrase_map([[0, 1], [1, 0]], ["a"], {})


def ids(text):
    return [opinions.WORDS.index(word) for word in text.split()]


def test_an_opinion_means_what_its_brackets_say():
    no, bad, but, good, though = ids("not bad but good though")
    assert opinions.is_praise(((no, bad), (but, good)))
    assert not opinions.is_praise((no, (bad, (but, good))))
    assert opinions.is_praise((good, (though, bad)))
    assert not opinions.is_praise((good, (but, bad)))
    assert opinions.say((no, (bad, (but, good))), brackets=True) == "not (bad (but good))"
    assert opinions.say((no, bad)) == "not bad"


@pytest.mark.parametrize("tree", [8, (8, 8), (0, 1), ((8, 4), 10), (10, 4)])
def test_what_is_no_opinion_says_so(tree):
    with pytest.raises(ValueError, match="is no opinion"):
        opinions.is_praise(tree)


def test_opinions_are_drawn_again_from_their_seed_and_are_half_good_half_bad():
    some = opinions.draw(400, depth=3, seed=1)
    assert some == opinions.draw(400, depth=3, seed=1)
    assert some != opinions.draw(400, depth=3, seed=2)
    assert all(label == opinions.is_praise(tree) for tree, label in some)
    assert 0.4 < np.mean([label for _, label in some]) < 0.6
    assert all(isinstance(tree, tuple) for tree, _ in some)
    with pytest.raises(ValueError, match="at least 1"):
        opinions.draw(3, depth=0, seed=1)
