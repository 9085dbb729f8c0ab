"""The public checks of assignment 7: what is its own."""

import functools

import pytest
from unrolled import check


@pytest.fixture
def solved(solution):
    """The namespace of a student who has everything right but for these programs."""
    return functools.partial(solution, "a7_trees")


ARGUMENTS = {
    "tree_forward": "tree, embeddings, W, b",
    "chain": "ids",
    "tree_backward": "tree, embeddings, W, b, droot",
    "tree_loss": "tree, label, params",
}


def written(question, body):
    return f"real = {question}\ndef {question}({ARGUMENTS[question]}):\n    {body}\n"


@pytest.mark.parametrize(
    ("question", "body", "says"),
    [
        ("chain", "pass", "expected integers and tuples"),
        ("chain", "return [*ids][::-1]", "`[4, 9, 3, 7]`"),
        ("tree_backward", "return real(tree, embeddings, W, b, droot)[:2]", "expected 3"),
        ("tree_backward", "return None, W, b", "`dembeddings` is of type `NoneType`"),
        ("tree_loss", "return real(tree, label, params)[0]", "expected (`loss`, `grads`)"),
        ("tree_loss", "return 0.0, {'W': params['W']}", "`grads` is W; expected a dict with"),
        ("tree_loss", "return params['c'], params", "expected a scalar"),
    ],
)
def test_an_answer_of_another_form_is_told_what_was_expected(solved, question, body, says):
    result = check(question, namespace=solved(written(question, body)))
    assert result.state == "failed"
    assert says in result.sentence, result


def test_a_recursion_that_is_too_deep_is_shown_as_what_it_is(solved):
    program = (
        "def tree_forward(tree, embeddings, W, b, calls=12):\n"
        "    if calls:\n"
        "        return tree_forward(tree, embeddings, W, b, calls - 1)\n"
        "    if not isinstance(tree, tuple):\n"
        "        return embeddings[tree]\n"
        "    left, right = (tree_forward(child, embeddings, W, b) for child in tree)\n"
        "    return tf.tanh(tf.concat([left, right], 0)[None] @ W + b)[0]\n"
    )
    result = check("tree_forward", namespace=solved(program))
    assert result.state == "failed"
    assert "RecursionError" in str(result)


def test_a_wrong_network_is_mended_before_the_loss(solved):
    program = written(
        "tree_backward",
        "return [2 * g for g in real(tree, embeddings, W, b, droot)]",
    )
    result = check("tree_loss", namespace=solved(program))
    assert 'check("tree_backward")` first' in result.advice
