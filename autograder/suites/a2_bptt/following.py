"""What the student's own earlier answers imply for the questions that build on them.

A mistake in `rnn_backward` or `clip_by_global_norm` costs points there and nowhere else. Nothing
here runs beside student code: earlier answers are asked call by call.
"""

import functools

import numpy as np

from autograder.suites.a2_bptt.layout import places
from autograder.testing import Follows, Unanswered, note, same

# --- per_step_gradients, from rnn_backward -------------------------------------------------------


def backward_arguments(*, dhs, x, hs, h0, Wx, Wh):
    """What `rnn_backward` takes."""
    return dhs, x, hs, h0, Wx, Wh


def steps(backward, *, dhs, x, hs, h0, Wx, Wh):
    """The gradients of all copies of the kernel, one timestep at a time from the last."""
    before, passed, found = _states_before(hs, h0), np.zeros_like(h0), []
    for t in reversed(range(dhs.shape[1])):
        now = [array[:, t : t + 1] for array in (dhs + passed[:, None], x, hs)]
        _, passed, _, kernel, _ = backward(*now, before[:, t], Wx, Wh)
        found.append(kernel.astype("float64"))
    return np.stack(found[::-1])


def ends(backward, *, dhs, x, hs, h0, Wx, Wh):
    """The same once more: what each timestep adds when a text begins one timestep earlier."""
    before, found = _states_before(hs, h0), []
    for t in range(dhs.shape[1]):
        rest = (dhs[:, t:], x[:, t:], hs[:, t:], before[:, t])
        found.append(backward(*rest, Wx, Wh)[3].astype("float64"))
    return np.stack(found) - np.stack([*found[1:], np.zeros_like(found[0])])


def sum_of_steps(backward, **given):
    """The gradient of the shared kernel, from one timestep at a time."""
    return np.sum(steps(backward, **given), axis=0)


def kernel_gradient(backward, **given):
    """The same from all timesteps at once."""
    return backward(*backward_arguments(**given))[3].astype("float64")


def _states_before(hs, h0):
    return np.concatenate([h0[:, None], hs[:, :-1]], axis=1)


def _from_backward(implied):
    return Follows("rnn_backward", backward_arguments, implied, as_tensors=False)


# Whoever builds on `rnn_backward` may do it step by step, or by longer and longer ends of the text.
OWN_STEPS = (_from_backward(steps), _from_backward(ends))
OWN_SUMS = (_from_backward(kernel_gradient), _from_backward(sum_of_steps))


def follows_a_stand_in(submission, reference, probe, given, ways):
    """Whether the answer follows, in one of these ways, from the stand-in for `rnn_backward`.

    The solution does not call `rnn_backward` here, so its own answer with the stand-in planted
    says nothing; what the stand-in returns is asked of the solution's worker.
    """

    def stand_in(*arguments):
        return reference.call("rnn_backward", *arguments, as_tensors=False)

    name = "rnn_backward"
    with submission.unrecorded(), submission.planted(name), reference.planted(name):
        got = submission.ask(probe, **given)
        follows = any(same(got, way.implied(stand_in, **given)) for way in ways)
    if follows:
        note(f"right, given a working `{name}`")
    return follows


# --- tbptt_step, from clip_by_global_norm --------------------------------------------------------


def own_clip(reference):
    """How a training step follows from the student's own clipping."""
    implied = functools.partial(clipped_chunk, reference)
    return Follows("clip_by_global_norm", clip_arguments, implied)


def clip_arguments(*, weights, **_):
    """Gradients of these shapes that are too long."""
    return list(weights.values()), 0.1


def clipped_chunk(reference, clip, *, parts, max_norm, **given):
    """One step of the solution, but for the clipping of its gradients."""
    whole = reference.ask("one_chunk", parts=["loss", "new states", "weights"], **given)
    before, rate = given["weights"], given["rate"]
    gradients = [(value - whole["weights"][name]) / rate for name, value in before.items()]
    clipped, _ = clip(gradients, max_norm)
    moved = zip(before.items(), clipped, strict=True)
    whole["weights"] = {name: value - rate * gradient for (name, value), gradient in moved}
    return {part: whole[part] for part in parts}


# --- train_tbptt, from contiguous_batches --------------------------------------------------------


def own_batches(submission, rng, ids, batch_size, num_steps):
    """What the student's own answer makes of a text, or nothing where it does not look at the ids.

    Where it does, batches of renamed ids are the renamed batches.
    """
    names = rng.permutation(len(ids)).astype(ids.dtype)
    sizes, alone = {"batch_size": batch_size, "num_steps": num_steps}, submission.apart()

    def read(text):
        return alone.summary(functools.partial(_read_from, text), "batches", ids=text, **sizes)

    try:
        made, renamed = read(ids), read(names[ids])
    except Unanswered:
        return ()
    alike = len(made) == len(renamed) and all(map(np.array_equal, made, renamed))
    alike = alike and all(np.min(pair, initial=0) >= 0 for pair in made)  # ids of the text
    return [{"x": ids[x], "y": ids[y]} for x, y in made] if alike else ()


def _read_from(ids, batches):
    return [np.stack([places(ids, batch["x"]), places(ids, batch["y"])]) for batch in batches]
