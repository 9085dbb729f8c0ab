"""Known wrong answers to `rnn_forward` and `one_to_many`.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import tensorflow as tf

from autograder.testing import misconception

# --- rnn_forward ---------------------------------------------------------------------------------


@misconception(
    "rnn_forward",
    hint="Your recurrence starts from zeros. It starts from `h0`, which need not be zero.",
)
def initial_state_ignored(x, h0, Wx, Wh, b):
    h, states = tf.zeros_like(h0), []
    for t in range(x.shape[1]):
        h = rnn_step(x[:, t], h, Wx, Wh, b)
        states.append(h)
    return tf.stack(states, axis=1)


@misconception(
    "rnn_forward",
    hint="Every timestep starts from `h0` again, so nothing is remembered. The state that a step "
    "returns goes into the next one.",
)
def state_reset_in_the_loop(x, h0, Wx, Wh, b):
    return tf.stack([rnn_step(x[:, t], h0, Wx, Wh, b) for t in range(x.shape[1])], axis=1)


@misconception(
    "rnn_forward",
    hint="You return the last state alone. Every timestep's state is asked for: `[N, T, H]`.",
)
def last_state_alone(x, h0, Wx, Wh, b):
    for t in range(x.shape[1]):
        h0 = rnn_step(x[:, t], h0, Wx, Wh, b)
    return h0


@misconception(
    "rnn_forward",
    hint="Your states come time first, `[T, N, H]`. Here the batch comes first; along which axis "
    "do you stack?",
)
def states_time_first(x, h0, Wx, Wh, b):
    states = [h0]
    for t in range(x.shape[1]):
        states.append(rnn_step(x[:, t], states[-1], Wx, Wh, b))
    return tf.stack(states[1:], axis=0)


@misconception(
    "rnn_forward",
    hint="The shape is right and the states are in the wrong places: a reshape does not exchange "
    "axes. It keeps the order of the numbers and moves the borders.",
)
def axes_exchanged_by_reshape(x, h0, Wx, Wh, b):
    states = [h0]
    for t in range(x.shape[1]):
        states.append(rnn_step(x[:, t], states[-1], Wx, Wh, b))
    return tf.reshape(tf.stack(states[1:]), (x.shape[0], x.shape[1], h0.shape[1]))


@misconception(
    "rnn_forward",
    hint="Each step sees the input of the timestep before it. The state of timestep t is made from "
    "the input of timestep t.",
)
def input_one_step_late(x, h0, Wx, Wh, b):
    h, states = h0, []
    for t in range(x.shape[1]):
        h = rnn_step(x[:, t - 1], h, Wx, Wh, b)
        states.append(h)
    return tf.stack(states, axis=1)


@misconception(
    "rnn_forward",
    hint="You keep the state before each step, so `h0` is the first and the last state is missing. "
    "Keep what the step returns.",
)
def state_before_the_step(x, h0, Wx, Wh, b):
    h, states = h0, []
    for t in range(x.shape[1]):
        states.append(h)
        h = rnn_step(x[:, t], h, Wx, Wh, b)
    return tf.stack(states, axis=1)


@misconception(
    "rnn_forward",
    hint="There is one state too many: `h0` stands in front. It comes before the first timestep "
    "and is no result.",
)
def initial_state_among_the_results(x, h0, Wx, Wh, b):
    states = [h0]
    for t in range(x.shape[1]):
        states.append(rnn_step(x[:, t], states[-1], Wx, Wh, b))
    return tf.stack(states, axis=1)


@misconception(
    "rnn_forward",
    hint="You read the sequence from its end. The first input is the first one read.",
)
def sequence_read_backwards(x, h0, Wx, Wh, b):
    h, states = h0, []
    for t in reversed(range(x.shape[1])):
        h = rnn_step(x[:, t], h, Wx, Wh, b)
        states.append(h)
    return tf.stack(states[::-1], axis=1)


@misconception(
    "rnn_forward",
    hint="Your loop runs over the batch: `x[t]` is sequence t, not timestep t. The batch is the "
    "first axis, time the second.",
    raises="InvalidArgumentError",
)
def loop_over_the_batch(x, h0, Wx, Wh, b):
    h, states = h0, []
    for t in range(len(x)):
        h = rnn_step(x[t], h, Wx, Wh, b)
        states.append(h)
    return tf.stack(states, axis=1)


@misconception(
    "rnn_forward",
    hint="The states are right, but the gradient ends at each step's own input. It has to travel "
    "back through all states, down to `h0`.",
)
def state_detached_between_steps(x, h0, Wx, Wh, b):
    h, states = h0, []
    for t in range(x.shape[1]):
        h = rnn_step(x[:, t], tf.stop_gradient(h), Wx, Wh, b)
        states.append(h)
    return tf.stack(states, axis=1)


# --- one_to_many ---------------------------------------------------------------------------------


@misconception(
    "one_to_many",
    hint="Every step sees `x0`. From the second step on, the input is the output before it.",
)
def start_fed_at_every_step(x0, h0, Wx, Wh, b, Wy, by, steps):
    h, outputs = h0, []
    for _ in range(steps):
        h = rnn_step(x0, h, Wx, Wh, b)
        outputs.append(h @ Wy + by)
    return tf.stack(outputs, axis=1)


@misconception(
    "one_to_many",
    hint="After the first step your inputs are zero. Every output is the next input.",
)
def zeros_fed_after_the_start(x0, h0, Wx, Wh, b, Wy, by, steps):
    x, h, outputs = x0, h0, []
    for _ in range(steps):
        h = rnn_step(x, h, Wx, Wh, b)
        outputs.append(h @ Wy + by)
        x = tf.zeros_like(x0)
    return tf.stack(outputs, axis=1)


@misconception("one_to_many", hint="The output bias `by` never enters your outputs.")
def output_bias_forgotten(x0, h0, Wx, Wh, b, Wy, by, steps):
    x, h, outputs = x0, h0, []
    for _ in range(steps):
        h = rnn_step(x, h, Wx, Wh, b)
        x = h @ Wy
        outputs.append(x)
    return tf.stack(outputs, axis=1)


@misconception(
    "one_to_many",
    hint="What you feed back lacks the output bias that you return. The next input is the output "
    "itself.",
)
def fed_back_without_bias(x0, h0, Wx, Wh, b, Wy, by, steps):
    x, h, outputs = x0, h0, []
    for _ in range(steps):
        h = rnn_step(x, h, Wx, Wh, b)
        x = h @ Wy
        outputs.append(x + by)
    return tf.stack(outputs, axis=1)


@misconception(
    "one_to_many",
    hint="Your outputs are one step behind: they are read from the state before the step. Update "
    "the state, then read it.",
)
def output_before_the_step(x0, h0, Wx, Wh, b, Wy, by, steps):
    x, h, outputs = x0, h0, []
    for _ in range(steps):
        y = h @ Wy + by
        h = rnn_step(x, h, Wx, Wh, b)
        outputs.append(y)
        x = y
    return tf.stack(outputs, axis=1)


@misconception(
    "one_to_many",
    hint="Each step starts from `h0` again. Like the output, the state goes on to the next.",
)
def generator_without_memory(x0, h0, Wx, Wh, b, Wy, by, steps):
    x, outputs = x0, []
    for _ in range(steps):
        x = rnn_step(x, h0, Wx, Wh, b) @ Wy + by
        outputs.append(x)
    return tf.stack(outputs, axis=1)


@misconception(
    "one_to_many",
    hint="Your outputs are squashed. An output is linear in the state.",
)
def outputs_squashed(x0, h0, Wx, Wh, b, Wy, by, steps):
    x, h, outputs = x0, h0, []
    for _ in range(steps):
        h = rnn_step(x, h, Wx, Wh, b)
        x = tf.tanh(h @ Wy + by)
        outputs.append(x)
    return tf.stack(outputs, axis=1)


@misconception(
    "one_to_many",
    hint="`x0` stands first among your outputs and the last output is missing. What you feed in is "
    "no result.",
)
def start_among_the_outputs(x0, h0, Wx, Wh, b, Wy, by, steps):
    h, outputs = h0, [x0]
    for _ in range(steps - 1):
        h = rnn_step(outputs[-1], h, Wx, Wh, b)
        outputs.append(h @ Wy + by)
    return tf.stack(outputs, axis=1)


@misconception(
    "one_to_many",
    hint="Your outputs are in reverse order: what is generated first stands last.",
)
def outputs_in_reverse(x0, h0, Wx, Wh, b, Wy, by, steps):
    x, h, outputs = x0, h0, []
    for _ in range(steps):
        h = rnn_step(x, h, Wx, Wh, b)
        x = h @ Wy + by
        outputs.insert(0, x)
    return tf.stack(outputs, axis=1)


@misconception(
    "one_to_many",
    hint="Your generator starts from a zero state. It starts from `h0`: in captioning, that is "
    "where the image comes in.",
)
def generator_from_zero_state(x0, h0, Wx, Wh, b, Wy, by, steps):
    x, h, outputs = x0, tf.zeros_like(h0), []
    for _ in range(steps):
        h = rnn_step(x, h, Wx, Wh, b)
        x = h @ Wy + by
        outputs.append(x)
    return tf.stack(outputs, axis=1)


@misconception(
    "one_to_many",
    hint="The outputs are right, but the gradient does not pass through what you feed back. It is "
    "the same tensor as the output, with its history.",
)
def feedback_detached(x0, h0, Wx, Wh, b, Wy, by, steps):
    x, h, outputs = x0, h0, []
    for _ in range(steps):
        h = rnn_step(tf.stop_gradient(x), h, Wx, Wh, b)
        x = h @ Wy + by
        outputs.append(x)
    return tf.stack(outputs, axis=1)
