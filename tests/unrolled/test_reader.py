"""The text of assignment 5, the reader that comes with it, and what the reader has learnt."""

import re

import numpy as np
import pytest
import tensorflow as tf
from unrolled import data
from unrolled.inventory import DEEPEST, WIDTH, inventories, inventory
from unrolled.reader import (
    LETTERS,
    UNITS,
    build_model,
    encoded,
    load_reader,
    packed_cell,
    pairs,
    reader_of,
)

# Keras hands variables to NumPy without `copy=`, which NumPy 2 deprecates: not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module")
def reader():
    return load_reader()


@pytest.fixture(scope="module")
def text():
    return inventory(1200, seed=2)


@pytest.fixture(scope="module")
def states(reader, text):
    return run(reader, text)


def run(reader, text):
    """Every h and c, by the cell's own call."""
    h = c = np.zeros((1, reader.cell.units), dtype="float32")
    rows = []
    for x in reader.embed(text):
        _, (h, c) = reader.cell(tf.constant(x[None]), [h, c])
        rows.append((h[0].numpy(), c[0].numpy()))
    return [np.array(part) for part in zip(*rows, strict=True)]


def test_an_inventory_is_the_same_for_the_same_seed_and_another_for_another():
    assert inventory(300, 5) == inventory(300, 5) != inventory(300, 6)
    assert inventory(300, 5) == inventory(900, 5)[:300]
    assert len(set(inventories(20, 60, seed=1))) == 20


def test_lines_are_as_long_as_the_width_allows():
    lines = inventory(2000, 1).split("\n")[:-1]
    assert max(map(len, lines)) <= WIDTH
    words = [line.split(" ")[0] for line in lines[1:]]
    for line, word in zip(lines, words, strict=False):
        assert len(line) + 1 + len(word) > WIDTH


def test_boxes_close_quotes_close_and_nothing_lies_deeper_than_it_may():
    whole = inventory(6000, 3)
    text = whole[: whole.rindex(";") + 1]
    depth, deepest = 0, 0
    for character in text:
        depth += (character == "{") - (character == "}")
        deepest = max(depth, deepest)
        assert depth > 0 or character in "}; \n"
    assert (depth, deepest) == (0, DEEPEST)
    labels = re.findall(r'"([^"]*)"', text)
    assert len(labels) > 50
    assert not any(set(label) & set("{},;") for label in labels)


def test_the_readers_letters_are_those_of_the_text():
    assert sorted(set("".join(inventories(200, 300, 4)))) == list(LETTERS)
    np.testing.assert_array_equal(encoded('\n "z'[:3]), [0, 1, 2])
    with pytest.raises(ValueError, match="'X', 'z'; expected only"):
        encoded("zX")


def test_pairs_are_inventories_and_the_same_one_character_later():
    x, y = pairs(4, 30, seed=9)
    assert x.shape == y.shape == (4, 30)
    np.testing.assert_array_equal(x[:, 1:], y[:, :-1])
    assert {LETTERS[first] for first in x[:, 0]} == {"{"}


def test_a_model_taken_apart_says_what_the_model_says(text):
    model = build_model()
    taken, part = reader_of(model), text[:50]
    h, _ = run(taken, part)
    logits = np.asarray(model(encoded(part)[None]))[0]
    np.testing.assert_allclose(h @ taken.kernel + taken.bias, logits, rtol=1e-4, atol=1e-5)
    log_p = np.asarray(tf.nn.log_softmax(logits[:-1]))
    expected = -np.mean([row[k] for row, k in zip(log_p, encoded(part)[1:], strict=True)])
    assert taken.loss(h, part) == pytest.approx(expected, rel=1e-5)


def test_a_packed_cell_keeps_the_weights_and_the_dtype():
    rng = np.random.default_rng(1)
    weights = rng.normal(size=(3, 8)), rng.normal(size=(2, 8)), rng.normal(size=8)
    cell = packed_cell(*weights)
    for kept, given in zip((cell.kernel, cell.recurrent_kernel, cell.bias), weights, strict=True):
        np.testing.assert_array_equal(kept.value.numpy(), given)
    h, (_, c) = cell(rng.normal(size=(5, 3)), (rng.normal(size=(5, 2)), rng.normal(size=(5, 2))))
    assert (h.shape, c.shape, c.dtype) == ((5, 2), (5, 2), "float64")


def test_the_reader_of_the_package_knows_more_than_one_without_memory(reader, states, text):
    assert reader.cell.units == UNITS
    assert reader.loss(states[0], text) < 0.45 * data.memoryless_bound(text)


def test_the_reader_has_units_for_quotes_and_for_depth_and_for_the_place_in_a_line(states, text):
    inside, depth, place, rows = False, 0, 0, []
    for character in text:
        depth += (character == "{") - (character == "}")
        rows.append((inside or character == '"', depth, place))
        inside = inside != (character == '"')
        place = 0 if character == "\n" else place + 1
    values = np.tanh(states[1])
    best = [np.abs(np.corrcoef(values.T, signal)[-1, :-1]).max() for signal in np.array(rows).T]
    assert best[0] > 0.8
    assert best[1] > 0.8
    assert best[2] > 0.5


def test_a_silenced_unit_is_heard_by_nobody(reader, text):
    part, unit = text[:40], 3
    silenced = reader.silenced(unit)
    np.testing.assert_array_equal(silenced.cell.recurrent_kernel.value[unit], 0)
    np.testing.assert_array_equal(silenced.kernel[unit], 0)
    assert np.abs(reader.kernel[unit]).max() > 0
    h, _ = run(silenced, part)
    h[:, unit] = 100
    assert silenced.loss(h, part) == pytest.approx(silenced.loss(run(silenced, part)[0], part))


def test_the_reader_is_a_small_file():
    from importlib.resources import files

    assert len(files("unrolled").joinpath("texts", "reader.npz").read_bytes()) < 100_000
