"""Hidden tests for `make_pairs`."""

import numpy as np

from autograder.suites.a1_rnn.draw import SENTENCE
from autograder.testing import agree, question, require


@question("make_pairs", points=2)
def test_every_target_is_the_character_after_its_input(submission, reference, rng):
    agree(submission, reference, "pairs", {"text": "hello"})
    # Always the same characters, and never the same text.
    agree(submission, reference, "pairs", {"text": "".join(rng.permutation([*SENTENCE]))})


@question("make_pairs", points=1)
def test_the_vocabulary_holds_each_character_once_in_sorted_order(submission, rng):
    some = rng.choice([*"bcdefghyxwBCDEXYW12345"], size=9, replace=False)
    text = "".join(rng.permutation([*"zZaA 09\n.é", *"zzA", *some]))
    got = submission.ask("pairs", text=text)
    require(
        got["vocabulary"] == sorted(set(text)) and got["type of the vocabulary"] == "list",
        f"the vocabulary of {text!r} is a {got['type of the vocabulary']} of "
        f"{len(got['vocabulary'])} characters; expected a list of {len(set(text))}: each character "
        "of the text once, as it stands there, in the order of `sorted`.",
    )


@question("make_pairs", points=1)
def test_the_text_can_be_read_back_from_the_ids(submission, rng):
    text = "".join(rng.choice([*"abcdef"], size=30))
    got = submission.ask("pairs", text=text)
    for name, expected in {"inputs": text[:-1], "targets": text[1:]}.items():
        ids, vocabulary = np.ravel(got[name]), got["vocabulary"]
        read = "".join(vocabulary[int(i)] for i in ids if 0 <= i < len(vocabulary))
        require(
            read == expected and len(ids) == len(expected),
            f"the {name} of {text!r}, looked up in the vocabulary, read {read!r}. Inputs are the "
            "text without its last character, targets the text without its first one.",
        )


@question("make_pairs", points=1, needs_numbers=True)
def test_one_character_repeated(submission, reference):
    agree(submission, reference, "pairs", {"text": "llll"})


@question("make_pairs", points=1, needs_numbers=True)
def test_a_single_character_gives_two_empty_arrays_of_integers(submission, reference):
    agree(submission, reference, "pairs", {"text": "h"})
