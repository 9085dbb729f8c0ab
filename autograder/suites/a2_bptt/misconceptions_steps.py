"""Known wrong answers to `tbptt_step`: its boundary and its states, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "tbptt_step",
    hint="The states enter the chunk with their history: a tape around your step sees through them "
    "into the chunk before. Where does `tf.stop_gradient` belong?",
)
def states_not_detached(model, optimizer, x, y, states, max_norm=None):
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, states


@misconception(
    "tbptt_step",
    hint="You cut the new states off, and the loss still sees through the states that came in. The "
    "boundary is the chunk's start: cut what you are given.",
)
def new_states_detached_instead(model, optimizer, x, y, states, max_norm=None):
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, tf.nest.map_structure(tf.stop_gradient, states)


@misconception(
    "tbptt_step",
    hint="Of several states you detach the first one only, h and not c. The gradient goes on "
    "through the others.",
)
def first_state_alone_detached(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        first, *others = tf.nest.flatten(states)
        states = tf.nest.pack_sequence_as(states, [tf.stop_gradient(first), *others])
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, states


@misconception(
    "tbptt_step",
    hint="Of several states you detach the last one only, c and not h. The gradient goes on "
    "through the others.",
)
def last_state_alone_detached(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        *others, last = tf.nest.flatten(states)
        states = tf.nest.pack_sequence_as(states, [*others, tf.stop_gradient(last)])
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, states


@misconception(
    "tbptt_step",
    hint="A list of states is detached, a dict or a tensor of its own is not. `tf.nest` knows "
    "every nest of tensors.",
)
def lists_alone_detached(model, optimizer, x, y, states, max_norm=None):
    if isinstance(states, (list, tuple)):
        states = [tf.stop_gradient(state) for state in states]
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, states


@misconception(
    "tbptt_step",
    hint="You detach the entries of a list. The first chunk has no states at all (None), and a "
    "state may be a dict, or nested.",
    raises="TypeError",
)
def a_list_taken_for_granted(model, optimizer, x, y, states, max_norm=None):
    states = [tf.stop_gradient(state) for state in states]
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, states


@misconception(
    "tbptt_step",
    hint="Before the first chunk `states` is None, and None cannot be detached. Hand it on as it "
    "is.",
    raises="ValueError",
)
def none_detached(model, optimizer, x, y, states, max_norm=None):
    states = tf.nest.map_structure(tf.stop_gradient, states)
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, states


@misconception(
    "tbptt_step",
    hint="The chunk starts from zeros whatever states you are given. Only gradients stop at the "
    "boundary; what was read before goes on.",
)
def states_forgotten(model, optimizer, x, y, states, max_norm=None):
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=None)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, states


@misconception(
    "tbptt_step",
    hint="You return the states that came in. The next chunk starts from those that came out.",
)
def incoming_states_returned(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        states = tf.nest.map_structure(tf.stop_gradient, states)
    with tf.GradientTape() as tape:
        logits, new_states = model(x, initial_state=states)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, new_states if states is None else states


@misconception(
    "tbptt_step",
    hint="The new states come back as one flat list. The next call of the model expects them in "
    "the form in which it returned them.",
)
def new_states_flattened(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        states = tf.nest.map_structure(tf.stop_gradient, states)
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, tf.nest.flatten(states)


@misconception(
    "tbptt_step",
    hint="The new states are of a second run, after the update. One run makes loss, gradients and "
    "states; a second one costs time, and here gives others.",
)
def states_run_anew_after_the_update(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        states = tf.nest.map_structure(tf.stop_gradient, states)
    with tf.GradientTape() as tape:
        logits, _ = model(x, initial_state=states)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, model(x, initial_state=states)[1]
