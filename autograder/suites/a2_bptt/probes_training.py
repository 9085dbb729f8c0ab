"""Probes of `train_tbptt`, which builds on `contiguous_batches` and `tbptt_step`."""

import contextlib

import numpy as np

from autograder.sandbox.probing import forgive_forbidden_calls
from autograder.suites.a2_bptt.probes import ENOUGH_BATCHES, batches
from autograder.suites.a2_bptt.probes_models import Descent, Recurrent
from autograder.suites.a2_bptt.probes_stand_ins import (
    stand_in_contiguous_batches,
    stand_in_tbptt_step,
)


def training_run(answer, weights, rate, stand_in, **given):
    """What `train_tbptt` returned, and what each call of the model was given and returned."""

    def ask():
        kept = []
        model = Recurrent("vector", weights, kept=kept)
        losses = _train(answer, model, rate, **given)
        after = np.concatenate([np.ravel(value) for value in model.get_weights()])
        return {"losses": list(losses), "calls": kept, "weights": after}

    return _with_working_parts(answer, ask, stand_in)


def trained_weights(answer, weights, rate, stand_in, **given):
    """The weights of a model after training."""

    def ask():
        model = Recurrent("vector", weights)
        _train(answer, model, rate, **given)
        return {"weights": model.weights_by_name()}

    return _with_working_parts(answer, ask, stand_in)


def _train(answer, model, rate, ids, batch_size, num_steps, epochs, max_norm=None):
    """What training on the text returned."""
    made = batches(answer, ids, batch_size, num_steps)
    if len(made) == ENOUGH_BATCHES:
        raise ValueError("`contiguous_batches` does not end, so training would not either.")
    clip = {} if max_norm is None else {"max_norm": max_norm}
    return answer.train_tbptt(
        model, Descent(rate), np.array(ids), batch_size, num_steps, epochs, **clip
    )


def _with_working_parts(answer, ask, stand_in):
    """Asks with the student's own parts and, where these fail or it is said so, with stand-ins."""
    error = None
    if not stand_in:
        try:
            return {**ask(), "stood in": False}
        except Exception as raised:
            error = raised
    parts = {"tbptt_step": stand_in_tbptt_step, "contiguous_batches": stand_in_contiguous_batches}
    with contextlib.ExitStack() as stack:
        for name, value in parts.items():
            stack.enter_context(answer.replaced(name, value))
        forgive_forbidden_calls()  # the step's; it loses its points at its own question
        try:
            return {**ask(), "stood in": True}
        except Exception as raised:
            # What their own parts led to is what they should hear of.
            raise error or raised from None
