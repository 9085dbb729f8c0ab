"""Known wrong answers to `make_pairs` and `sequence_loss`.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import keras
import numpy as np
import tensorflow as tf

from autograder.testing import misconception

# --- make_pairs ----------------------------------------------------------------------------------


@misconception(
    "make_pairs",
    hint="Your targets are the inputs: a model learns from them to repeat what it reads. A target "
    "is the character after its input.",
)
def targets_not_moved(text):
    vocabulary = sorted(set(text))
    ids = np.array([vocabulary.index(character) for character in text])
    return ids[:-1], ids[:-1], vocabulary


@misconception(
    "make_pairs",
    hint="Your targets are moved the wrong way: each is the character before its input. The model "
    "is to predict what comes next.",
)
def targets_moved_backwards(text):
    vocabulary = sorted(set(text))
    ids = np.array([vocabulary.index(character) for character in text])
    return ids[1:], ids[:-1], vocabulary


@misconception(
    "make_pairs",
    hint="The last character is an input, too, with the first one as its target. The text is no "
    "circle: there are len(text) - 1 pairs.",
)
def text_as_a_circle(text):
    vocabulary = sorted(set(text))
    ids = np.array([vocabulary.index(character) for character in text])
    return ids, np.roll(ids, -1), vocabulary


@misconception(
    "make_pairs",
    hint="Your vocabulary is in the order of first appearance. Sort it, so that ids do not depend "
    "on how a text begins.",
)
def vocabulary_in_order_of_appearance(text):
    vocabulary = list(dict.fromkeys(text))
    ids = np.array([vocabulary.index(character) for character in text])
    return ids[:-1], ids[1:], vocabulary


@misconception(
    "make_pairs",
    hint="Your vocabulary holds a character as often as the text does. Each stands in it once.",
)
def vocabulary_with_repeats(text):
    vocabulary = sorted(text)
    ids = np.array([vocabulary.index(character) for character in text])
    return ids[:-1], ids[1:], vocabulary


@misconception(
    "make_pairs",
    hint="Your vocabulary is made from the inputs alone, so a character that only ends the text "
    "has no id. Targets need ids, too.",
    raises="KeyError",
)
def vocabulary_of_the_inputs_alone(text):
    vocabulary = sorted(set(text[:-1]))
    index = {character: i for i, character in enumerate(vocabulary)}
    inputs = np.array([index[character] for character in text[:-1]], dtype=int)
    targets = np.array([index[character] for character in text[1:]], dtype=int)
    return inputs, targets, vocabulary


@misconception(
    "make_pairs",
    hint="A text of one character gives you arrays of floats: that is what NumPy makes of an empty "
    "list. Say that they hold integers.",
)
def empty_arrays_of_floats(text):
    vocabulary = sorted(set(text))
    inputs = np.array([vocabulary.index(character) for character in text[:-1]])
    targets = np.array([vocabulary.index(character) for character in text[1:]])
    return inputs, targets, vocabulary


@misconception(
    "make_pairs",
    hint="Your ids are the characters' code points. An id is a place in the vocabulary, from 0 to "
    "V - 1.",
)
def code_points_for_ids(text):
    ids = np.array([ord(character) for character in text])
    return ids[:-1], ids[1:], sorted(set(text))


@misconception(
    "make_pairs",
    hint="You changed the text to lower case. Capitals are characters of their own.",
)
def text_in_lower_case(text):
    text = text.lower()
    vocabulary = sorted(set(text))
    ids = np.array([vocabulary.index(character) for character in text])
    return ids[:-1], ids[1:], vocabulary


# --- sequence_loss -------------------------------------------------------------------------------


@misconception(
    "sequence_loss",
    hint="Padding counts in your loss: the mask is not used. A token where the mask is 0 is not "
    "there.",
)
def mask_not_used(logits, targets, mask):
    return tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)
    )


@misconception(
    "sequence_loss",
    hint="Padding adds nothing to your sum and still counts in the division. Divide by the number "
    "of valid tokens, not of all.",
)
def divided_by_all_tokens(logits, targets, mask):
    nll = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)
    return tf.reduce_mean(nll * tf.cast(mask, nll.dtype))


@misconception(
    "sequence_loss",
    hint="You average within each sequence and then over the sequences, so a token in a short one "
    "weighs more. All valid tokens of the batch weigh the same.",
)
def mean_of_the_sequences_means(logits, targets, mask):
    nll = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)
    mask = tf.cast(mask, nll.dtype)
    tokens = tf.maximum(tf.reduce_sum(mask, axis=1), 1)
    return tf.reduce_mean(tf.reduce_sum(nll * mask, axis=1) / tokens)


@misconception(
    "sequence_loss",
    hint="You sum over time and average over the batch only, so longer sequences cost more. The "
    "loss is per valid token.",
)
def divided_by_the_batch(logits, targets, mask):
    nll = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)
    total = tf.reduce_sum(nll * tf.cast(mask, nll.dtype))
    return total / tf.cast(tf.shape(nll)[0], nll.dtype)


@misconception(
    "sequence_loss",
    hint="Your loss is in bits, from a logarithm to the base 2. It is asked for in nats: the "
    "natural logarithm.",
)
def loss_in_bits(logits, targets, mask):
    nll = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)
    mask = tf.cast(mask, nll.dtype)
    nats = tf.reduce_sum(nll * mask) / tf.reduce_sum(mask)
    return nats / tf.math.log(tf.constant(2, nll.dtype))


@misconception(
    "sequence_loss",
    hint="The logits are taken for probabilities. They are scores before the softmax: any real "
    "numbers, which do not add up to 1.",
)
def logits_as_probabilities(logits, targets, mask):
    nll = keras.ops.sparse_categorical_crossentropy(targets, logits, from_logits=False)
    mask = tf.cast(mask, nll.dtype)
    return tf.reduce_sum(nll * mask) / tf.reduce_sum(mask)


@misconception(
    "sequence_loss",
    hint="The softmax is applied twice: once by you, once by a function that takes logits.",
)
def softmax_twice(logits, targets, mask):
    nll = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=targets, logits=tf.nn.softmax(logits)
    )
    mask = tf.cast(mask, nll.dtype)
    return tf.reduce_sum(nll * mask) / tf.reduce_sum(mask)


@misconception(
    "sequence_loss",
    hint="You move the targets once more. They come already moved: the target at timestep t "
    "belongs to the logits at timestep t.",
)
def targets_moved_again(logits, targets, mask):
    nll = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=tf.roll(targets, -1, axis=1), logits=logits
    )
    mask = tf.cast(mask, nll.dtype)
    return tf.reduce_sum(nll * mask) / tf.reduce_sum(mask)


@misconception(
    "sequence_loss",
    hint="The mask multiplies the logits, which turns padding into a token with equal chances for "
    "all characters. Apply it to the losses of the tokens.",
)
def logits_masked(logits, targets, mask):
    mask = tf.cast(mask, logits.dtype)
    nll = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=targets, logits=logits * mask[:, :, None]
    )
    return tf.reduce_sum(nll) / tf.reduce_sum(mask)


@misconception(
    "sequence_loss",
    hint="The logarithm of a softmax that has rounded to 0 is infinite. There is a function that "
    "takes both at once and stays finite.",
)
def log_of_a_rounded_softmax(logits, targets, mask):
    chosen = tf.gather(tf.nn.softmax(logits), targets, axis=2, batch_dims=2)
    mask = tf.cast(mask, logits.dtype)
    return tf.reduce_sum(-tf.math.log(chosen) * mask) / tf.reduce_sum(mask)


@misconception(
    "sequence_loss",
    hint="Your loss is float32 whatever the logits are. Keras' loss classes and `floatx` do that; "
    "the operations below them keep the dtype.",
)
def loss_always_float32(logits, targets, mask):
    nll = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=targets, logits=tf.cast(logits, tf.float32)
    )
    mask = tf.cast(mask, tf.float32)
    return tf.reduce_sum(nll * mask) / tf.reduce_sum(mask)
