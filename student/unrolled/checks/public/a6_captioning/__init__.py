"""Public cases of assignment 6: captions, sequence to sequence, questions about images."""

from unrolled.checks.probing import About, collect
from unrolled.checks.public.a6_captioning import beams, captions, pairs

ABOUT = {
    "shift_captions": About(
        "shift_captions(captions, pad)",
        "Write a caption and its inputs, targets and mask below one another: compare columns.",
        hidden="captions of one length and of different ones; other ids for padding; a caption "
        "of two tokens; NumPy arrays",
    ),
    "caption_loss": About(
        "caption_loss(features, captions, params, pad)",
        "Take one image and a caption of two tokens: one step, one softmax, one logarithm.",
        builds_on=("shift_captions",),
        hidden="captions with and without padding; other ids for padding; each caption alone; a "
        "single target; gradients of the image and of every weight; very large logits; "
        "float32",
    ),
    "caption_beam": About(
        "caption_beam(features, params, start, eos, width, max_len)",
        "With `width` 1, print the token that goes in, the state, and the token that is chosen.",
        hidden="several widths and vocabularies; several images; captions that end early or not "
        "at all; a beam with room for all captions; words of probability zero; a start "
        "token that is also eos; float32",
    ),
    "encode": About(
        "encode(x_ids, lengths, params)",
        "Compare a batch of lengths 2 and 4 with the two sequences read alone, without padding.",
        hidden="lengths that are all T, and lengths that differ; other tokens behind a "
        "sequence's end; gradients from both states; a single token; ids in arrays and "
        "lengths in lists; more parameters than are used; float32",
    ),
    "decode": About(
        "decode(y_ids, state, params)",
        "Take T = 1: then it is one step of the LSTM from `state`, and one product.",
        hidden="other sizes, and a single token; a state in a list, left as it is; gradients of "
        "both states and of every weight; which logits a token reaches; float32",
    ),
    "vqa_logits": About(
        "vqa_logits(features, question_ids, lengths, params)",
        "Print the shapes of the two projections, and whether both lie between -1 and 1.",
        builds_on=("encode",),
        hidden="questions that fill all timesteps, and shorter ones; gradients of the image and "
        "of every weight; float32",
    ),
}

CASES = collect(captions, beams, pairs)
