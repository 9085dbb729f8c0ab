"""Right answers to the questions of training of a2_bptt, written differently from the solution.

Each stands under its question's name in the solution's namespace and must get full marks.
"""

import keras
import numpy as np
import tensorflow as tf

from autograder.testing import variant

# --- tbptt_step ----------------------------------------------------------------------------------


@variant("tbptt_step")
def compiled_step(model, optimizer, x, y, states, max_norm=None):
    def differentiate(x, y, states):
        with tf.GradientTape() as tape:
            logits, new_states = model(x, initial_state=states)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
        grads = tape.gradient(loss, [v.value for v in model.trainable_variables])
        return loss, new_states, [tf.convert_to_tensor(grad) for grad in grads]

    # One graph a model; beside the model itself, so that no other one gets its id.
    known = tbptt_step.__dict__
    if str(id(model)) not in known:
        graph = tf.function(differentiate, autograph=False, jit_compile=False)
        known[str(id(model))] = (model, graph)
    if states is not None:
        states = tf.nest.map_structure(tf.stop_gradient, states)
    loss, new_states, grads = known[str(id(model))][1](x, y, states)
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply(grads, model.trainable_variables)
    return loss, new_states


@variant("tbptt_step")
def step_of_keras_parts(model, optimizer, x, y, states, max_norm=None):
    if states is not None:
        states = keras.tree.map_structure(keras.ops.stop_gradient, states)
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    with tf.GradientTape() as tape:
        logits, states = model(x, initial_state=states, training=True)
        loss = loss_of(y, logits)
    weights = model.trainable_weights
    grads = tape.gradient(loss, weights)
    if max_norm is not None:
        grads = clip_by_global_norm(grads, max_norm)[0]
    optimizer.apply(grads, weights)
    return float(loss), states


@variant("tbptt_step")
def step_that_clips_by_itself(model, optimizer, x, y, states, max_norm=None):
    states = tf.nest.map_structure(lambda s: None if s is None else tf.constant(s.numpy()), states)
    with tf.GradientTape() as tape:
        logits, new_states = model(x, initial_state=states)
        log_p = tf.nn.log_softmax(logits)
        hot = tf.one_hot(y, logits.shape[-1], dtype=log_p.dtype)
        loss = -tf.reduce_sum(hot * log_p) / tf.cast(tf.size(y), log_p.dtype)
    grads = [tf.convert_to_tensor(g) for g in tape.gradient(loss, model.trainable_variables)]
    if max_norm is not None:
        norm = tf.norm(tf.concat([tf.reshape(g, [-1]) for g in grads], axis=0))
        if norm > max_norm:
            grads = [g * (max_norm / norm) for g in grads]
    optimizer.apply_gradients(list(zip(grads, model.trainable_variables, strict=True)))
    return loss, tf.nest.map_structure(tf.stop_gradient, new_states)


@variant("tbptt_step")
def step_under_a_tape_that_does_not_record_the_states(
    model, optimizer, x, y, states, max_norm=None
):
    if states is not None:
        leaves = [tf.stop_gradient(leaf) for leaf in tf.nest.flatten(states)]
        states = tf.nest.pack_sequence_as(states, leaves)
    with tf.GradientTape(persistent=True, watch_accessed_variables=False) as tape:
        for variable in model.trainable_variables:
            tape.watch(variable.value)
        logits, states = model(x, initial_state=states)
        flat = tf.reshape(logits, (-1, logits.shape[-1]))
        nll = keras.ops.sparse_categorical_crossentropy(
            tf.reshape(y, (-1,)), flat, from_logits=True
        )
        loss = keras.ops.mean(nll)
    grads = [tape.gradient(loss, variable.value) for variable in model.trainable_variables]
    if max_norm is not None:
        grads, _ = clip_by_global_norm(grads, max_norm)
    optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return loss.numpy(), states


# --- train_tbptt ---------------------------------------------------------------------------------


@variant("train_tbptt")
def training_with_its_own_step(model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None):
    losses = []
    for _ in range(epochs):
        states = None
        for x, y in contiguous_batches(ids, batch_size, num_steps):
            with tf.GradientTape() as tape:
                logits, states = model(x, initial_state=states)
                nll = tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)
                loss = tf.reduce_mean(nll)
            grads = tape.gradient(loss, model.trainable_variables)
            if max_norm:
                grads, _ = clip_by_global_norm(grads, max_norm)
            optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
            losses.append(loss.numpy().item())
    return losses


@variant("train_tbptt")
def training_on_rows_of_its_own(
    model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None
):
    length = (len(ids) - 1) // batch_size // num_steps * num_steps
    starts = np.arange(batch_size)[::-1, None] * length
    losses = np.zeros(epochs * (length // num_steps))
    for k in range(len(losses)):
        column = k % (length // num_steps) * num_steps
        states = None if column == 0 else states
        at = starts + column + np.arange(num_steps)
        losses[k], states = tbptt_step(
            model, optimizer, tf.constant(ids[at]), tf.constant(ids[at + 1]), states, max_norm
        )
    return losses


@variant("train_tbptt")
def training_from_a_list_of_chunks(
    model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None
):
    chunks = list(contiguous_batches(ids, batch_size=batch_size, num_steps=num_steps))
    losses = []

    def epoch():
        states = None
        for x, y in chunks:
            loss, states = tbptt_step(
                model=model, optimizer=optimizer, x=x, y=y, states=states, max_norm=max_norm
            )
            yield np.float32(loss)

    for _ in range(epochs):
        losses.extend(epoch())
    return losses


# --- clip_by_global_norm -------------------------------------------------------------------------


@variant("clip_by_global_norm")
def one_long_vector(grads, max_norm):
    kept = [tf.convert_to_tensor(g) for g in grads if g is not None]
    norm = tf.norm(tf.concat([tf.reshape(g, [-1]) for g in kept], axis=0))
    if norm <= max_norm:
        return list(grads), norm
    return [None if g is None else max_norm * tf.convert_to_tensor(g) / norm for g in grads], norm


@variant("clip_by_global_norm")
def norm_by_keras_operations(grads, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in grads]
    squared = sum(keras.ops.sum(g**2) for g in dense if g is not None)
    norm = keras.ops.sqrt(squared)
    factor = max_norm / keras.ops.maximum(norm, max_norm)
    return tuple(g if g is None else keras.ops.multiply(g, factor) for g in dense), norm


@variant("clip_by_global_norm")
def slices_kept_as_slices(grads, max_norm):
    norm = float(
        np.sqrt(sum(np.sum(np.square(tf.convert_to_tensor(g))) for g in grads if g is not None))
    )
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0

    def scaled(g):
        if isinstance(g, tf.IndexedSlices):
            return tf.IndexedSlices(g.values * factor, g.indices, g.dense_shape)
        return None if g is None else g * factor

    return [scaled(g) for g in grads], norm


@variant("clip_by_global_norm")
def norm_by_tensorflow(grads, max_norm):
    dense = [g if g is None else tf.convert_to_tensor(g) for g in grads]
    norm = tf.linalg.global_norm(dense)
    factor = tf.minimum(tf.math.divide_no_nan(tf.cast(max_norm, norm.dtype), norm), 1)
    return [g if g is None else g * factor for g in dense], norm
