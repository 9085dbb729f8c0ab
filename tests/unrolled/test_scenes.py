"""The scenes of assignment 6: what is drawn is what is said."""

import numpy as np
import pytest
from unrolled import scene_features, scene_texts
from unrolled.scene_texts import FRENCH, WORDS, captions, in_french, is_true, questions
from unrolled.scenes import COLOURS, HELD_OUT, Scene, Thing, draw, images

RED, BLUE = Thing("small", "red", "circle", 10, 20), Thing("big", "blue", "star", 30, 20)


def shapes(scene):
    return frozenset(thing.shape for thing in scene.things)


def test_a_seed_draws_the_same_scenes_again():
    assert draw(5, seed=3) == draw(5, seed=3) != draw(5, seed=4)


def test_training_scenes_hold_out_their_pairs_and_only_those():
    seen, held_out = draw(400, 1), draw(50, 1, "held out")
    assert not any(shapes(scene) in HELD_OUT for scene in seen)
    assert {shapes(scene) for scene in held_out} == set(HELD_OUT)
    assert {len(scene.things) for scene in seen} == {1, 2}
    assert {len(scene.things) for scene in draw(20, 1, "crowded")} == {3}


def test_no_two_things_of_a_scene_share_colour_or_shape():
    for kind in ("seen", "held out", "crowded"):
        for scene in draw(100, 2, kind):
            colours = {thing.colour for thing in scene.things}
            assert len(colours) == len(shapes(scene)) == len(scene.things)


def test_an_unknown_kind_is_refused_by_name():
    with pytest.raises(ValueError, match="'new'; expected one of 'seen', 'held out', 'crowded'"):
        draw(1, 0, "new")


@pytest.mark.parametrize("kind", ["seen", "held out", "crowded"])
def test_each_things_colour_stands_around_its_middle_and_nowhere_else(kind):
    drawn = draw(60, 5, kind)
    for scene, image in zip(drawn, images(drawn), strict=True):
        for thing in scene.things:
            at = np.argwhere(np.all(np.isclose(image * 255, COLOURS[thing.colour]), axis=-1)) + 0.5
            assert len(at) > 10
            assert np.abs(at - (thing.y, thing.x)).max() <= 9
            np.testing.assert_allclose(at.mean(axis=0), (thing.y, thing.x), atol=2)


def test_both_ways_to_say_it_are_true_and_the_other_way_round_is_not():
    scene = Scene((RED, BLUE))
    both = ["a red circle left of a blue star", "a blue star right of a red circle"]
    assert captions(scene) == both
    assert captions(Scene((RED,))) == ["a red circle"]
    assert is_true(both[1], scene)
    assert not is_true("a red circle right of a blue star", scene)
    assert not is_true("a red circle", scene)


def test_answers_are_what_the_scene_shows():
    asked = {q.text: q.answer for seed in range(40) for q in questions(Scene((RED, BLUE)), seed)}
    assert asked["what colour is the star"] == "blue"
    assert asked["what shape is the red thing"] == "circle"
    assert asked["what size is the star"] == "big"
    assert asked["how many things are there"] == "two"
    assert asked["is the circle left of the star"] == "yes"
    assert asked["is the circle right of the star"] == "no"
    assert asked["is there a red circle"] == "yes"
    assert asked["is there a red cross"] == "no"


def test_every_text_is_in_the_vocabulary_of_30_to_60_words():
    assert 30 <= len(WORDS) <= 60
    for kind in ("seen", "held out", "crowded"):
        for n, scene in enumerate(draw(50, 6, kind)):
            for text in [*captions(scene), *(q.text for q in questions(scene, n))]:
                assert WORDS.text(WORDS.ids(text)) == text
            for text in map(in_french, captions(scene)):
                assert FRENCH.text(FRENCH.ids(text)) == text
            assert all(q.answer in scene_texts.ANSWERS for q in questions(scene, n))


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("a red circle", "un cercle rouge"),
        ("a green star left of a blue square", "une étoile verte à gauche d'un carré bleu"),
        ("a blue square above a green cross", "un carré bleu au-dessus d'une croix verte"),
    ],
)
def test_french_puts_the_colour_last_and_makes_it_agree(english, french):
    assert in_french(english) == french


def test_a_batch_of_texts_begins_ends_and_is_padded():
    rows = WORDS.batch(["a red circle", "a"], timesteps=6)
    a, red, circle = WORDS.ids("a red circle")
    assert rows.tolist() == [[1, a, red, circle, 2, 0], [1, a, 2, 0, 0, 0]]
    assert WORDS.batch(["a", "a red"], ends=False).tolist() == [[a, 0], [a, red]]
    assert WORDS.text(rows[0]) == "a red circle"


def test_a_word_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="`purple` is not in the vocabulary"):
        WORDS.ids("a purple circle")


# Keras hands variables to NumPy without `copy=`, which NumPy 2 deprecates: not ours to mend.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_features_tell_a_circle_from_a_star():
    one, other = (Scene((Thing("big", "red", shape, 20, 20),)) for shape in ("circle", "star"))
    found = scene_features.features(images([one, other, one]))
    assert found.shape == (3, scene_features.FEATURES)
    assert np.abs(found).max() <= 1
    np.testing.assert_array_equal(found[0], found[2])
    assert np.abs(found[0] - found[1]).max() > 0.5
