"""Hidden tests for `rnn_backward`."""

import numpy as np

from autograder.suites.a2_bptt.draw import backward, backward_of, parameters, run
from autograder.testing import agree, normal, question, require, same, shape

NAMES = ["dx", "dh0", "dWx", "dWh", "db"]


def require_shapes(got, **expected):
    """Rejects gradients that could not even be added to what they are gradients of."""
    for name, size in expected.items():
        require(
            shape(got[name]) == size,
            f"`{name}` has shape {shape(got[name])}; expected {size}, that of `{name[1:]}`.",
        )


@question("rnn_backward", points=3)
def test_the_gradient_of_every_input(submission, reference, rng):
    given = backward(rng, batch=3, timesteps=5, features=4, units=6)
    given["names"] = ["dx"]
    agree(submission, reference, "backward", given, axes="batch timesteps features")


@question("rnn_backward", points=3)
def test_the_gradient_of_the_first_state(submission, reference, rng):
    given = backward(rng, batch=4, timesteps=3, features=2, units=5)
    agree(submission, reference, "backward", {**given, "names": ["dh0"]}, axes="batch units")


@question("rnn_backward", points=4)
def test_the_gradients_of_both_kernels_add_over_time_and_batch(submission, reference, rng):
    given = backward(rng, batch=3, timesteps=6, features=2, units=4)
    agree(submission, reference, "backward", {**given, "names": ["dWx", "dWh"]}, axes="rows units")


@question("rnn_backward", points=2)
def test_the_gradient_of_the_bias_adds_over_time_and_batch(submission, reference, rng):
    given = backward(rng, batch=2, timesteps=4, features=5, units=3)
    agree(submission, reference, "backward", {**given, "names": ["db"]})


@question("rnn_backward", points=3)
def test_small_steps_change_the_loss_as_the_gradients_say(submission, rng):
    forward = parameters(rng, batch=2, timesteps=5, features=3, units=4)
    given = backward_of(rng, forward)
    got = submission.ask("backward", **given, names=NAMES)
    for name, value in forward.items():
        direction = normal(rng, *value.shape)
        ahead, behind = (
            np.sum(given["dhs"] * run(**{**forward, name: value + step * direction}))
            for step in (1e-5, -1e-5)
        )
        require_shapes(got, **{f"d{name}": value.shape})
        slope, expected = np.sum(got[f"d{name}"] * direction), (ahead - behind) / 2e-5
        require(
            abs(slope - expected) <= 1e-5 * (1 + abs(expected)),
            f"a small step of `{name}` does not change the loss as `d{name}` says. The loss here "
            "is the sum of dhs * hs over all sequences, timesteps and units.",
        )


@question("rnn_backward", points=2, needs_numbers=True)
def test_two_halves_joined_by_dh0_make_the_whole(submission, rng):
    whole = backward(rng, batch=2, timesteps=7, features=3, units=4)
    later = {name: whole[name][:, 4:] for name in ("dhs", "x", "hs")}
    earlier = {name: whole[name][:, :4].copy() for name in ("dhs", "x", "hs")}
    sizes = {"dh0": (2, 4), "dWx": (3, 4), "dWh": (4, 4), "db": (4,)}
    all_at_once = submission.ask("backward", **whole, names=NAMES)
    second = submission.ask("backward", **{**whole, **later, "h0": whole["hs"][:, 3]}, names=NAMES)
    require_shapes(second, **sizes)
    earlier["dhs"][:, -1] += second["dh0"]
    first = submission.ask("backward", **{**whole, **earlier}, names=NAMES)
    require_shapes(first, **sizes)
    require(
        all(same(first[n] + second[n], all_at_once[n]) for n in ("dWx", "dWh", "db"))
        and same(first["dh0"], all_at_once["dh0"]),
        "going back through timesteps 5 to 7, and then, with their `dh0` added to the upstream "
        "gradient of state 4, through 4 to 1, does not give what one pass over all 7 gives. What "
        "passes from a timestep to the one before it?",
    )


@question("rnn_backward", points=1, needs_numbers=True)
def test_a_state_has_no_say_about_later_inputs(submission, rng):
    given = backward(rng, batch=2, timesteps=6, features=3, units=4)
    given["dhs"][:, [0, 1, 3, 4, 5]] = 0
    dx = submission.ask("backward", **given, names=["dx"])["dx"]
    require(
        shape(dx) == (2, 6, 3) and np.all(dx[:, 3:] == 0) and np.all(dx[:, :3] != 0),
        "where only the state of timestep 3 enters the loss, the inputs of timesteps 1, 2 and 3 "
        "get gradients and later ones get exactly 0; yours do not. Gradients go back in time.",
    )


@question("rnn_backward", points=1)
def test_one_sequence_of_one_timestep_in_float32(submission, reference, rng):
    given = backward(rng, batch=1, timesteps=1, features=3, units=2, dtype="float32")
    agree(submission, reference, "backward", {**given, "names": NAMES}, tolerance=1e-4)


@question("rnn_backward", points=1, needs_numbers=True)
def test_what_it_is_given_stays_as_it_is(submission, rng):
    given = backward(rng, batch=2, timesteps=3, features=4, units=3)
    moved = submission.ask("moved_by_backward", **given)
    changed = [f"`{name}`" for name in given if not same(moved[name], np.zeros_like(given[name]))]
    require(
        not changed,
        f"after the call, {' and '.join(changed)} of the caller's arrays are others than before. "
        "`+=` on a slice works in place: copy, or add into an array of your own.",
    )
