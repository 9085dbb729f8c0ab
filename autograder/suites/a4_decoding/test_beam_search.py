"""Hidden tests for `beam_search`: which hypotheses come out, and in which order."""

import itertools

import numpy as np

from autograder.suites.a4_decoding.draw import (
    automaton,
    certain,
    complete,
    language,
    likeliest,
    log_prob,
    log_softmax,
    renamed,
    sparse,
    transitions,
    until,
)
from autograder.suites.a4_decoding.judging import wrong_hypotheses
from autograder.suites.a4_decoding.readings import same_tokens, search
from autograder.testing import question, require

# From the first token all four others may follow, and each of those leads on to the next for sure,
# up to the last, which ends. What goes on after the end finds something likelier and wrong.
SUCCESSORS = [
    [0, 0.4, 0.3, 0.2, 0.1, 0],
    [0, 0, 1, 0, 0, 0],
    [0, 0, 0, 1, 0, 0],
    [0, 0, 0, 0, 1, 0],
    [0, 0, 0, 0, 0, 1],
    [0.2, 0.1, 0.2, 0.2, 0.2, 0.3],
]


def hold(submission, reference, model, **asked):
    """Rejects other hypotheses, scores or another order than the solution's."""
    got = submission.ask("beams", model=model, **asked)
    expected = reference.ask("beams", model=model, **asked)
    alpha = asked.get("alpha", 0.0)
    wrong = wrong_hypotheses(got, expected, model, start=asked["start"], alpha=alpha)
    require(wrong is None, f"{wrong} ({told(asked)})")


def told(asked):
    """The arguments, for a message."""
    return ", ".join(f"`{name}` {value}" for name, value in asked.items())


def found(model, asked, **misread):
    """What a search finds under a reading of the rules."""
    return search(model, **asked, **misread)[0]


@question("beam_search", points=4)
def test_the_best_hypotheses_are_found_and_scored(submission, reference, rng):
    asked = {"start": 0, "eos": 6, "width": 4, "max_len": 6}
    greedy = {"start": 0, "eos": 6, "max_len": 6}
    model = until(
        lambda: language(rng, vocab=7, eos=6, eos_shift=-0.5),
        lambda model: found(model, asked)[0][0] != likeliest(model, **greedy),
    )
    hold(submission, reference, model, **asked)


@question("beam_search", points=2)
def test_each_hypothesis_keeps_its_own_state_in_any_container(submission, reference, rng):
    asked = {"start": 1, "eos": 0, "width": 3, "max_len": 5}
    for form in ("nested", "tuple", "list"):
        model = language(rng, vocab=6, eos=0, eos_shift=-1.0, form=form)
        hold(submission, reference, model, **asked)


@question("beam_search", points=3)
def test_a_finished_hypothesis_frees_its_place_at_the_next_step(submission, reference, rng):
    asked = {"start": 2, "eos": 4, "width": 5, "max_len": 6}

    def shows(model):
        places = ("freed", "kept", "competing", "beside")
        results = [found(model, asked, place=place) for place in places]
        return not any(same_tokens(*pair) for pair in itertools.combinations(results, 2))

    model = until(lambda: language(rng, vocab=5, scale=2.0), shows)
    hold(submission, reference, model, **asked)


@question("beam_search", points=2)
def test_chains_of_certain_successors_end_where_they_end(submission, reference, rng):
    names, chances = rng.permutation(6), np.array(SUCCESSORS)
    chances[0, 1:3] += rng.uniform(0, 0.03) * np.array([1, -1])
    model = transitions(rng, renamed(chances, names))
    asked = {"start": int(names[0]), "eos": int(names[5]), "width": 3, "max_len": 8}
    hold(submission, reference, model, **asked)


@question("beam_search", points=3)
def test_a_beam_as_wide_as_all_sequences_finds_every_one(submission, rng):
    model = language(rng, vocab=3)
    every = complete(model, start=0, eos=2, max_len=4)
    for alpha in (0.0, 0.7):
        ranked = sorted(
            ((tokens, total / len(tokens) ** alpha) for tokens, total in every),
            key=lambda pair: -pair[1],
        )
        expected = {"tokens": [tokens for tokens, _ in ranked]}
        asked = {"start": 0, "eos": 2, "width": len(every), "max_len": 4, "alpha": alpha}
        got = submission.ask("beams", model=model, **asked)
        wrong = wrong_hypotheses(got, expected, model, start=0, alpha=alpha)
        require(wrong is None, f"{wrong} The beam is wide enough for all {len(every)} sequences.")


