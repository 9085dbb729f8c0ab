"""What suites put together from single calls of an earlier answer is what the later answer says.

The later answers are the solutions', asked with the suites' own probes. Under both lies the same
earlier answer: a stand-in where the solution calls the earlier one, else the solution's own.
"""

import contextlib
import importlib

import numpy as np
import pytest

from autograder.sandbox.probing import STANDARD_PROBES, Answer, plain
from autograder.testing import normal
from autograder.testing.comparison import explain

# Keras hands variables to NumPy without `copy=`, which NumPy 2 deprecates: not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

SIZES = {"batch": 3, "timesteps": 4, "features": 2, "units": 5}


class Direct:
    """A solution that is asked without a worker; also one of its functions, as `Earlier` asks it.

    Args:
        stem: the assignment.
        probes: modules of the suite that hold the probes.
        earlier: the function that calls go to.
        as_tensors: whether it takes tensors.
    """

    def __init__(self, stem, probes, earlier, as_tensors=True):
        self.answer = Answer(vars(importlib.import_module(f"solutions.{stem}")))
        modules = [part(stem, name) for name in probes]
        self.probes = {**STANDARD_PROBES, **{k: f for m in modules for k, f in vars(m).items()}}
        self.earlier, self.as_tensors = earlier, as_tensors

    def ask(self, probe, /, **given):
        return plain(self.probes[probe](self.answer, **given))

    def __call__(self, *arguments):
        asked = {"name": self.earlier, "arguments": list(arguments)}
        return self.ask("call", **asked, as_tensors=self.as_tensors)

    def pulled_back(self, arguments, weights):
        total = [np.zeros_like(argument) for argument in arguments]
        for output, weight in enumerate(weights):
            asked = {"name": self.earlier, "arguments": arguments, "weights": weight}
            asked["output"] = output if len(weights) > 1 else None
            found = self.ask("gradient", **asked)
            total = [t if g is None else t + g for t, g in zip(total, found, strict=True)]
        return total

    @contextlib.contextmanager
    def planted(self):
        """Has the suite's stand-in in the place of the earlier answer."""
        with self.answer.replaced(self.earlier, self.probes[f"stand_in_{self.earlier}"]):
            yield self


def part(stem, name):
    return importlib.import_module(f"autograder.suites.{stem}.{name}")


@pytest.fixture
def rng():
    return np.random.default_rng(1997)


@pytest.mark.parametrize(
    ("probe", "way"),
    [
        ("forward", "OWN_FOLD"),
        ("forward_gradients", "OWN_FOLD_GRADIENTS"),
        ("inside_a_layer", "OWN_LAYER"),
    ],
)
def test_states_and_gradients_of_a1_rnn_follow_from_its_step(rng, probe, way):
    given = part("a1_rnn", "draw").sequence(rng, **SIZES)
    if probe != "forward":
        given["weights"] = normal(rng, 3, 4, 5)
    probes = ("probes", "probes_cells", "probes_stand_ins")
    expect_implied("a1_rnn", "rnn_step", probe, way, given, probes)


@pytest.mark.parametrize(
    ("probe", "way"),
    [("generated", "OWN_FEEDBACK"), ("generated_gradients", "OWN_FEEDBACK_GRADIENTS")],
)
def test_what_is_fed_back_in_a1_rnn_follows_from_its_step(rng, probe, way):
    sizes = {"batch": 3, "features": 2, "units": 5, "steps": 4}
    given = part("a1_rnn", "draw").generation(rng, **sizes)
    if probe != "generated":
        given["weights"] = normal(rng, 3, 4, 2)
    expect_implied("a1_rnn", "rnn_step", probe, way, given, ("probes", "probes_stand_ins"))


