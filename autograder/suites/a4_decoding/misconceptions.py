"""Known wrong answers to `sequence_log_prob` and `greedy_decode`, each with a hint.

Each stands under its question's name in the solution's namespace; a default of `right` is the
solution, where the mistake is made around it.
"""

import numpy as np

from autograder.testing import misconception

# --- sequence_log_prob ---------------------------------------------------------------------------


@misconception(
    "sequence_log_prob",
    hint="You return a probability. Its logarithm is asked for: what `step` gives, added up.",
)
def probability_returned(step, state, tokens, right=sequence_log_prob):
    return float(np.exp(right(step, state, tokens)))


@misconception(
    "sequence_log_prob",
    hint="You return the mean over the tokens. The chain rule multiplies the probabilities, so "
    "their logarithms add up, and nothing is divided.",
)
def mean_over_the_tokens(step, state, tokens, right=sequence_log_prob):
    return right(step, state, tokens) / max(1, len(tokens) - 1)


@misconception(
    "sequence_log_prob",
    hint="You look up the token that was just read. What a step returns is about the token after "
    "it.",
)
def token_read_is_scored(step, state, tokens):
    total = 0.0
    for t in range(1, len(tokens)):
        log_probs, state = step(np.array([tokens[t - 1]]), state)
        total += float(log_probs[0, tokens[t - 1]])
    return total


@misconception(
    "sequence_log_prob",
    hint="Every step gets the first state again, so the model forgets all but the last token. Pass "
    "on the state that `step` returns.",
)
def state_thrown_away(step, state, tokens):
    total = 0.0
    for t in range(1, len(tokens)):
        log_probs, _ = step(np.array([tokens[t - 1]]), state)
        total += float(log_probs[0, tokens[t]])
    return total


@misconception(
    "sequence_log_prob",
    hint="Every step reads the first token. From the second step on, it reads the one before the "
    "token that is scored.",
)
def first_token_read_again(step, state, tokens):
    total = 0.0
    for t in range(1, len(tokens)):
        log_probs, state = step(np.array([tokens[0]]), state)
        total += float(log_probs[0, tokens[t]])
    return total


@misconception(
    "sequence_log_prob",
    hint="The last token is never scored. T tokens have T - 1 conditional probabilities.",
)
def last_token_left_out(step, state, tokens):
    total = 0.0
    for t in range(1, len(tokens) - 1):
        log_probs, state = step(np.array([tokens[t - 1]]), state)
        total += float(log_probs[0, tokens[t]])
    return total


@misconception(
    "sequence_log_prob",
    hint="Your sum has a term for the first token, made by reading `tokens[-1]`, the last one. The "
    "first token is given and costs nothing.",
)
def first_token_scored_after_the_last(step, state, tokens):
    total = 0.0
    for t in range(len(tokens)):
        log_probs, state = step(np.array([tokens[t - 1]]), state)
        total += float(log_probs[0, tokens[t]])
    return total


@misconception(
    "sequence_log_prob",
    hint="You take the logarithm of what is one already. `step` returns log-probabilities.",
)
def logarithm_taken_twice(step, state, tokens):
    total = 0.0
    for t in range(1, len(tokens)):
        log_probs, state = step(np.array([tokens[t - 1]]), state)
        total += float(np.log(log_probs[0, tokens[t]]))
    return total


@misconception(
    "sequence_log_prob",
    hint="You add probabilities up and take the logarithm at the end. All tokens have to come, one "
    "and the other: their probabilities are multiplied.",
)
def probabilities_added_up(step, state, tokens):
    total = 0.0
    for t in range(1, len(tokens)):
        log_probs, state = step(np.array([tokens[t - 1]]), state)
        total += float(np.exp(log_probs[0, tokens[t]]))
    return float(np.log(total)) if len(tokens) > 1 else 0.0


@misconception(
    "sequence_log_prob",
    hint="Your result is in bits, from logarithms to the base 2. Natural logarithms are asked for.",
)
def log_prob_in_bits(step, state, tokens, right=sequence_log_prob):
    return right(step, state, tokens) / float(np.log(2))


