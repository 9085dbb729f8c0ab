"""The reference functions of assignment 4 that follow one sequence, against independent oracles.

Oracles: probabilities multiplied by hand and by enumeration, an RNN written out in plain Python
loops, and for sampling the chi-square test of counts against the softmax. The models remember all
tokens, their state is nested and not zero, and V, T and the units all differ.
"""

import itertools
import math

import numpy as np
import pytest

from solutions.a4_decoding import (
    greedy_decode,
    sample_sequence,
    sample_token,
    sequence_log_prob,
)

# Beyond these a right answer falls once in a million runs: chi-square with 1 to 11 degrees.
CHI_SQUARE = {1: 23.9, 2: 27.6, 3: 30.7, 4: 33.4, 5: 35.9, 6: 38.3, 7: 40.5, 8: 42.7, 11: 48.9}


class Remembering:
    """A language model whose next token depends on everything read, and an oracle for it.

    `step` works on batches with a nested state; `next_log_probs` takes a whole prefix and goes over
    it in plain loops.
    """

    def __init__(self, seed, vocab, units=3):
        rng = np.random.default_rng(seed)
        self.embed, self.inside = rng.normal(size=(vocab, units)), rng.normal(size=(units, units))
        self.out, self.bias = rng.normal(size=(units, vocab)), rng.normal(size=vocab)
        self.h0, self.vocab = rng.normal(size=units), vocab
        self.calls = []

    @property
    def state(self):
        return {"h": self.h0[None].copy(), "seen": [np.array([7]), (np.zeros((1, 1, 2)),)]}

    def step(self, tokens, state):
        assert isinstance(tokens, np.ndarray)
        assert tokens.dtype.kind == "i"
        assert tokens.shape == (len(state["h"]),)
        assert state["seen"][0].shape == tokens.shape
        self.calls.append(len(tokens))
        h = np.tanh(self.embed[tokens] + state["h"] @ self.inside)
        count, (sums,) = state["seen"]
        scores = h @ self.out + self.bias + 0.3 * sums[:, 0, :1] * np.arange(self.vocab)
        log_probs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        sums = sums + np.where(tokens % 2 == 0, 1.0, -0.5)[:, None, None]
        return log_probs, {"h": h, "seen": [count + 1, (sums,)]}

    def next_log_probs(self, prefix):
        h, total = list(self.h0), 0.0
        units = range(len(h))
        for position, token in enumerate(prefix):
            if position:
                total += 1.0 if prefix[position - 1] % 2 == 0 else -0.5
            h = [
                math.tanh(self.embed[token, j] + sum(h[i] * self.inside[i, j] for i in units))
                for j in units
            ]
        scores = [
            sum(h[i] * self.out[i, v] for i in units) + self.bias[v] + 0.3 * total * v
            for v in range(self.vocab)
        ]
        log_sum = math.log(sum(map(math.exp, scores)))
        return [score - log_sum for score in scores]


def table_model(rows):
    with np.errstate(divide="ignore"):
        table = np.log(np.array(rows))
    return lambda tokens, state: (table[tokens], state)


NOTHING = np.zeros((1, 0))


def chi_square(counts, probabilities):
    expected = np.sum(counts) * np.asarray(probabilities)
    return float(np.sum((np.asarray(counts) - expected) ** 2 / expected))


def test_the_batched_model_is_the_one_in_loops():
    model = Remembering(1, vocab=5)
    state, tokens = model.state, [3, 0, 0, 4, 1]
    for t in range(len(tokens)):
        log_probs, state = model.step(np.array(tokens[t : t + 1]), state)
        np.testing.assert_allclose(log_probs[0], model.next_log_probs(tokens[: t + 1]), atol=1e-12)


@pytest.mark.parametrize("container", [list, tuple, np.array])
@pytest.mark.parametrize("length", [1, 2, 6])
def test_a_sequences_log_probability_follows_the_chain_rule(container, length):
    model = Remembering(2, vocab=5)
    tokens = [4, 1, 1, 0, 3, 2][:length]
    expected = sum(model.next_log_probs(tokens[:t])[tokens[t]] for t in range(1, length))
    given = sequence_log_prob(model.step, model.state, container(tokens))
    assert isinstance(given, float)
    assert given == pytest.approx(expected, abs=1e-12)


def test_the_probabilities_of_all_sequences_add_up_to_one():
    model = Remembering(3, vocab=4)
    total = sum(
        math.exp(sequence_log_prob(model.step, model.state, [2, *rest]))
        for rest in itertools.product(range(4), repeat=3)
    )
    assert total == pytest.approx(1.0, abs=1e-12)


def test_an_impossible_sequence_has_log_probability_minus_infinity():
    step = table_model([[0.0, 1.0], [0.25, 0.75]])
    assert sequence_log_prob(step, NOTHING, [1, 0, 0, 1]) == -math.inf
    assert sequence_log_prob(step, NOTHING, [1, 0, 1, 1]) == pytest.approx(math.log(0.25 * 0.75))


def greedy_in_loops(model, start, eos, max_len):
    tokens = []
    while len(tokens) < max_len and (not tokens or tokens[-1] != eos):
        log_probs = model.next_log_probs([start, *tokens])
        tokens.append(log_probs.index(max(log_probs)))
    return tokens


