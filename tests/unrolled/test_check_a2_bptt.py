"""The public checks of assignment 2: what is its own."""

import functools

import pytest
from unrolled import check


@pytest.fixture
def solved(solution):
    """The namespace of a student who has everything right but for these programs."""
    return functools.partial(solution, "a2_bptt")


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
