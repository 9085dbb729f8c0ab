"""The public checks of assignment 6: mistakes that no list knows, and what else is its own."""

import functools

import pytest
from unrolled import check

ARGUMENTS = {
    "shift_captions": "captions, pad=0",
    "caption_loss": "features, captions, params, pad=0",
    "caption_beam": "features, params, start, eos, width, max_len",
    "encode": "x_ids, lengths, params",
    "decode": "y_ids, state, params",
    "vqa_logits": "features, question_ids, lengths, params",
}
UNLISTED = {
    "swaps_two_columns": (
        "shift_captions",
        "inputs, targets, mask = real(captions, pad)\n"
        "    return tf.reverse(inputs, [1]), targets, mask",
    ),
    "halves_the_loss": ("caption_loss", "return real(features, captions, params, pad) / 2"),
    "halves_the_scores": (
        "caption_beam",
        "pairs = real(features, params, start, eos, width, max_len)\n"
        "    return [(tokens, score / 2) for tokens, score in pairs]",
    ),
    "shrinks_the_cell": (
        "encode",
        "h, c = real(x_ids, lengths, params)\n    return h, 0.9 * c",
    ),
    "doubles_the_logits": ("decode", "return 2 * real(y_ids, state, params)"),
    "doubles_the_features": (
        "vqa_logits",
        "return real(2 * features, question_ids, lengths, params)",
    ),
}


@pytest.fixture
def solved(solution):
    """The namespace of a student who has everything right but for these programs."""
    return functools.partial(solution, "a6_captioning")


def written(question, body):
    return f"real = {question}\ndef {question}({ARGUMENTS[question]}):\n    {body}\n"


@pytest.mark.parametrize("mistake", UNLISTED)
def test_a_mistake_that_is_not_listed_gets_no_wrong_name(solved, mistake):
    question, body = UNLISTED[mistake]
    result = check(question, namespace=solved(written(question, body)))
    assert result.state == "failed"
    assert result.misconceptions == ()


@pytest.mark.parametrize(
    ("question", "body", "says"),
    [
        ("shift_captions", "return real(captions, pad)[0]", "expected (`inputs`, `targets`"),
        (
            "shift_captions",
            "i, t, m = real(captions, pad)\n    return tf.cast(i, 'float32'), t, m",
            "`inputs` is of dtype float32; expected integers",
        ),
        ("encode", "return real(x_ids, lengths, params)[0]", "expected (`h`, `c`)"),
        (
            "caption_beam",
            "return real(features, params, start, eos, width, max_len)[0]",
            "is no pair",
        ),
        ("caption_loss", "return real(features, captions, params, pad).numpy()", "tensor"),
    ],
)
def test_an_answer_of_another_form_is_told_what_was_expected(solved, question, body, says):
    result = check(question, namespace=solved(written(question, body)))
    assert result.state == "failed"
    assert says in f"{result.sentence} {result.advice}", result


def test_a_wrong_encoder_is_mended_before_the_answers(solved):
    program = "def encode(x_ids, lengths, params):\n    return params['b'], params['b']\n"
    result = check("vqa_logits", namespace=solved(program))
    assert 'check("encode")` first' in result.advice
