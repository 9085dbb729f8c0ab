"""Probes of a4_decoding: the models that `step` stands for, and what scores or follows them.

A model looks its log-probabilities up in tables. It remembers what it was asked, in its state, so
that a hidden test can see which hypotheses were expanded. `probes_sampling` has what draws.
"""

import numpy as np


class Language:
    """A model with three registers and the tokens so far in its state.

    Args:
        table: log-probabilities, `[states, token before, token]`.
        moves: `[registers, states, token]`: where a token takes a register.
        first: the registers before the first token.
        form: how the state is packed: "array", "list", "tuple" or "nested".
    """

    def __init__(self, table, moves, first, form):
        self.table, self.moves, self.first, self.form = table, moves, first, form
        self.tokens_given = []
        # The tokens of a hypothesis as one number -> what was said to follow it.
        self.expanded = {}

    def state(self):
        """The state before the first token."""
        return self._packed(np.array(self.first)[None], np.zeros(1, dtype="int64"))

    def step(self, tokens, state):
        """Reads one token a hypothesis; the next log-probabilities, and the state after it."""
        self.tokens_given.append(tokens)
        tokens = self._checked(tokens)
        registers, history = self._unpacked(state, len(tokens))
        which = np.arange(len(self.first))
        registers = self.moves[which, registers, tokens[:, None]]
        # The tokens so far are the digits of one number, so that they fit any form of state.
        history = history * (self.table.shape[-1] + 1) + tokens + 1
        rows = registers.sum(axis=1) % self.table.shape[0]
        log_probs = self.table[rows, tokens]
        self.expanded.update(zip(history.tolist(), log_probs.copy(), strict=True))
        return log_probs, self._packed(registers, history)

    def hypotheses(self):
        """Every hypothesis that was expanded: its tokens, the start first, and what may follow."""
        return [
            {"tokens": self._digits(number), "log_probs": log_probs}
            for number, log_probs in self.expanded.items()
        ]

    def _checked(self, tokens):
        numbers, vocab = np.asarray(tokens), self.table.shape[-1]
        if numbers.ndim != 1 or numbers.dtype.kind not in "iu":
            raise ValueError(
                f"`step` was given tokens of shape {numbers.shape} and dtype {numbers.dtype}; "
                "expected integers of shape [K], one for each hypothesis."
            )
        if numbers.size == 0 or numbers.min() < 0 or numbers.max() >= vocab:
            raise ValueError(
                f"`step` was given the tokens {numbers.tolist()}; expected at least one, and each "
                f"from 0 to {vocab - 1}."
            )
        return numbers.astype("int64")

    def _packed(self, registers, history):
        a, b, c = registers.T
        if self.form == "array":
            return np.column_stack([registers, history]).astype("float64")
        if self.form in ("list", "tuple"):
            parts = [a, np.stack([c, b], axis=1).astype("float64"), history]
            return parts if self.form == "list" else tuple(parts)
        return {
            "layers": ([a[:, None].astype("float64"), b], {"deep": (c[:, None, None],)}),
            "read": history,
        }

    def _unpacked(self, state, count):
        if self.form == "array":
            whole = _part(state, (count, 4))
            return whole[:, :3], whole[:, 3]
        try:
            if self.form in ("list", "tuple"):
                a, both, history = state
                both = _part(both, (count, 2))
                a, b, c = _part(a, (count,)), both[:, 1], both[:, 0]
            else:
                (a, b), c = state["layers"][0], state["layers"][1]["deep"][0]
                history = state["read"]
                a, b = _part(a, (count, 1))[:, 0], _part(b, (count,))
                c = _part(c, (count, 1, 1))[:, 0, 0]
        except (TypeError, KeyError, IndexError) as error:
            raise ValueError(
                "`step` was given a state of another structure than it returned: "
                f"{type(error).__name__}."
            ) from None
        return np.stack([a, b, c], axis=1), _part(history, (count,))

    def _digits(self, number):
        base, digits = self.table.shape[-1] + 1, []
        while number > 0:
            number, digit = divmod(number, base)
            digits.append(digit - 1)
        return digits[::-1]


def _part(value, shape):
    array = np.asarray(value)
    if array.shape != shape:
        raise ValueError(
            f"`step` was given {shape[0]} tokens, and a state that holds an array of shape "
            f"{array.shape}; expected {shape}: one row for each hypothesis."
        )
    return array.astype("int64")


def as_number(value):
    """A number of any kind, also alone in an array, as float64; anything else as it is."""
    array = np.asarray(value)
    return array.astype("float64").reshape(()) if _is_number(array) else value


def _is_number(array):
    return array.size == 1 and array.dtype.kind in "iuf"


def is_int(value):
    """Whether this is an integer of Python or NumPy, and no truth value."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def as_tokens(value):
    """Integers in a list, tuple or array as a list of ints; anything else as it is."""
    try:
        array = np.asarray(value)
    except ValueError:
        return value
    fits = array.ndim == 1 and (array.dtype.kind in "iu" or not array.size)
    return [int(token) for token in array] if fits else value


def as_hypotheses(value):
    """Pairs of tokens and score as two lists; anything else as it is."""
    if not all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in value):
        return value
    tokens = [as_tokens(tokens) for tokens, _ in value]
    scores = [np.asarray(score) for _, score in value]
    if not all(_is_number(score) for score in scores):
        return value
    return {"tokens": tokens, "scores": np.array([float(as_number(s)) for s in scores])}


def scores(answer, model, sequences):
    """`sequence_log_prob` of each of these sequences, from the model's first state."""
    found = []
    for tokens in sequences:
        language = Language(**model)
        given = np.array(tokens)
        found.append(as_number(answer.sequence_log_prob(language.step, language.state(), given)))
    return found


def scoring(answer, model, tokens):
    """What `sequence_log_prob` returns and leaves behind."""
    language = Language(**model)
    state, given = language.state(), np.array(tokens)
    total = answer.sequence_log_prob(language.step, state, given)
    return {
        "total": as_number(total),
        "shape": list(np.shape(total)),
        "tokens moved by": given - np.array(tokens),
        "state moved by": state - language.state(),
        "types of the tokens given": [
            f"{type(tokens).__name__} of {getattr(tokens, 'dtype', 'no dtype')}"
            for tokens in language.tokens_given
        ],
    }


def greedy(answer, model, start, eos, max_len):
    """The tokens of `greedy_decode`."""
    language = Language(**model)
    return as_tokens(answer.greedy_decode(language.step, language.state(), start, eos, max_len))


def greedy_types(answer, model, start, eos, max_len):
    """What `greedy_decode` returns, and of which types it is made."""
    language = Language(**model)
    tokens = answer.greedy_decode(language.step, language.state(), start, eos, max_len)
    integers = [is_int(token) for token in tokens]
    kind = type(tokens).__name__
    return {"tokens": as_tokens(tokens), "type": kind, "all integers": all(integers)}


def beams(answer, model, **given):
    """The hypotheses of `beam_search`."""
    language = Language(**model)
    return as_hypotheses(answer.beam_search(language.step, language.state(), **given))


def expansions(answer, model, **given):
    """Which hypotheses `beam_search` had expanded."""
    language = Language(**model)
    answer.beam_search(language.step, language.state(), **given)
    return language.hypotheses()


def diverse_beams(answer, model, **given):
    """The hypotheses of `diverse_beam_search`."""
    language = Language(**model)
    return as_hypotheses(answer.diverse_beam_search(language.step, language.state(), **given))
