"""The drawings of assignment 6: what they refuse, and what their captions say."""

import numpy as np
import pytest
from unrolled import plots

PIXELS = np.linspace(0, 1, 3 * 4 * 4 * 3).reshape(3, 4, 4, 3)


def test_every_image_stands_above_its_text_with_a_mark():
    drawn = plots.gallery(PIXELS, ["a star", "a cross", "a circle"], [True, False, True], columns=2)
    titles = [axes.get_title() for axes in drawn.axes]
    assert titles == ["✓ a star", "✗ a cross", "✓ a circle", ""]
    assert "a star; a cross; a circle. 2 of 3 are right" in drawn.description


def test_images_without_marks_are_not_judged():
    drawn = plots.gallery(PIXELS, ["one", "two", "three"])
    assert drawn.axes[0].get_title() == "one"
    assert "right" not in drawn.description


@pytest.mark.parametrize(("texts", "right"), [(["a"], None), (["a", "b", "c"], [True])])
def test_a_gallery_wants_a_text_and_a_mark_for_every_image(texts, right):
    with pytest.raises(ValueError, match="There are 3 images; expected as many"):
        plots.gallery(PIXELS, texts, right)


def test_both_modes_are_told_at_both_ends():
    drawn = plots.forced_and_free([1.0, 0.5, 0.75], [1.0, 0.5, 0.25])
    assert "right words, 100% at the first and 75% at the last" in drawn.description
    assert "own words, 100% at the first and 25% at the last" in drawn.description


def test_answers_are_told_by_kind_of_question():
    shares = {"seen": {"size": 0.9, "count": 1.0}, "crowded": {"size": 0.5}}
    drawn = plots.right_by_kind(shares, {"size": 0.5, "count": 0.8})
    assert "seen: size 90%, count 100%; crowded: size 50%, count 0%" in drawn.description
    assert "without the image: size 50%, count 80%" in drawn.description
    assert len(drawn.axes[0].patches) == 4


def test_meanings_tell_how_well_the_best_dimension_fits():
    drawn = plots.meanings({"local": np.eye(2), "mixed": [[0.5, -0.25], [0.0, -0.7]]}, ["a", "b"])
    assert "local: the best dimension of a concept correlates 1.00" in drawn.description
    assert "mixed: the best dimension of a concept correlates 0.60" in drawn.description


def test_a_table_with_another_number_of_concepts_is_refused_by_name():
    with pytest.raises(ValueError, match="`wide` has 3 rows for 2 concepts"):
        plots.meanings({"wide": np.eye(3)}, ["a", "b"])


def test_the_captioner_reads_the_start_and_should_predict_the_end():
    drawn = plots.captioner_graph(("a", "star"))
    assert "reads <start>, a, star and should predict a, star, <end>" in drawn.description
    labels = [text.get_text() for text in drawn.axes[0].texts]
    assert {"image", "CNN", "$h_0$", "$h_3$", "<end>"} <= set(labels)
    assert "$h_4$" not in labels


def test_encoder_and_decoder_meet_in_one_state():
    labels = [text.get_text() for text in plots.translator_graph().axes[0].texts]
    assert labels.count("$h, c$") == 1
    assert {"star", "étoile"} <= set(labels)


def test_image_and_question_meet_in_a_product():
    drawn = plots.answer_graph()
    assert "×" in [text.get_text() for text in drawn.axes[0].texts]
    assert "multiplied entry by entry" in drawn.description
