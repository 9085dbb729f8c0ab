"""Hidden tests for `diverse_beam_search`.

The rules do not say whether a group goes on once nothing open can win, nor whether its finished
hypotheses compete with those of other groups; inputs are drawn so that this makes no difference.
"""

import functools

import numpy as np

from autograder.suites.a4_decoding.draw import language, sparse, transitions, until
from autograder.suites.a4_decoding.judging import wrong_hypotheses
from autograder.suites.a4_decoding.readings import diverse_search, same_tokens, search
from autograder.testing import question, require

MISREAD = (
    {"carried": True},
    {"counted": "once"},
    {"counted": "so far"},
    {"counted": "before"},
    {"counted": "best"},
    {"strength": 0.0},
)


def hold(submission, reference, model, **asked):
    """Rejects other hypotheses, scores or another order than the solution's."""
    got = submission.ask("diverse_beams", model=model, **asked)
    expected = reference.ask("diverse_beams", model=model, **asked)
    wrong = wrong_hypotheses(got, expected, model, start=asked["start"])
    arguments = ", ".join(f"`{name}` {value}" for name, value in asked.items())
    require(wrong is None, f"{wrong} ({arguments})")


def is_settled(model, asked):
    """Whether what the rules leave open makes no difference."""
    right = diverse_search(model, **asked)
    open_readings = [{"stop": s, "pooled": p} for s in (False, True) for p in (False, True)]
    return all(same_tokens(right, diverse_search(model, **asked, **o)) for o in open_readings)


def shows(model, asked, misread):
    """Whether each of these misreadings ends in other hypotheses."""
    right = diverse_search(model, **asked)
    return not any(same_tokens(right, diverse_search(model, **{**asked, **m})) for m in misread)


def settled(draw, asked, misread=()):
    """Draws a model on which only misreadings make a difference."""
    return until(draw, lambda m: is_settled(m, asked) and shows(m, asked, misread))


@question("diverse_beam_search", points=4)
def test_later_groups_are_pushed_away_from_what_earlier_ones_chose(submission, reference, rng):
    asked = {"start": 0, "eos": 5, "width": 6, "groups": 3, "strength": 0.8, "max_len": 4}
    draw = functools.partial(language, rng, vocab=6, eos=5, eos_shift=-1.0)
    hold(submission, reference, settled(draw, asked, MISREAD), **asked)


@question("diverse_beam_search", points=3)
def test_the_second_group_gives_way_where_the_penalty_exceeds_the_lead(submission, rng):
    first, second = 0.5 + 0.05 * rng.random(), 0.28 + 0.05 * rng.random()
    model = one_step_model(rng, [first, second, 1 - first - second])
    lead = float(np.log(first / second))
    for strength, wanted in ((lead - 0.02, [[0], [0]]), (lead + 0.02, [[0], [1]])):
        one_step(submission, model, wanted, groups=2, strength=strength)


@question("diverse_beam_search", points=2)
def test_the_penalty_grows_with_every_earlier_choice(submission, rng):
    first, second = 0.58 + 0.04 * rng.random(), 0.26 + 0.04 * rng.random()
    model = one_step_model(rng, [first, second, 1 - first - second])
    lead = float(np.log(first / second))
    strength = lead * (0.6 + 0.3 * rng.random())
    one_step(submission, model, [[0], [0], [1]], groups=3, strength=strength)


@question("diverse_beam_search", points=2)
def test_without_strength_every_group_is_the_same_beam_search(submission, rng):
    asked = {"start": 1, "eos": 4, "max_len": 5}
    given = {**asked, "width": 6, "groups": 3, "strength": 0.0}
    draw = functools.partial(language, rng, vocab=5, eos=4, eos_shift=-0.5, form="list")
    model = settled(draw, given)
    alone, _ = search(model, **asked, width=2)
    got = submission.ask("diverse_beams", model=model, **given)
    expected = {"tokens": [tokens for tokens, _ in alone for _ in range(3)]}
    wrong = wrong_hypotheses(got, expected, model, start=1)
    require(
        wrong is None,
        f"{wrong} (`strength` is 0 and there are 3 groups of 2, so each finds what a beam search "
        "of width 2 finds, and all of it comes back.)",
    )


