import math

import numpy as np
import pytest

from autograder.similarity.norm import Norm, likeness, norm_of, rarity, shared


def symmetric(values, size):
    alike = np.zeros((size, size), np.float32)
    alike[np.triu_indices(size, 1)] = values
    return alike


def test_a_piece_counts_less_the_more_have_it_and_nothing_where_all_do():
    answers = [{1, 2, 3, 4}, {1, 2, 3}, {1, 2}, {1, 2}, {1}, {1}, {1}, {1}]
    worth = rarity(answers)
    assert worth[3] == pytest.approx(1)
    assert worth[4] == pytest.approx(math.log(8) / math.log(4))
    assert 0 < worth[2] < 1
    assert 1 not in worth


def test_what_two_share_is_summed_as_by_hand_also_over_many_pieces():
    rng = np.random.default_rng(0)
    answers = [set(rng.choice(20_000, 3_000, replace=False).tolist()) for _ in range(4)]
    worth = rarity(answers)
    total = shared(answers, worth)
    for a in range(4):
        for b in range(4):
            expected = sum(worth.get(piece, 0) for piece in answers[a] & answers[b])
            assert total[a, b] == pytest.approx(expected, rel=1e-4)


def test_likeness_is_one_for_a_copy_and_zero_for_strangers():
    answers = [{1, 2, 3}, {1, 2, 3}, {7, 8}, {9}]
    alike = likeness(shared(answers, rarity(answers)))
    assert alike[0, 1] == 1
    assert alike[0, 2] == 0


def test_an_exponential_tail_leaves_a_fiftieth_of_a_pair_above_the_threshold():
    # 50 % lie below ln 2, 90 % below ln 10, 0.02 of 1000 above ln 50,000, each times 0.05.
    norm = Norm(0.05 * math.log(2), 0.05 * math.log(10), 1000)
    assert norm.threshold == pytest.approx(0.05 * math.log(50_000))


def test_the_threshold_grows_with_the_class_and_stays_below_a_copy():
    thresholds = [Norm(0.05, 0.2, pairs).threshold for pairs in (45, 1_000, 45_000, 10**9)]
    assert thresholds == sorted(thresholds)
    assert thresholds[-1] == pytest.approx(0.8)


def test_copies_among_a_twentieth_of_the_pairs_hardly_move_the_norm():
    rng = np.random.default_rng(1)
    size = 60
    values = rng.exponential(0.03, size * (size - 1) // 2)
    before = norm_of(symmetric(values, size)).threshold
    values[: len(values) // 20] = 1
    after = norm_of(symmetric(values, size)).threshold
    assert before < after < 2 * before < 1


def test_a_class_of_copies_has_no_pair_that_stands_out():
    assert norm_of(symmetric(1.0, 10)).threshold == 1
