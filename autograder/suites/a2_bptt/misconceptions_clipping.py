"""Known wrong answers to `clip_by_global_norm`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "clip_by_global_norm",
    hint="Each gradient is clipped by its own norm, which changes the direction. One norm is taken "
    "over all of them, and one factor scales them.",
)
def each_by_its_own_norm(grads, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in grads]
    norm = tf.linalg.global_norm(dense)
    scaled = [None if g is None else g * max_norm / tf.maximum(tf.norm(g), max_norm) for g in dense]
    return scaled, norm


@misconception(
    "clip_by_global_norm",
    hint="Every number is clipped by itself. Keras calls that `clipvalue`; here all numbers are "
    "scaled by one factor, so the direction stays.",
)
def each_number_by_itself(grads, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in grads]
    norm = tf.linalg.global_norm(dense)
    bound = tf.cast(max_norm, norm.dtype)
    return [None if g is None else tf.clip_by_value(g, -bound, bound) for g in dense], norm


@misconception(
    "clip_by_global_norm",
    hint="Short gradients grow to `max_norm`. It is an upper limit: what is shorter stays as it "
    "is.",
)
def short_ones_stretched(grads, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in grads]
    norm = tf.linalg.global_norm(dense)
    factor = max_norm / tf.maximum(norm, tf.cast(1e-12, norm.dtype))
    return [None if g is None else g * factor for g in dense], norm


@misconception(
    "clip_by_global_norm",
    hint="The norm that you return is that of the clipped gradients. What it was before is worth "
    "knowing: it shows when gradients explode.",
)
def norm_after_clipping(grads, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in grads]
    norm = tf.linalg.global_norm(dense)
    factor = max_norm / tf.maximum(norm, max_norm)
    return [None if g is None else g * factor for g in dense], tf.minimum(norm, max_norm)


@misconception(
    "clip_by_global_norm",
    hint="You add the norms of the gradients. Lengths at right angles add by their squares.",
)
def norms_added(grads, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in grads]
    norm = tf.add_n([tf.norm(g) for g in dense if g is not None])
    factor = max_norm / tf.maximum(norm, max_norm)
    return [None if g is None else g * factor for g in dense], norm


@misconception(
    "clip_by_global_norm",
    hint="The root is missing: what you compare with `max_norm` is the squared norm.",
)
def root_forgotten(grads, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in grads]
    squared = tf.linalg.global_norm(dense) ** 2
    factor = max_norm / tf.maximum(squared, max_norm)
    return [None if g is None else g * factor for g in dense], squared


@misconception(
    "clip_by_global_norm",
    hint="None entries are left out, so the list no longer stands beside the variables. Keep None "
    "in its place.",
)
def none_left_out(grads, max_norm):
    dense = [tf.convert_to_tensor(g) for g in grads if g is not None]
    norm = tf.linalg.global_norm(dense)
    factor = max_norm / tf.maximum(norm, max_norm)
    return [g * factor for g in dense], norm


@misconception(
    "clip_by_global_norm",
    hint="A variable that the loss does not depend on has None for a gradient. Yours takes every "
    "entry for a tensor.",
    raises="ValueError",
)
def none_taken_for_a_tensor(grads, max_norm):
    norm = tf.sqrt(tf.add_n([tf.reduce_sum(tf.square(g)) for g in grads]))
    factor = max_norm / tf.maximum(norm, max_norm)
    return [g * factor for g in grads], norm


@misconception(
    "clip_by_global_norm",
    hint="You square the `values` of an IndexedSlices as they lie there. A row that was looked up "
    "twice stands there twice, and its gradient is the sum of both.",
)
def slices_counted_as_they_lie(grads, max_norm):
    lying = [g.values if isinstance(g, tf.IndexedSlices) else g for g in grads]
    norm = tf.sqrt(tf.add_n([tf.reduce_sum(tf.square(g)) for g in lying if g is not None]))
    factor = max_norm / tf.maximum(norm, max_norm)
    dense = [None if g is None else tf.convert_to_tensor(g) for g in grads]
    return [None if g is None else g * factor for g in dense], norm


@misconception(
    "clip_by_global_norm",
    hint="Where all gradients are zero you divide zero by zero. Divide only where there is "
    "something to shorten.",
)
def zero_divided_by_zero(grads, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in grads]
    norm = tf.linalg.global_norm(dense)
    return [None if g is None else g / norm * tf.minimum(norm, max_norm) for g in dense], norm


@misconception(
    "clip_by_global_norm",
    hint="The caller's list is another one afterwards: you put the clipped gradients into it. "
    "Return a list of your own.",
)
def callers_list_overwritten(grads, max_norm):
    for i, g in enumerate(grads):
        grads[i] = None if g is None else tf.convert_to_tensor(g)
    norm = tf.linalg.global_norm(grads)
    for i, g in enumerate(grads):
        grads[i] = None if g is None else g * (max_norm / tf.maximum(norm, max_norm))
    return grads, norm