@question("diverse_beam_search", points=1)
def test_one_group_is_beam_search(submission, rng):
    asked = {"start": 0, "eos": 4, "width": 3, "max_len": 5}
    given = {**asked, "groups": 1, "strength": 5.0}
    draw = functools.partial(language, rng, vocab=5, eos=4, eos_shift=-0.5)
    model = settled(draw, given)
    expected = {"tokens": [tokens for tokens, _ in search(model, **asked)[0]]}
    got = submission.ask("diverse_beams", model=model, **given)
    wrong = wrong_hypotheses(got, expected, model, start=0)
    require(
        wrong is None,
        f"{wrong} (there is one group, so nobody chose before it, and it finds what "
        "`beam_search` finds.)",
    )


@question("diverse_beam_search", points=2)
def test_the_penalty_is_forgotten_after_its_step(submission, reference, rng):
    asked = {"start": 2, "eos": 4, "width": 6, "groups": 2, "strength": 1.5, "max_len": 4}
    misread = ({"carried": True}, {"counted": "so far"})
    model = until(
        functools.partial(language, rng, vocab=5, eos=4, eos_shift=-np.inf, form="tuple"),
        lambda model: (
            is_settled(model, asked)
            and shows(model, asked, misread)
            # With smaller groups, to reward repeats does the same as to ignore them.
            and shows(model, {**asked, "strength": 0.0}, ({"strength": -1.5},))
        ),
    )
    hold(submission, reference, model, **asked)


@question("diverse_beam_search", points=2)
def test_hypotheses_that_end_early_free_their_place_in_their_group(submission, reference, rng):
    asked = {"start": 0, "eos": 3, "width": 4, "groups": 2, "strength": 0.7, "max_len": 5}
    draw = functools.partial(language, rng, vocab=4, eos=3, eos_shift=0.3)
    model = settled(draw, asked, ({"counted": "unended"}, {"place": "kept"}))
    hold(submission, reference, model, **asked)
    # Here a group can find fewer than its share.
    few = {**asked, "width": 10, "max_len": 2}
    draw = functools.partial(sparse, rng, vocab=4, following=2)
    hold(submission, reference, settled(draw, few), **few)


@question("diverse_beam_search", points=1)
def test_a_start_token_equal_to_eos_does_not_end_it(submission, reference, rng):
    asked = {"start": 3, "eos": 3, "width": 4, "groups": 4, "strength": 0.4, "max_len": 3}
    draw = functools.partial(language, rng, vocab=5, eos=3, eos_shift=-1.0)
    model = settled(draw, asked)
    hold(submission, reference, model, **asked)


@question("diverse_beam_search", points=1)
def test_each_hypothesis_keeps_its_own_state_in_any_container(submission, reference, rng):
    asked = {"start": 0, "eos": 4, "width": 4, "groups": 2, "strength": 0.5, "max_len": 4}
    for form in ("nested", "list"):
        draw = functools.partial(language, rng, vocab=5, eos=4, eos_shift=-np.inf, form=form)
        hold(submission, reference, settled(draw, asked), **asked)


def one_step_model(rng, chances):
    """A model of one distribution over three tokens, and a fourth that never comes."""
    return transitions(rng, [[*chances, 0.0]] * 4)


def one_step(submission, model, wanted, groups, strength):
    """Rejects other choices of groups of one at a single step."""
    asked = {"start": 0, "eos": 3, "width": groups, "max_len": 1}
    got = submission.ask("diverse_beams", model=model, **asked, groups=groups, strength=strength)
    wrong = wrong_hypotheses(got, {"tokens": wanted}, model, start=0)
    chances = ", ".join(f"{np.exp(p):.3f}" for p in model["table"][0, 0, :3])
    require(
        wrong is None,
        f"{wrong} (one step, {groups} groups of one, probabilities {chances}, strength "
        f"{strength:.3f}: when does a penalty of that size outweigh the lead of token 0?)",
    )
