"""The public checks of assignment 2: mistakes that no list knows, and what else is its own."""

import functools

import pytest
from unrolled import check
from unrolled.checks.registry import questions_of


@pytest.fixture
def solved(solution):
    """The namespace of a student who has everything right but for these programs."""
    return functools.partial(solution, "a2_bptt")


UNLISTED = {
    "adds_h0_to_the_gradient": (
        "rnn_backward",
        "dx, dh0, *rest = right(dhs, x, hs, h0, Wx, Wh)\n    return (dx, dh0 + h0, *rest)",
    ),
    "shrinks_every_copy": ("per_step_gradients", "return 0.9 * right(dhs, x, hs, h0, Wx, Wh)"),
    "skips_every_other_batch": (
        "contiguous_batches",
        "yield from list(right(ids, batch_size, num_steps))[::2]",
    ),
    "trains_twice": (
        "tbptt_step",
        "right(model, optimizer, x, y, states, max_norm)\n"
        "    return right(model, optimizer, x, y, states, max_norm)",
    ),
    "leaves_the_last_loss_out": (
        "train_tbptt",
        "return right(model, optimizer, ids, batch_size, num_steps, epochs, max_norm)[:-1]",
    ),
    "clips_at_twice_the_norm": ("clip_by_global_norm", "return right(grads, 2 * max_norm)"),
    "rounds": ("state_jacobian_norms", "return np.round(right(Wh, hs), 1)"),
    "one_too_many": ("gradient_bound", "return right(Wh, steps, gamma) + 1"),
}


@pytest.mark.parametrize("mistake", UNLISTED)
def test_a_mistake_that_is_not_listed_gets_no_wrong_name(solved, mistake):
    question, body = UNLISTED[mistake]
    arguments = questions_of("a2_bptt")[question].about.calls.partition("(")[2].removesuffix(")")
    program = f"right = {question}\ndef {question}({arguments}):\n    {body}\n"
    result = check(question, namespace=solved(program))
    assert result.state == "failed"
    assert result.misconceptions == ()


def test_a_step_is_checked_before_clipping_is_written(solved):
    later = "def clip_by_global_norm(grads, max_norm):\n    raise NotImplementedError\n"
    namespace = solved(later)
    for question in ("tbptt_step", "train_tbptt"):
        assert check(question, namespace=namespace).passed
        del namespace["clip_by_global_norm"]
        assert check(question, namespace=namespace).passed
        assert "clip_by_global_norm" not in namespace
        exec(later, namespace)
    assert check("clip_by_global_norm", namespace=namespace).state == "not done"


def test_rows_may_start_wherever_they_do_not_overlap(solved):
    program = (
        "def contiguous_batches(ids, batch_size, num_steps):\n"
        "    ids = np.asarray(ids)\n"
        "    length = (len(ids) - 1) // batch_size\n"
        "    starts = [len(ids) - 1 - length * (b + 1) for b in range(batch_size)]\n"
        "    for k in range(0, length // num_steps * num_steps, num_steps):\n"
        "        rows = [ids[s + k : s + k + num_steps + 1] for s in starts]\n"
        "        yield np.stack(rows)[:, :-1], np.stack(rows)[:, 1:]\n"
    )
    assert check("contiguous_batches", namespace=solved(program)).passed
    assert check("train_tbptt", namespace=solved(program)).passed


def test_a_wrong_step_is_mended_before_the_loop(solved):
    program = "right = tbptt_step\ndef tbptt_step(*given):\n    return 2 * right(*given)[0], None\n"
    result = check("train_tbptt", namespace=solved(program))
    assert 'check("tbptt_step")` first' in result.advice
