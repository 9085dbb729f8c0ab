"""The public checks of assignment 6: what is its own."""

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


@pytest.fixture
def solved(solution):
    """The namespace of a student who has everything right but for these programs."""
    return functools.partial(solution, "a6_captioning")


def written(question, body):
    return f"real = {question}\ndef {question}({ARGUMENTS[question]}):\n    {body}\n"


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
