"""Probes of `train_tbptt`, which builds on `contiguous_batches` and `tbptt_step`."""

import contextlib

import numpy as np
import tensorflow as tf

from autograder.sandbox.probing import forgive_forbidden_calls
from autograder.suites.a2_bptt.probes import ENOUGH_BATCHES, batches
from autograder.suites.a2_bptt.probes_models import Descent, Recurrent
from autograder.suites.a2_bptt.probes_stand_ins import StandInStep, stand_in_batches


def training_run(answer, weights, rate, stand_in, **given):
    """What `train_tbptt` returned, and what each call of the model was given and returned.

    Beside it, what the answer to `contiguous_batches` makes of the same text, and the losses that
    the stand-in returned where it was there.
    """

    def ask():
        kept = []
        model = Recurrent("vector", weights, kept=kept)
        made, losses = _train(answer, model, rate, **given)
        after = np.concatenate([np.ravel(value) for value in model.get_weights()])
        return {"losses": list(losses), "calls": kept, "weights": after, "batches": made}

    return _with_working_parts(answer, ask, stand_in)


def logits_after_training(answer, weights, rate, stand_in, **given):
    """What a trained model says of its text, read from the beginning in one go."""

    def ask():
        model = Recurrent("vector", weights)
        _train(answer, model, rate, **given)
        logits, _ = model(tf.constant(given["ids"][None, :-1]))
        return {"logits": logits[0]}

    return _with_working_parts(answer, ask, stand_in)


def _train(answer, model, rate, ids, batch_size, num_steps, epochs, max_norm=None):
    """The batches of the text, and what training on it returned."""
    made = batches(answer, ids, batch_size, num_steps)
    if len(made) == ENOUGH_BATCHES:
        raise ValueError("`contiguous_batches` does not end, so training would not either.")
    clip = {} if max_norm is None else {"max_norm": max_norm}
    given = (np.array(ids), batch_size, num_steps, epochs)
    return made, answer.train_tbptt(model, Descent(rate), *given, **clip)


def _with_working_parts(answer, ask, stand_in):
    """Asks with the student's own parts and, where these fail or it is said so, with stand-ins."""
    error = None
    if not stand_in:
        try:
            return {**ask(), "given": "", "step losses": None}
        except Exception as raised:
            error = raised
    step = StandInStep()
    parts = {"tbptt_step": step, "contiguous_batches": stand_in_batches}
    with contextlib.ExitStack() as stack:
        for name, value in parts.items():
            stack.enter_context(answer.replaced(name, value))
        forgive_forbidden_calls()  # the step's; it loses its points at its own question
        try:
            got = ask()
        except Exception as raised:
            # What their own parts led to is what they should hear of.
            raise error or raised from None
    given = "a working `contiguous_batches` and `tbptt_step`"
    return {**got, "given": given, "step losses": step.losses or None}
