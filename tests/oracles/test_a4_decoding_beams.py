"""The reference beam searches of assignment 4 against independent oracles.

Oracles: enumeration of every sequence, a search that follows the rules one hypothesis at a time
with plain prefixes instead of states, and values worked out by hand. The models remember all
tokens.
"""

import itertools
import math

import keras
import numpy as np
import pytest

from solutions.a4_decoding import beam_search, diverse_beam_search, greedy_decode

NOTHING = np.zeros((1, 0))


class Remembering:
    """Next tokens depend on all before them, through an integer code in a nested state."""

    def __init__(self, seed, vocab, impossible=0.0, scale=1.5):
        rng = np.random.default_rng(seed)
        self.vocab, self.codes = vocab, 4001
        scores = rng.normal(0, scale, (self.codes, vocab))
        with np.errstate(divide="ignore"):
            weights = np.exp(scores) * (rng.random((self.codes, vocab)) >= impossible)
            self.table = np.log(weights) - np.log(weights.sum(axis=1, keepdims=True) + 1e-300)
        self.calls = []

    @property
    def state(self):
        return {"code": (np.array([17]),), "copy": [np.full((1, 2, 1), 17)]}

    def step(self, tokens, state):
        assert isinstance(tokens, np.ndarray)
        (code,), (copy,) = state["code"], state["copy"]
        assert tokens.shape == code.shape
        # The same code twice, in arrays of different shapes: both have to be reordered.
        np.testing.assert_array_equal(copy, np.tile(code[:, None, None], (1, 2, 1)))
        self.calls.append(len(tokens))
        code = (31 * code + 7 * tokens + 3) % self.codes
        copy = np.tile(code[:, None, None], (1, 2, 1))
        return self.table[code], {"code": (code,), "copy": [copy]}

    def next_log_probs(self, prefix):
        code = 17
        for token in prefix:
            code = (31 * code + 7 * token + 3) % self.codes
        return self.table[code]


def enumerated(model, start, eos, max_len, alpha=0.0):
    """Every finished sequence with its score, best first."""
    found, beginnings = [], [((), 0.0)]
    for length in range(1, max_len + 1):
        longer = [
            ((*tokens, v), log_p + row[v])
            for tokens, log_p in beginnings
            for row in [model.next_log_probs([start, *tokens])]
            for v in range(model.vocab)
            if row[v] > -math.inf
        ]
        ended = [one for one in longer if one[0][-1] == eos or length == max_len]
        found += [(list(tokens), log_p / length**alpha) for tokens, log_p in ended]
        beginnings = [one for one in longer if one[0][-1] != eos]
    return sorted(found, key=lambda pair: -pair[1])


def by_the_rules(model, start, eos, width, max_len, alpha=0.0, stop=True):
    """The contract's words, one hypothesis after the other, with prefixes for states."""
    beam, finished = [((), 0.0)], []
    for length in range(1, max_len + 1):
        extensions = []
        for tokens, log_p in beam:
            row = model.next_log_probs([start, *tokens])
            extensions += [((*tokens, v), log_p + float(row[v])) for v in range(model.vocab)]
        extensions = [one for one in extensions if one[1] > -math.inf]
        extensions.sort(key=lambda one: -one[1])
        beam = []
        for tokens, log_p in extensions[:width]:
            if tokens[-1] == eos or length == max_len:
                finished.append((list(tokens), log_p / length**alpha))
            else:
                beam.append((tokens, log_p))
        finished.sort(key=lambda pair: -pair[1])
        if not beam:
            break
        enough = len(finished) >= width
        if stop and enough and finished[width - 1][1] >= beam[0][1] / max_len**alpha:
            break
    return finished[:width]


def diverse_by_the_rules(model, start, eos, width, groups, strength, max_len):
    size = width // groups
    beams, finished = [[((), 0.0)] for _ in range(groups)], [[] for _ in range(groups)]
    for length in range(1, max_len + 1):
        chosen = [0] * model.vocab
        for group in range(groups):
            ranked = []
            for tokens, log_p in beams[group]:
                row = model.next_log_probs([start, *tokens])
                ranked += [
                    (
                        log_p + float(row[v]) - strength * chosen[v],
                        (*tokens, v),
                        log_p + float(row[v]),
                    )
                    for v in range(model.vocab)
                    if row[v] > -math.inf
                ]
            ranked.sort(key=lambda one: -one[0])
            beams[group] = []
            for _, tokens, log_p in ranked[:size]:
                if tokens[-1] == eos or length == max_len:
                    finished[group].append((list(tokens), log_p))
                else:
                    beams[group].append((tokens, log_p))
            for _, tokens, _ in ranked[:size]:
                chosen[tokens[-1]] += 1
    best = [sorted(one, key=lambda pair: -pair[1])[:size] for one in finished]
    return sorted(itertools.chain(*best), key=lambda pair: -pair[1])