@pytest.mark.parametrize(
    ("probe", "way"), [("forward", "OWN_FOLD"), ("forward_gradients", "OWN_FOLD_GRADIENTS")]
)
def test_states_and_gradients_of_a3_gated_follow_from_its_step(rng, probe, way):
    given = part("a3_gated", "draw").lstm_sequence(rng, **SIZES)
    if probe != "forward":
        given["weights"] = [normal(rng, 3, 4, 5), normal(rng, 3, 5), normal(rng, 3, 5)]
    expect_implied("a3_gated", "lstm_step", probe, way, given, ("probes", "probes_stand_ins"))


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
@pytest.mark.parametrize(
    ("probe", "way"),
    [("cell_over_time", "OVER_TIME"), ("inside_a_layer", "LAYER"), ("trained_model", "TRAINED")],
)
def test_cells_of_a3_gated_follow_from_their_steps(rng, kind, probe, way):
    draw, step = part("a3_gated", "draw"), f"{kind.lower()}_step"
    given = getattr(draw, f"{kind.lower()}_sequence")(rng, **SIZES)
    given["name"] = f"{kind}Cell"
    if probe == "inside_a_layer":
        states = [normal(rng, 3, 5) for name in ("h0", "c0") if name in given]
        given["weights"] = [normal(rng, 3, 4, 5), *states]
    if probe == "trained_model":
        given |= {"targets": normal(rng, 3, 5), "rate": 0.3, "updates": 2}
    # The solution's `GRUCell` does not call `gru_step`.
    probes = ("probes_cells", "probes_stand_ins")
    expect_implied("a3_gated", step, probe, f"{kind}_{way}", given, probes, kind == "LSTM")


@pytest.mark.parametrize(("probe", "ways"), [("per_step", "STEPS"), ("per_step_sum", "SUMS")])
def test_copies_of_the_kernel_in_a2_bptt_follow_from_rnn_backward_in_two_ways(rng, probe, ways):
    given = part("a2_bptt", "draw").backward(rng, **SIZES)
    own = Direct("a2_bptt", ("probes",), "rnn_backward", as_tensors=False)
    expected = own.ask(probe, **given)
    for way in getattr(part("a2_bptt", "following"), f"OWN_{ways}"):
        assert explain(way.implied(own, **given), expected) is None


@pytest.mark.parametrize("max_norm", [0.04, 40.0])
def test_a_clipped_chunk_in_a2_bptt_follows_from_clip_by_global_norm(rng, max_norm):
    given = part("a2_bptt", "draw").chunk(rng, form="vector", batch=2, timesteps=4)
    given |= {"max_norm": max_norm, "parts": ["loss", "weights"]}
    name = "clip_by_global_norm"
    solution = Direct("a2_bptt", ("probes_steps", "probes_stand_ins"), name)
    way = part("a2_bptt", "following").own_clip(solution)
    with solution.planted():
        expected = solution.ask("one_chunk", **given)
        assert explain(way.implied(solution, **given), expected) is None
    assert explain(solution.ask("one_chunk", **given), expected) is not None


@pytest.mark.parametrize(
    ("probe", "way"),
    [
        ("loss", "OWN_LOSS"),
        ("losses_one_by_one", "OWN_LOSSES"),
        ("default_pad", "OWN_LOSS_OF_ZERO"),
        ("loss_gradients", "OWN_GRADIENTS"),
    ],
)
def test_the_loss_of_a6_captioning_and_its_gradients_follow_from_its_shifting(rng, probe, way):
    sizes = {"features": 4, "embedding": 3, "units": 5, "vocab": 7}
    draw = part("a6_captioning", "draw")
    given = draw.caption_batch(rng, lengths=[5, 3, 2], timesteps=5, pad=0, **sizes)
    if probe == "default_pad":
        del given["pad"]
    probes = ("probes", "probes_stand_ins")
    expect_implied("a6_captioning", "shift_captions", probe, way, given, probes)


@pytest.mark.parametrize(
    ("probe", "way"),
    [("answered", "OWN_LOGITS"), ("answered_gradients", "OWN_LOGITS_GRADIENTS")],
)
def test_answers_of_a6_captioning_and_their_gradients_follow_from_its_encoder(rng, probe, way):
    sizes = {"features": 3, "joint": 2, "answers": 4, "vocab": 5, "embedding": 2, "units": 3}
    given = part("a6_captioning", "draw").asking(rng, lengths=[3, 1], timesteps=3, **sizes)
    if probe == "answered_gradients":
        given["weights"] = [normal(rng, 2, 4)]
    probes = ("probes", "probes_stand_ins")
    expect_implied("a6_captioning", "encode", probe, way, given, probes)


def expect_implied(stem, step, probe, way, given, probes, planted=True):
    """Holds that the way leads from the step to the probe's answer."""
    own = Direct(stem, probes, step)
    follows = getattr(part(stem, "following"), way)
    assert follows.earlier == step
    right = own.ask(probe, **given)
    with own.planted() if planted else contextlib.nullcontext():
        expected = own.ask(probe, **given)
        assert explain(follows.implied(own, **given), expected) is None
    assert (explain(right, expected) is None) != planted