@pytest.mark.parametrize("seed", range(6))
def test_greedy_decoding_takes_the_likeliest_token_each_time(seed):
    model = Remembering(seed, vocab=6)
    for eos in (*range(6), 99):
        given = greedy_decode(model.step, model.state, 5, eos, 7)
        assert given == greedy_in_loops(model, 5, eos, 7)
        assert all(type(token) is int for token in given)


def test_greedy_decoding_ends_with_the_end_and_not_with_the_start():
    step = table_model([[0.3, 0.2, 0.5], [0.6, 0.2, 0.2], [0.1, 0.8, 0.1]])
    assert greedy_decode(step, NOTHING, 0, 0, 9) == [2, 1, 0]
    assert greedy_decode(step, NOTHING, 0, 0, 2) == [2, 1]
    assert greedy_decode(step, NOTHING, 0, 2, 9) == [2]


@pytest.mark.parametrize("decode", [greedy_decode, sample_sequence])
def test_a_decoder_asks_for_no_more_steps_than_it_writes_tokens(decode):
    model = Remembering(4, vocab=6)
    more = (1.0, np.random.default_rng(0)) if decode is sample_sequence else ()
    for _ in range(5):
        model.calls = []
        tokens = decode(model.step, model.state, 0, 1, 6, *more)
        assert model.calls == [1] * len(tokens)


@pytest.mark.parametrize("temperature", [0.3, 1.0, 4.0])
def test_tokens_come_as_often_as_the_softmax_says(temperature):
    logits = np.array([0.7, -1.2, 1.9, 0.0, 1.4])
    weights = [math.exp(logit / temperature) for logit in logits]
    expected = np.array(weights) / sum(weights)
    rng = np.random.default_rng(5)
    draws = [sample_token(logits, temperature, rng) for _ in range(20_000)]
    assert all(type(token) is int for token in draws)
    assert chi_square(np.bincount(draws, minlength=5), expected) < CHI_SQUARE[4]


@pytest.mark.parametrize("shift", [-1000.0, 0.0, 1000.0])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_shift_of_the_logits_changes_nothing_and_nothing_overflows(shift, dtype):
    logits = np.array([0.5, 1.5, -np.inf, 2.5], dtype=dtype)
    expected = np.exp([0.5, 1.5, 2.5]) / np.exp([0.5, 1.5, 2.5]).sum()
    rng = np.random.default_rng(6)
    draws = [sample_token(logits + dtype_of(shift, dtype), 1.0, rng) for _ in range(8000)]
    counts = np.bincount(draws, minlength=4)
    assert counts[2] == 0
    assert chi_square(counts[[0, 1, 3]], expected) < CHI_SQUARE[2]


def dtype_of(number, dtype):
    return np.asarray(number, dtype=dtype)


def test_at_temperature_zero_and_close_to_it_the_largest_logit_is_drawn():
    rng = np.random.default_rng(7)
    logits = rng.normal(size=(50, 9)) * 5
    for row in logits:
        for temperature in (0, 0.0, 1e-4, 1e-8):
            assert sample_token(row, temperature, rng) == row.argmax()


def test_draws_become_the_argmax_as_the_temperature_falls_and_even_as_it_rises():
    logits, rng = np.array([0.2, 1.0, 0.5]), np.random.default_rng(8)
    shares = {
        temperature: np.bincount(
            [sample_token(logits, temperature, rng) for _ in range(4000)], minlength=3
        )
        / 4000
        for temperature in (0.02, 0.3, 1.0, 300.0)
    }
    assert shares[0.02].tolist() == [0, 1, 0]
    assert shares[0.3][1] > shares[1.0][1] > shares[300.0][1]
    assert chi_square(4000 * shares[300.0], [1 / 3] * 3) < CHI_SQUARE[2]


def test_logits_are_left_as_they_were():
    logits = np.array([3.0, 1.0, 2.0])
    sample_token(logits, 0.5, np.random.default_rng(9))
    assert logits.tolist() == [3.0, 1.0, 2.0]


@pytest.mark.parametrize("temperature", [1.0, 0.5])
def test_whole_sequences_come_as_often_as_the_product_of_their_steps(temperature):
    model, start, eos = Remembering(10, vocab=3), 2, 0
    expected = {}
    for tokens in ((0,), *((a, b) for a in (1, 2) for b in (0, 1, 2))):
        share = 1.0
        for t, token in enumerate(tokens):
            powers = np.exp(np.array(model.next_log_probs([start, *tokens[:t]])) / temperature)
            share *= powers[token] / powers.sum()
        expected[tokens] = share
    assert sum(expected.values()) == pytest.approx(1.0)
    rng = np.random.default_rng(11)
    drawn = [
        tuple(sample_sequence(model.step, model.state, start, eos, 2, temperature, rng))
        for _ in range(6000)
    ]
    assert set(drawn) <= set(expected)
    counts = [drawn.count(tokens) for tokens in expected]
    assert chi_square(counts, list(expected.values())) < CHI_SQUARE[6]


@pytest.mark.parametrize("seed", range(4))
def test_sampling_at_temperature_zero_is_greedy_decoding(seed):
    model, rng = Remembering(seed, vocab=6), np.random.default_rng(12)
    for eos in (1, 3, 99):
        given = sample_sequence(model.step, model.state, 3, eos, 7, 0, rng)
        assert given == greedy_in_loops(model, 3, eos, 7)