def assert_same(given, expected):
    assert [tokens for tokens, _ in given] == [tokens for tokens, _ in expected]
    np.testing.assert_allclose([s for _, s in given], [s for _, s in expected], atol=1e-12)
    for tokens, score in given:
        assert isinstance(tokens, list)
        assert all(type(token) is int for token in tokens)
        assert type(score) is float


@pytest.mark.parametrize("alpha", [0.0, 0.6, 1.0, 1.7])
@pytest.mark.parametrize("seed", range(5))
def test_a_beam_that_drops_nothing_is_enumeration(seed, alpha):
    model = Remembering(seed, vocab=4)
    for start, eos in ((0, 3), (1, 1), (2, 99)):
        expected = enumerated(model, start, eos, 4, alpha)
        given = beam_search(model.step, model.state, start, eos, 4**4, 4, alpha)
        assert_same(given, expected)
        best = beam_search(model.step, model.state, start, 99, 4**3, 4, alpha)
        assert_same(best[:1], enumerated(model, start, 99, 4, alpha)[:1])


@pytest.mark.parametrize("impossible", [0.0, 0.4])
@pytest.mark.parametrize("alpha", [0.0, 0.5, 1.0, 1.5])
@pytest.mark.parametrize("width", [1, 2, 3, 5])
def test_every_width_follows_the_rules(width, alpha, impossible):
    for seed in range(12):
        model = Remembering(100 + seed, vocab=6, impossible=impossible)
        for start, eos, max_len in ((0, 3, 7), (2, 2, 5), (5, 99, 4), (1, 0, 1)):
            given = beam_search(model.step, model.state, start, eos, width, max_len, alpha)
            assert_same(given, by_the_rules(model, start, eos, width, max_len, alpha))


def test_stopping_early_changes_no_result():
    stopped = 0
    for seed in range(30):
        model = Remembering(200 + seed, vocab=5)
        for alpha in (0.0, 0.7):
            given = beam_search(model.step, model.state, 0, 1, 3, 9, alpha)
            stopped += len(model.calls) < 9
            model.calls = []
            expected = by_the_rules(model, 0, 1, 3, 9, alpha, stop=False)
            assert_same(given, expected)
    assert stopped > 10


def test_a_chain_by_hand():
    rows = [
        [0, 0.4, 0.3, 0.2, 0.1, 0],
        [0, 0, 1, 0, 0, 0],
        [0, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 1, 0],
        [0, 0, 0, 0, 0, 1],
        [0.2, 0.1, 0.2, 0.2, 0.2, 0.3],
    ]
    with np.errstate(divide="ignore"):
        table = np.log(np.array(rows))
    found = beam_search(lambda tokens, state: (table[tokens], state), NOTHING, 0, 5, 3, 10)
    assert [tokens for tokens, _ in found] == [[1, 2, 3, 4, 5], [2, 3, 4, 5], [3, 4, 5]]
    np.testing.assert_allclose(np.exp([score for _, score in found]), [0.4, 0.3, 0.2])


def test_the_length_of_the_penalty_counts_the_end_and_not_the_start():
    table = np.log(np.array([[0.25, 0.25, 0.5], [0.5, 0.2, 0.3], [1 / 3, 1 / 3, 1 / 3]]))
    found = beam_search(lambda tokens, state: (table[tokens], state), NOTHING, 0, 2, 9, 2, 1.0)
    assert found[0] == ([2], pytest.approx(math.log(0.5)))
    scores = {tuple(tokens): score for tokens, score in found}
    assert scores[0, 2] == pytest.approx(math.log(0.25 * 0.5) / 2)
    assert scores[1, 0] == pytest.approx(math.log(0.25 * 0.5) / 2)
    assert scores[1, 2] == pytest.approx(math.log(0.25 * 0.3) / 2)


@pytest.mark.parametrize("seed", range(8))
def test_a_beam_of_one_is_greedy_decoding(seed):
    model = Remembering(seed, vocab=7)
    for start, eos in ((0, 2), (3, 3), (1, 99)):
        ((tokens, _),) = beam_search(model.step, model.state, start, eos, 1, 6)
        assert tokens == greedy_decode(model.step, model.state, start, eos, 6)


