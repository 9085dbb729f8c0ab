"""Known wrong answers to `contiguous_batches`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import numpy as np

from autograder.testing import misconception


@misconception(
    "contiguous_batches",
    hint="`y` repeats `x`. The target is the token after the input, so `y` is `x` moved by one.",
)
def targets_equal_inputs(ids, batch_size, num_steps):
    length = (len(ids) - 1) // batch_size
    rows = np.reshape(ids[: batch_size * length], (batch_size, -1))
    for k in range(length // num_steps):
        x = rows[:, k * num_steps : (k + 1) * num_steps]
        yield x, x


@misconception(
    "contiguous_batches",
    hint="Your targets are ids plus one. What is moved by one is the place in the text.",
)
def ids_plus_one(ids, batch_size, num_steps):
    length = (len(ids) - 1) // batch_size
    rows = np.reshape(ids[: batch_size * length], (batch_size, -1))
    for k in range(length // num_steps):
        x = rows[:, k * num_steps : (k + 1) * num_steps]
        yield x, x + 1


@misconception(
    "contiguous_batches",
    hint="`y` is the token before `x`: it is moved the wrong way.",
)
def targets_moved_the_wrong_way(ids, batch_size, num_steps):
    length = (len(ids) - 1) // batch_size
    before = np.reshape(ids[: batch_size * length], (batch_size, -1))
    x = np.reshape(ids[1 : batch_size * length + 1], (batch_size, -1))
    for k in range(length // num_steps):
        columns = slice(k * num_steps, (k + 1) * num_steps)
        yield x[:, columns], before[:, columns]


@misconception(
    "contiguous_batches",
    hint="In your targets each chunk's last one is the first token of the chunk itself: rolled "
    "around, not moved on. The token after a chunk's end stands in the text.",
)
def targets_rolled_within_the_chunk(ids, batch_size, num_steps):
    length = (len(ids) - 1) // batch_size
    rows = np.reshape(ids[: batch_size * length], (batch_size, -1))
    for k in range(length // num_steps):
        x = rows[:, k * num_steps : (k + 1) * num_steps]
        yield x, np.roll(x, -1, axis=1)


@misconception(
    "contiguous_batches",
    hint="Your batch is one stretch of text, cut into rows: row b of the next batch goes on "
    "elsewhere. Cut the whole text into rows first, then the rows into chunks.",
)
def stretch_after_stretch(ids, batch_size, num_steps):
    size = batch_size * num_steps
    for k in range(((len(ids) - 1) // batch_size) // num_steps):
        start = k * size
        x, y = ids[start : start + size], ids[start + 1 : start + size + 1]
        yield np.reshape(x, (batch_size, -1)), np.reshape(y, (batch_size, -1))


@misconception(
    "contiguous_batches",
    hint="Neighbouring rows of yours read the same text, a token or so apart. Rows may start "
    "anywhere, but they must not overlap.",
)
def rows_overlap(ids, batch_size, num_steps):
    for k in range(((len(ids) - 1) // batch_size) // num_steps):
        pieces = [np.asarray(ids[b + k * num_steps :][: num_steps + 1]) for b in range(batch_size)]
        yield np.stack(pieces)[:, :-1], np.stack(pieces)[:, 1:]


@misconception(
    "contiguous_batches",
    hint="Your batches come in a random order. Shuffling is right where examples are independent; "
    "here the state of one chunk is the start of the next.",
)
def batches_shuffled(ids, batch_size, num_steps):
    length = (len(ids) - 1) // batch_size
    x = np.reshape(ids[: batch_size * length], (batch_size, -1))
    y = np.reshape(ids[1 : batch_size * length + 1], (batch_size, -1))
    for k in np.random.default_rng(3).permutation(length // num_steps):
        columns = slice(k * num_steps, (k + 1) * num_steps)
        yield x[:, columns], y[:, columns]


@misconception(
    "contiguous_batches",
    hint="The text that does not fill a whole chunk comes as a shorter one at the end. Drop it: "
    "all chunks are `num_steps` long.",
)
def shorter_chunk_at_the_end(ids, batch_size, num_steps):
    length = (len(ids) - 1) // batch_size
    x = np.reshape(ids[: batch_size * length], (batch_size, length))
    y = np.reshape(ids[1 : batch_size * length + 1], (batch_size, length))
    for start in range(0, length, num_steps):
        yield x[:, start : start + num_steps], y[:, start : start + num_steps]


@misconception(
    "contiguous_batches",
    hint="The last batch is missing where the text fills it exactly. Which `range` takes it in?",
)
def last_batch_left_out(ids, batch_size, num_steps):
    length = (len(ids) - 1) // batch_size
    x = np.reshape(ids[: batch_size * length], (batch_size, length))
    y = np.reshape(ids[1 : batch_size * length + 1], (batch_size, length))
    for start in range(0, length - num_steps, num_steps):
        yield x[:, start : start + num_steps], y[:, start : start + num_steps]


@misconception(
    "contiguous_batches",
    hint="You cut the rows from all tokens, and the last one has no successor: where the text "
    "fills the rows exactly, the last target comes from the text's beginning.",
)
def last_target_from_the_beginning(ids, batch_size, num_steps):
    length = len(ids) // batch_size
    x = np.reshape(ids[: batch_size * length], (batch_size, length))
    y = np.reshape(np.roll(ids, -1)[: batch_size * length], (batch_size, length))
    for k in range(length // num_steps):
        columns = slice(k * num_steps, (k + 1) * num_steps)
        yield x[:, columns], y[:, columns]


@misconception(
    "contiguous_batches",
    hint="Time and batch have changed places: your arrays are [num_steps, batch_size].",
)
def steps_before_rows(ids, batch_size, num_steps):
    length = (len(ids) - 1) // batch_size
    x = np.reshape(ids[: batch_size * length], (batch_size, -1)).T
    y = np.reshape(ids[1 : batch_size * length + 1], (batch_size, -1)).T
    for k in range(length // num_steps):
        steps = slice(k * num_steps, (k + 1) * num_steps)
        yield x[steps], y[steps]


@misconception(
    "contiguous_batches",
    hint="Your generator starts again when the text is over and never ends. An epoch is one pass; "
    "whoever wants more asks again.",
)
def batches_for_ever(ids, batch_size, num_steps):
    length = (len(ids) - 1) // batch_size
    x = np.reshape(ids[: batch_size * length], (batch_size, -1))
    y = np.reshape(ids[1 : batch_size * length + 1], (batch_size, -1))
    k = 0
    while length >= num_steps:
        columns = slice(k * num_steps, (k + 1) * num_steps)
        yield x[:, columns], y[:, columns]
        k = (k + 1) % (length // num_steps)


@misconception(
    "contiguous_batches",
    hint="`ids` may be a plain list, too, and yours needs an array's methods. `np.asarray` makes "
    "one of either.",
    raises="AttributeError",
)
def arrays_only(ids, batch_size, num_steps):
    length = (ids.size - 1) // batch_size
    x = ids[: batch_size * length].reshape(batch_size, -1)
    y = ids[1 : batch_size * length + 1].reshape(batch_size, -1)
    for k in range(length // num_steps):
        columns = slice(k * num_steps, (k + 1) * num_steps)
        yield x[:, columns], y[:, columns]