@misconception(
    "sequence_log_prob",
    hint="A small number keeps you from minus infinity. For what is impossible that is the right "
    "answer, and it needs no special case.",
)
def impossible_made_improbable(step, state, tokens):
    total = 0.0
    for t in range(1, len(tokens)):
        log_probs, state = step(np.array([tokens[t - 1]]), state)
        total += float(np.log(np.exp(log_probs[0, tokens[t]]) + 1e-12))
    return total


@misconception(
    "sequence_log_prob",
    hint="An array of one number comes back. Take the row 0 of the log-probabilities as well.",
)
def array_of_one_number(step, state, tokens):
    total = np.zeros(1)
    for t in range(1, len(tokens)):
        log_probs, state = step(np.array([tokens[t - 1]]), state)
        total = total + log_probs[:, tokens[t]]
    return total


@misconception(
    "sequence_log_prob",
    hint="`step` is given a list. It takes an array `[K]`, here of one: `np.array([token])`.",
)
def step_given_a_list(step, state, tokens):
    total = 0.0
    for t in range(1, len(tokens)):
        log_probs, state = step([int(tokens[t - 1])], state)
        total += float(log_probs[0, tokens[t]])
    return total


@misconception(
    "sequence_log_prob",
    hint="You treat the state as one array. It may be lists, tuples and dicts of arrays, too; hand "
    "it on as it is.",
    raises="ValueError",
)
def state_made_one_array(step, state, tokens):
    total = 0.0
    for t in range(1, len(tokens)):
        log_probs, state = step(np.array([tokens[t - 1]]), np.asarray(state))
        total += float(log_probs[0, tokens[t]])
    return total


# --- greedy_decode -------------------------------------------------------------------------------


@misconception(
    "greedy_decode",
    hint="The start token stands in front of your result. It is given, and not written by the "
    "model.",
)
def greedy_returns_the_start(step, state, start, eos, max_len, right=greedy_decode):
    return [start, *right(step, state, start, eos, max_len)]


@misconception(
    "greedy_decode",
    hint="`eos` is missing at the end of your result. It is a token that the model chose: it "
    "belongs to the sequence.",
)
def greedy_without_eos(step, state, start, eos, max_len, right=greedy_decode):
    return [token for token in right(step, state, start, eos, max_len) if token != eos]


@misconception(
    "greedy_decode",
    hint="You go on after `eos`. The sequence ends there.",
)
def greedy_never_stops(step, state, start, eos, max_len):
    token, tokens = start, []
    for _ in range(max_len):
        log_probs, state = step(np.array([token]), state)
        token = int(np.argmax(log_probs[0]))
        tokens.append(token)
    return tokens


@misconception(
    "greedy_decode",
    hint="You stop one token late: there is one more after `eos`. Look for it right after you add "
    "a token.",
)
def greedy_stops_one_late(step, state, start, eos, max_len):
    token, tokens = start, []
    for _ in range(max_len):
        log_probs, state = step(np.array([token]), state)
        ended = bool(tokens) and token == eos
        token = int(np.argmax(log_probs[0]))
        tokens.append(token)
        if ended:
            break
    return tokens


@misconception(
    "greedy_decode",
    hint="Every step gets the first state again. Pass on the state that `step` returns.",
)
def greedy_forgets_the_state(step, state, start, eos, max_len):
    token, tokens = start, []
    for _ in range(max_len):
        log_probs, _ = step(np.array([token]), state)
        token = int(np.argmax(log_probs[0]))
        tokens.append(token)
        if token == eos:
            break
    return tokens


@misconception(
    "greedy_decode",
    hint="Every step reads the start token. What the model wrote is what it reads next.",
)
def greedy_reads_the_start_again(step, state, start, eos, max_len):
    tokens = []
    for _ in range(max_len):
        log_probs, state = step(np.array([start]), state)
        tokens.append(int(np.argmax(log_probs[0])))
        if tokens[-1] == eos:
            break
    return tokens
