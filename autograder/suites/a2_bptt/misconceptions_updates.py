"""More wrong answers to `tbptt_step`: its loss and its update, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import keras
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "tbptt_step",
    hint="The loss is of a second run of the model, after the update. Return the one that the "
    "gradients were made from.",
)
def loss_run_anew_after_the_update(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        states = tf.nest.map_structure(tf.stop_gradient, states)
    with tf.GradientTape() as tape:
        logits, new_states = model(x, initial_state=states)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    logits, _ = model(x, initial_state=states)
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    return loss, new_states


@misconception(
    "tbptt_step",
    hint="The model runs twice, once for the states and once for the loss. That is twice the work, "
    "and with dropout the two do not belong together.",
)
def one_run_for_states_and_one_for_the_loss(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        states = tf.nest.map_structure(tf.stop_gradient, states)
    _, new_states = model(x, initial_state=states)
    with tf.GradientTape() as tape:
        logits, _ = model(x, initial_state=states)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, new_states


@misconception(
    "tbptt_step",
    hint="Your loss is summed over time and averaged over the batch, so it grows with the length "
    "of a chunk. It is the mean over all tokens.",
)
def loss_summed_over_time(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        states = tf.nest.map_structure(tf.stop_gradient, states)
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        nll = tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)
        loss = tf.reduce_mean(tf.reduce_sum(nll, axis=1))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, states


@misconception(
    "tbptt_step",
    hint="Your loss looks at each chunk's last token only. The model predicts at every timestep, "
    "and all of them count.",
)
def loss_of_the_last_token(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        states = tf.nest.map_structure(tf.stop_gradient, states)
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        nll = tf.nn.sparse_softmax_cross_entropy_with_logits(y[:, -1], logits[:, -1])
        loss = tf.reduce_mean(nll)
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, states


@misconception(
    "tbptt_step",
    hint="You take the logits for probabilities. `from_logits=True` says what they are.",
)
def logits_taken_for_probabilities(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        states = tf.nest.map_structure(tf.stop_gradient, states)
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        loss = keras.losses.SparseCategoricalCrossentropy()(y, logits)
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, states


@misconception(
    "tbptt_step",
    hint="A softmax stands before the cross-entropy, which applies one itself.",
)
def softmax_applied_twice(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        states = tf.nest.map_structure(tf.stop_gradient, states)
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        chances = tf.nn.softmax(logits)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, chances))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, states


@misconception(
    "tbptt_step",
    hint="Loss and states are right, and the weights are as before. The gradients have to be "
    "handed to the optimizer.",
)
def gradients_never_applied(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        states = tf.nest.map_structure(tf.stop_gradient, states)
    logits, states = model(x, initial_state=states)
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)), states


@misconception(
    "tbptt_step",
    hint="`max_norm` changes nothing in your step.",
)
def max_norm_ignored(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        states = tf.nest.map_structure(tf.stop_gradient, states)
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, states


@misconception(
    "tbptt_step",
    hint="Each weight's gradient is clipped by itself, which turns the direction of the whole. The "
    "norm that counts is that of all of them together.",
)
def each_gradient_clipped_by_itself(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        states = tf.nest.map_structure(tf.stop_gradient, states)
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads = [clip_by_global_norm([grad], max_norm)[0][0] for grad in grads]
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, states


@misconception(
    "tbptt_step",
    hint="You clip each number of the gradients. `max_norm` is a length: all numbers are scaled by "
    "one factor, and the direction stays.",
)
def numbers_clipped_one_by_one(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        states = tf.nest.map_structure(tf.stop_gradient, states)
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, model.trainable_variables)
    if max_norm is not None:
        grads = [tf.clip_by_value(tf.convert_to_tensor(g), -max_norm, max_norm) for g in grads]
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss, states
