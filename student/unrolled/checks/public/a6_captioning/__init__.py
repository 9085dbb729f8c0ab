"""Public cases of assignment 6: captions, sequence to sequence, questions about images."""

from unrolled.checks.probing import About, collect
from unrolled.checks.public.a6_captioning import beams, captions, pairs

ABOUT = {
    "shift_captions": About(
        "shift_captions(captions, pad)",
        "Write a caption and its inputs, targets and mask below one another: compare columns.",
    ),
    "caption_loss": About(
        "caption_loss(features, captions, params, pad)",
        "Take one image and a caption of two tokens: one step, one softmax, one logarithm.",
        builds_on=("shift_captions",),
    ),
    "caption_beam": About(
        "caption_beam(features, params, start, eos, width, max_len)",
        "With `width` 1, print the token that goes in, the state, and the token that is chosen.",
    ),
    "encode": About(
        "encode(x_ids, lengths, params)",
        "Compare a batch of lengths 2 and 4 with the two sequences read alone, without padding.",
    ),
    "decode": About(
        "decode(y_ids, state, params)",
        "Take T = 1: then it is one step of the LSTM from `state`, and one product.",
    ),
    "vqa_logits": About(
        "vqa_logits(features, question_ids, lengths, params)",
        "Print the shapes of the two projections, and whether both lie between -1 and 1.",
        builds_on=("encode",),
    ),
}

CASES = collect(captions, beams, pairs)