@question("beam_search", points=1)
def test_a_beam_of_one_is_greedy(submission, rng):
    model = language(rng, vocab=6, eos=5, eos_shift=-0.5)
    tokens = likeliest(model, start=3, eos=5, max_len=7)
    got = submission.ask("beams", model=model, start=3, eos=5, width=1, max_len=7)
    wrong = wrong_hypotheses(got, {"tokens": [tokens]}, model, start=3)
    require(wrong is None, f"{wrong} (`width` is 1, so nothing is found but the greedy sequence.)")


@question("beam_search", points=4)
def test_scores_are_divided_by_the_length_to_the_power_alpha(submission, reference, rng):
    asked = {"start": 0, "eos": 4, "width": 4, "max_len": 6}

    def shows(model):
        for alpha in (0.6, 1.3):
            pairs = found(model, {**asked, "alpha": alpha})
            by_log_p = sorted(pairs, key=lambda pair: -pair[1] * len(pair[0]) ** alpha)
            if len({len(tokens) for tokens, _ in pairs}) < 3 or pairs == by_log_p:
                return False
        return True

    model = until(lambda: language(rng, vocab=5, eos=4, eos_shift=0.5), shows)
    for alpha in (0.6, 1.3):
        hold(submission, reference, model, **asked, alpha=alpha)


@question("beam_search", points=1)
def test_extensions_of_probability_zero_are_dropped(submission, reference, rng):
    # The beam is wider than what there is.
    model = sparse(rng, vocab=5, following=2)
    hold(submission, reference, model, start=0, eos=4, width=9, max_len=3)


@question("beam_search", points=1)
def test_at_max_len_open_hypotheses_count_as_finished(submission, reference, rng):
    asked = {"start": 3, "eos": 4, "width": 3, "max_len": 4, "alpha": 0.5}

    def shows(model):
        ends = {tokens[-1] == 4 for tokens, _ in found(model, asked)}
        return len(ends) == 2

    model = until(lambda: language(rng, vocab=5, eos=4, eos_shift=-0.5), shows)
    hold(submission, reference, model, **asked)
    never = language(rng, vocab=4, eos=3, eos_shift=-np.inf)
    for max_len in (1, 3):
        hold(submission, reference, never, start=0, eos=3, width=3, max_len=max_len)


@question("beam_search", points=1)
def test_a_start_token_equal_to_eos_does_not_end_it(submission, reference, rng):
    model = language(rng, vocab=5, eos=2, eos_shift=-0.5, form="tuple")
    hold(submission, reference, model, start=2, eos=2, width=3, max_len=4)


@question("beam_search", points=1, needs_numbers=True)
def test_hypotheses_of_equal_probability_all_count(submission, rng):
    logits = np.zeros((11, 3, 3))
    logits[..., 2] = -np.inf
    model = automaton(rng, log_softmax(logits))
    got = submission.summary(in_any_order, "beams", model=model, start=0, eos=2, width=8, max_len=3)
    expected = [[a, b, c] for a in range(2) for b in range(2) for c in range(2)]
    score = log_prob(model, 0, expected[0])
    require(
        got["tokens"] == expected and np.allclose(got["scores"], score),
        f"of two tokens that are equally likely everywhere, eight sequences of three can be made, "
        f"and a beam of eight holds them all; {len(got['tokens'])} came back, or with scores that "
        "differ.",
    )


@question("beam_search", points=1)
def test_a_model_without_doubts_leaves_one_hypothesis(submission, reference, rng):
    for allowed in ([0, 1, 2, 3, 4], [0, 1, 2, 3]):
        model = certain(rng, vocab=5, allowed=allowed, form="nested")
        hold(submission, reference, model, start=0, eos=4, width=4, max_len=5, alpha=0.4)


def in_any_order(got):
    """Hypotheses sorted by their tokens: ties may stand in any order."""
    pairs = sorted(zip(got["tokens"], got["scores"].tolist(), strict=True))
    return {"tokens": [tokens for tokens, _ in pairs], "scores": [score for _, score in pairs]}
