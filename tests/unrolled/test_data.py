"""The texts that notebooks learn from."""

import math
from collections import Counter
from itertools import pairwise

import pytest
from unrolled import data


def test_hello_is_said_as_often_as_asked():
    assert data.hello() == "hello"
    assert data.hello(3) == "hello hello hello"
    with pytest.raises(ValueError, match="`repeats` is 0; expected at least 1"):
        data.hello(0)


def test_shakespeare_is_plain_ascii_of_the_size_that_is_promised():
    text = data.shakespeare()
    assert 1_700_000 < len(text) < 1_800_000
    assert text.isascii()
    assert len(set(text)) == 63
    for speaker in ("HAMLET", "MACBETH", "ROMEO"):
        assert f"{speaker}" in text.upper()


def test_python_source_is_as_long_as_asked_and_the_same_each_time():
    text = data.python_source(50_000)
    assert len(text) == 50_000
    assert text == data.python_source(50_000)
    assert data.python_source(60_000).startswith(text)
    assert "def " in text
    assert "import " in text


def test_more_python_source_than_there_is_says_how_much_there_is():
    with pytest.raises(ValueError, match=r"library offers \d+\. Ask for less"):
        data.python_source(10**9)
    with pytest.raises(ValueError, match="expected at least 1"):
        data.python_source(0)


def test_the_memoryless_bound_of_hello_is_half_of_ln_2():
    assert data.memoryless_bound("hello") == pytest.approx(math.log(2) / 2)
    assert data.memoryless_bound("abab") == 0.0


def test_no_table_of_next_characters_beats_the_memoryless_bound():
    text = data.shakespeare()[:3000]
    pairs = Counter(pairwise(text))
    firsts = Counter(text[:-1])
    bound = data.memoryless_bound(text)
    vocabulary = sorted(set(text))

    def nats(more):  # what a table costs whose counts are raised by `more` everywhere
        costs = [
            n * -math.log((n + more) / (firsts[a] + more * len(vocabulary)))
            for (a, _), n in pairs.items()
        ]
        return sum(costs) / (len(text) - 1)

    assert nats(0.0) == pytest.approx(bound)
    assert all(nats(more) > bound for more in (0.01, 0.1, 1.0))


def test_a_text_without_pairs_is_refused():
    with pytest.raises(ValueError, match="`text` has 1 characters; expected at least 2"):
        data.memoryless_bound("a")
