"""Hidden tests for `caption_beam`."""

import itertools

import numpy as np

from autograder.suites.a6_captioning.draw import captioner
from autograder.suites.a6_captioning.readings import log_prob, search, until, wrong_captions
from autograder.testing import normal, question, require

SIZES = {"features": 6, "embedding": 3, "units": 5}


def image_and_captioner(rng, *, vocab, eos=None, eos_shift=0.0, dtype="float64"):
    """One image, and a captioner with clear likes and dislikes."""
    params = captioner(rng, vocab=vocab, dtype=dtype, **SIZES)
    params["W_vocab"] = params["W_vocab"] * np.asarray(2, dtype)
    if eos is not None:
        params["b_vocab"][eos] += eos_shift
    return {"features": normal(rng, SIZES["features"], scale=1.5, dtype=dtype), "params": params}


def hold(submission, reference, model, **asked):
    """Rejects other captions, scores or another order than the solution's."""
    got = submission.ask("captions_found", **model, **asked)
    expected = reference.ask("captions_found", **model, **asked)
    wrong = wrong_captions(got, expected, **model, start=asked["start"])
    told = ", ".join(f"`{name}` {value}" for name, value in asked.items())
    require(wrong is None, f"{wrong} ({told})")


@question("caption_beam", points=5)
def test_the_best_captions_are_found_and_scored(submission, reference, rng):
    asked = {"start": 0, "eos": 6, "width": 4, "max_len": 6}

    def shows(model):
        lengths = {len(tokens) for tokens in search(**model, **asked)}
        greedy = search(**model, **{**asked, "width": 1})[0]
        return len(lengths) > 1 and search(**model, **asked)[0] != greedy

    model = until(lambda: image_and_captioner(rng, vocab=7, eos=6, eos_shift=0.3), shows)
    hold(submission, reference, model, **asked)


@question("caption_beam", points=3)
def test_another_image_has_other_captions(submission, reference, rng):
    asked = {"start": 3, "eos": 1, "width": 3, "max_len": 5}
    model = image_and_captioner(rng, vocab=6, eos=1)
    for features in normal(rng, 3, SIZES["features"], scale=1.5):
        hold(submission, reference, {**model, "features": features}, **asked)


@question("caption_beam", points=3)
def test_a_finished_caption_frees_its_place_at_the_next_step(submission, reference, rng):
    asked = {"start": 2, "eos": 4, "width": 4, "max_len": 6}

    def shows(model):
        found = [search(**model, **asked, place=place) for place in ("freed", "kept", "beside")]
        return not any(sorted(a) == sorted(b) for a, b in itertools.combinations(found, 2))

    model = until(lambda: image_and_captioner(rng, vocab=5), shows)
    hold(submission, reference, model, **asked)


@question("caption_beam", points=2)
def test_a_beam_with_room_for_all_captions_finds_every_one(submission, rng):
    model = image_and_captioner(rng, vocab=3)
    every = [
        list(tokens)
        for length in (1, 2, 3)
        for tokens in itertools.product(range(3), repeat=length)
        if 2 not in tokens[:-1] and (tokens[-1] == 2 or length == 3)
    ]
    every.sort(key=lambda tokens: -log_prob(**model, start=0, tokens=tokens))
    asked = {"start": 0, "eos": 2, "width": len(every), "max_len": 3}
    got = submission.ask("captions_found", **model, **asked)
    wrong = wrong_captions(got, {"tokens": every}, **model, start=0)
    require(wrong is None, f"{wrong} The beam is wide enough for all {len(every)} captions.")


@question("caption_beam", points=1)
def test_words_of_probability_zero_are_dropped(submission, reference, rng):
    model = image_and_captioner(rng, vocab=5)
    model["params"]["b_vocab"][[0, 2]] = -np.inf
    hold(submission, reference, model, start=0, eos=4, width=9, max_len=2)


@question("caption_beam", points=2)
def test_at_max_len_open_captions_count_as_finished(submission, reference, rng):
    asked = {"start": 3, "eos": 4, "width": 3, "max_len": 3}

    def shows(model):
        return len({tokens[-1] == 4 for tokens in search(**model, **asked)}) == 2

    hold(submission, reference, until(lambda: image_and_captioner(rng, vocab=5), shows), **asked)
    hold(
        submission, reference, image_and_captioner(rng, vocab=6), start=0, eos=5, width=2, max_len=1
    )


@question("caption_beam", points=1)
def test_a_start_token_equal_to_eos_does_not_end_it(submission, reference, rng):
    model = image_and_captioner(rng, vocab=5, eos=2, eos_shift=-0.5)
    hold(submission, reference, model, start=2, eos=2, width=3, max_len=4)


@question("caption_beam", points=1)
def test_weights_and_features_may_be_float32(submission, reference, rng):
    asked = {"start": 1, "eos": 4, "width": 2, "max_len": 4}
    model = image_and_captioner(rng, vocab=5, dtype="float32")
    hold(submission, reference, model, **asked)
