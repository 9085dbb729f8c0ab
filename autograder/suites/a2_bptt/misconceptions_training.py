"""Known wrong answers to `train_tbptt`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import numpy as np
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "train_tbptt",
    hint="Every chunk starts without a state, so nothing older than a chunk is ever known. Take "
    "the states that the step returns into the next one.",
)
def state_dropped_between_chunks(
    model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None
):
    losses = []
    for _ in range(epochs):
        for x, y in contiguous_batches(ids, batch_size, num_steps):
            loss, _ = tbptt_step(model, optimizer, x, y, None, max_norm)
            losses.append(float(loss))
    return losses


@misconception(
    "train_tbptt",
    hint="The state of the text's end goes on into the next epoch, at its beginning. Start each "
    "epoch with None.",
)
def state_kept_between_epochs(model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None):
    losses, states = [], None
    for _ in range(epochs):
        for x, y in contiguous_batches(ids, batch_size, num_steps):
            loss, states = tbptt_step(model, optimizer, x, y, states, max_norm)
            losses.append(float(loss))
    return losses


@misconception(
    "train_tbptt",
    hint="Each epoch starts from zeros of your own making. Pass None: what a fresh state looks "
    "like is the model's affair.",
)
def epochs_start_from_own_zeros(
    model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None
):
    losses, states = [], None
    for _ in range(epochs):
        if states is not None:
            states = tf.nest.map_structure(tf.zeros_like, states)
        for x, y in contiguous_batches(ids, batch_size, num_steps):
            loss, states = tbptt_step(model, optimizer, x, y, states, max_norm)
            losses.append(float(loss))
    return losses


@misconception(
    "train_tbptt",
    hint="You return one number an epoch, the mean. Every chunk's loss is asked for.",
)
def one_mean_an_epoch(model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None):
    means = []
    for _ in range(epochs):
        states, losses = None, []
        for x, y in contiguous_batches(ids, batch_size, num_steps):
            loss, states = tbptt_step(model, optimizer, x, y, states, max_norm)
            losses.append(float(loss))
        means.append(float(np.mean(losses)))
    return means


@misconception(
    "train_tbptt",
    hint="Only the last epoch's losses come back: the list is made anew in every epoch.",
)
def losses_of_the_last_epoch(model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None):
    for _ in range(epochs):
        states, losses = None, []
        for x, y in contiguous_batches(ids, batch_size, num_steps):
            loss, states = tbptt_step(model, optimizer, x, y, states, max_norm)
            losses.append(float(loss))
    return losses


@misconception(
    "train_tbptt",
    hint="The generator is made once and used up in the first epoch; the others see no chunk at "
    "all. Make a new one in every epoch.",
)
def generator_used_up(model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None):
    losses, chunks = [], contiguous_batches(ids, batch_size, num_steps)
    for _ in range(epochs):
        states = None
        for x, y in chunks:
            loss, states = tbptt_step(model, optimizer, x, y, states, max_norm)
            losses.append(float(loss))
    return losses


@misconception(
    "train_tbptt",
    hint="`max_norm` is not handed on, so nothing is ever clipped.",
)
def max_norm_not_handed_on(model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None):
    losses = []
    for _ in range(epochs):
        states = None
        for x, y in contiguous_batches(ids, batch_size, num_steps):
            loss, states = tbptt_step(model, optimizer, x, y, states)
            losses.append(float(loss))
    return losses


@misconception(
    "train_tbptt",
    hint="The chunks of an epoch are shuffled. A state fits the chunk that follows it in the text, "
    "and no other.",
)
def chunks_shuffled(model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None):
    losses = []
    for epoch in range(epochs):
        states, chunks = None, list(contiguous_batches(ids, batch_size, num_steps))
        for k in np.roll(np.arange(len(chunks))[::-1], epoch):
            loss, states = tbptt_step(model, optimizer, *chunks[k], states, max_norm)
            losses.append(float(loss))
    return losses


@misconception(
    "train_tbptt",
    hint="`batch_size` and `num_steps` have changed places on their way to the batches.",
)
def rows_and_steps_swapped(model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None):
    losses = []
    for _ in range(epochs):
        states = None
        for x, y in contiguous_batches(ids, num_steps, batch_size):
            loss, states = tbptt_step(model, optimizer, x, y, states, max_norm)
            losses.append(float(loss))
    return losses


@misconception(
    "train_tbptt",
    hint="You return the mean of all losses so far instead of each chunk's own.",
)
def running_means(model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None):
    losses = []
    for _ in range(epochs):
        states = None
        for x, y in contiguous_batches(ids, batch_size, num_steps):
            loss, states = tbptt_step(model, optimizer, x, y, states, max_norm)
            losses.append(float(loss))
    return [float(np.mean(losses[: k + 1])) for k in range(len(losses))]


@misconception(
    "train_tbptt",
    hint="Each chunk is trained on as often as there are epochs before the next one comes. An "
    "epoch is a pass through the whole text.",
)
def chunk_repeated_before_the_next(
    model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None
):
    losses, states = [], None
    for x, y in contiguous_batches(ids, batch_size, num_steps):
        for _ in range(epochs):
            loss, new_states = tbptt_step(model, optimizer, x, y, states, max_norm)
            losses.append(float(loss))
        states = new_states
    return losses


@misconception(
    "train_tbptt",
    hint="From the second chunk on, every chunk of yours starts from the state that the first one "
    "ended in. The state moves on with each.",
)
def state_of_the_first_chunk_for_all(
    model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None
):
    losses = []
    for _ in range(epochs):
        states = None
        for x, y in contiguous_batches(ids, batch_size, num_steps):
            loss, new_states = tbptt_step(model, optimizer, x, y, states, max_norm)
            states = new_states if states is None else states
            losses.append(float(loss))
    return losses