def test_a_beam_of_one_is_greedy_decoding_on_ties_too():
    def even(tokens, state):
        return np.full((len(tokens), 4), -math.log(4)), state

    ((tokens, _),) = beam_search(even, NOTHING, 3, 99, 1, 3)
    assert tokens == greedy_decode(even, NOTHING, 3, 99, 3) == [0, 0, 0]


def test_one_call_a_step_with_open_hypotheses_only():
    model = Remembering(7, vocab=6)
    beam_search(model.step, model.state, 0, 99, 4, 5)
    assert model.calls == [1, 4, 4, 4, 4]
    table = np.log(np.array([[0.3, 0.6, 0.1]] * 3))
    sizes = []

    def step(tokens, state):
        sizes.append(len(tokens))
        return table[tokens], state

    # Of the two that are kept at first, [1] is finished; its place is free at the next step.
    beam_search(step, NOTHING, 0, 1, 2, 3)
    assert sizes[:2] == [1, 1]


def test_nothing_possible_gives_an_empty_list():
    def dead_end(tokens, state):
        return np.full((len(tokens), 3), -np.inf), state

    assert beam_search(dead_end, NOTHING, 0, 1, 2, 5) == []
    assert diverse_beam_search(dead_end, NOTHING, 0, 1, 2, 2, 0.5, 5) == []


@pytest.mark.parametrize("decode", ["beam", "diverse"])
def test_the_given_state_keeps_its_values_and_its_form(decode):
    seen = []
    state = {"h": [np.arange(3.0)[None], (np.array([4]),)]}
    table = np.log(np.full((5, 5), 0.2))

    def step(tokens, given):
        seen.append(keras.tree.map_structure(lambda array: array.shape[1:], given))
        assert all(len(array) == len(tokens) for array in keras.tree.flatten(given))
        return table[tokens], given

    if decode == "beam":
        beam_search(step, state, 0, 9, 3, 3)
    else:
        diverse_beam_search(step, state, 0, 9, 4, 2, 0.5, 3)
    assert seen == [{"h": [(3,), ((),)]}] * 3
    np.testing.assert_array_equal(state["h"][0], [[0, 1, 2]])
    np.testing.assert_array_equal(state["h"][1][0], [4])


@pytest.mark.parametrize("strength", [0.0, 0.3, 1.0, 6.0])
@pytest.mark.parametrize(("width", "groups"), [(1, 1), (3, 1), (2, 2), (4, 2), (6, 3), (6, 2)])
def test_every_group_follows_the_rules(width, groups, strength):
    for seed in range(8):
        model = Remembering(300 + seed, vocab=6, impossible=0.2)
        for start, eos, max_len in ((0, 3, 6), (2, 2, 4), (5, 99, 3)):
            given = diverse_beam_search(
                model.step, model.state, start, eos, width, groups, strength, max_len
            )
            expected = diverse_by_the_rules(model, start, eos, width, groups, strength, max_len)
            np.testing.assert_allclose([s for _, s in given], [s for _, s in expected], atol=1e-12)
            # Groups may repeat each other: equal scores may stand in any order.
            assert sorted(map(repr, given)) == sorted(map(repr, expected))


def test_one_group_is_a_plain_beam_search():
    for seed in range(10):
        model = Remembering(400 + seed, vocab=6)
        plain = beam_search(model.step, model.state, 0, 2, 4, 6)
        assert_same(diverse_beam_search(model.step, model.state, 0, 2, 4, 1, 9.0, 6), plain)


def test_the_second_group_leaves_a_token_above_the_log_of_the_ratio():
    table = np.log(np.array([[0.5, 0.3, 0.2]] * 3))

    def chosen(strength):
        found = diverse_beam_search(
            lambda tokens, state: (table[tokens], state), NOTHING, 0, 9, 2, 2, strength, 1
        )
        return [tokens for tokens, _ in found]

    assert chosen(math.log(5 / 3) - 1e-9) == [[0], [0]]
    assert chosen(math.log(5 / 3) + 1e-9) == [[0], [1]]


def test_the_penalty_is_in_no_score_and_does_not_last():
    table = np.log(np.array([[0.5, 0.3, 0.2]] * 3))
    found = diverse_beam_search(
        lambda tokens, state: (table[tokens], state), NOTHING, 0, 9, 2, 2, 1.0, 4
    )
    # Each step counts anew, so the second group chooses the second token every time.
    assert [tokens for tokens, _ in found] == [[0] * 4, [1] * 4]
    np.testing.assert_allclose([s for _, s in found], [4 * math.log(0.5), 4 * math.log(0.3)])
