"""Known wrong answers to `shift_captions`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "shift_captions",
    hint="Your mask looks at the inputs, so one step too many counts: the one whose target is "
    "the first padding. It is the target that is scored.",
)
def mask_of_the_inputs(captions, pad=0):
    captions = tf.convert_to_tensor(captions)
    inputs = captions[:, :-1]
    return inputs, captions[:, 1:], inputs != pad


@misconception(
    "shift_captions",
    hint="Your mask is 1 everywhere. Where the target is padding, nothing is to be predicted: "
    "0 there.",
)
def mask_of_ones(captions, pad=0):
    captions = tf.convert_to_tensor(captions)
    return captions[:, :-1], captions[:, 1:], tf.ones_like(captions[:, 1:])


@misconception(
    "shift_captions",
    hint="Your mask is 1 at the padding. It marks what counts, so it is 1 at real tokens.",
)
def mask_the_wrong_way_round(captions, pad=0):
    captions = tf.convert_to_tensor(captions)
    return captions[:, :-1], captions[:, 1:], captions[:, 1:] == pad


@misconception(
    "shift_captions",
    hint="Your mask looks for 0. The padding is the id that comes as `pad`, and 0 may be a word.",
)
def padding_always_zero(captions, pad=0):
    captions = tf.convert_to_tensor(captions)
    return captions[:, :-1], captions[:, 1:], captions[:, 1:] != 0


@misconception(
    "shift_captions",
    hint="Your mask asks whether an id is greater than `pad`. Words may have smaller ids, too.",
)
def padding_below_every_word(captions, pad=0):
    captions = tf.convert_to_tensor(captions)
    return captions[:, :-1], captions[:, 1:], captions[:, 1:] > pad


@misconception(
    "shift_captions",
    hint="Your targets are the inputs. A model that copies its input would be perfect; the "
    "target is the next token.",
)
def targets_not_shifted(captions, pad=0):
    inputs = tf.convert_to_tensor(captions)[:, :-1]
    return inputs, inputs, inputs != pad


@misconception(
    "shift_captions",
    hint="Inputs and targets have changed places: each target is the token before its input.",
)
def targets_before_inputs(captions, pad=0):
    captions = tf.convert_to_tensor(captions)
    return captions[:, 1:], captions[:, :-1], captions[:, :-1] != pad


@misconception(
    "shift_captions",
    hint="Inputs and targets have T columns. The last token has no target and the first is "
    "none: T - 1 columns.",
)
def nothing_dropped(captions, pad=0):
    captions = tf.convert_to_tensor(captions)
    targets = tf.roll(captions, -1, axis=1)
    return captions, targets, targets != pad


@misconception(
    "shift_captions",
    hint="Your mask leaves out the last real token of each caption. When to stop must be "
    "learnt as well.",
)
def end_left_out_of_the_mask(captions, pad=0):
    captions = tf.convert_to_tensor(captions)
    targets = captions[:, 1:]
    behind = tf.pad(targets[:, 1:], [[0, 0], [0, 1]], constant_values=pad)
    return captions[:, :-1], targets, (targets != pad) & (behind != pad)


@misconception(
    "shift_captions",
    hint="Your inputs begin with the second token. The start token goes in first; what follows"
    " it is the first target.",
)
def start_left_out(captions, pad=0):
    captions = tf.convert_to_tensor(captions)
    return captions[:, 1:-1], captions[:, 2:], captions[:, 2:] != pad


@misconception(
    "shift_captions",
    hint="Your mask has one entry for each token of the caption. It goes with the targets: T -"
    " 1 columns.",
)
def mask_of_whole_captions(captions, pad=0):
    captions = tf.convert_to_tensor(captions)
    return captions[:, :-1], captions[:, 1:], captions != pad


@misconception(
    "shift_captions",
    hint="Your inputs lack two tokens at the end, and your targets one. The inputs lack the "
    "last token only, which has no target.",
)
def first_and_last_dropped(captions, pad=0):
    captions = tf.convert_to_tensor(captions)
    return captions[:, :-2], captions[:, 1:-1], captions[:, 1:-1] != pad
