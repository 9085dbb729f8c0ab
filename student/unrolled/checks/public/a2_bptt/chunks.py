"""Public cases of `contiguous_batches`: properties, since where rows start is free."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from unrolled.checks.probing import Answer, Fact, Unmet, parts, public

APART = 3  # from one id to the next, so that an id plus one is not the next id
MOST = 60  # more than any of these texts holds; an endless generator is left here


def _batches(answer: Answer, ids: Any, rows: int, steps: int) -> list[tuple[Any, Any]]:
    made = answer.contiguous_batches(ids, rows, steps)
    if not isinstance(made, Iterable):
        raise Unmet(
            f"The answer is of type `{type(made).__name__}`; expected a generator of (x, y).",
            "Is there a `yield` in the loop?",
        )
    pairs = [parts(pair, "x", "y") for pair in itertools.islice(made, MOST)]
    # Copied, as a generator may fill the same arrays anew for every batch.
    return [(np.array(x), np.array(y)) for x, y in pairs]


def _look(answer: Answer, length: int, rows: int, steps: int, as_list: bool) -> dict[str, Any]:
    """Reads a text in which every id stands at its own place, and looks how batches lie in it."""
    array = 2 + APART * np.arange(length, dtype="int32")
    ids = array.tolist() if as_list else array
    batches = _batches(answer, ids, rows, steps)
    count = ((length - 1) // rows) // steps
    called = f"{length} ids, batch_size={rows} and num_steps={steps}"
    got = len(batches) if len(batches) < MOST else f"{MOST} or more"
    found: dict[str, Any] = {
        "count": Fact(len(batches) == count, f"For {called} there are {got} batches, not {count}.")
    }
    shapes = sorted({array.shape for pair in batches for array in pair})
    found["shapes"] = Fact(
        shapes == [(rows, steps)] * bool(count),
        f"For {called} the shapes are {shapes}; expected (batch_size, num_steps).",
    )
    found["integers"] = Fact(
        all(array.dtype.kind in "iu" for pair in batches for array in pair),
        "The batches do not hold integers.",
    )
    if len(shapes) != 1 or len(shapes[0]) != 2:
        return found
    x, y = (np.stack([pair[i] for pair in batches]) for i in (0, 1))
    found["targets"] = Fact(
        bool(np.all(y == x + APART)),
        "A target is not what follows its input in the text: `y` is the text one later, also at "
        "a chunk's end.",
    )
    found["along rows"] = Fact(
        bool(np.all(np.diff(x, axis=2) == APART)), "Along a row of `x`, the text does not go on."
    )
    found["carried on"] = Fact(
        bool(np.all(x[1:, :, 0] == x[:-1, :, -1] + APART)),
        "Row b of a batch does not go on where row b of the batch before it ended.",
    )
    found["once"] = Fact(
        len(np.unique(x)) == x.size, "Rows overlap: some characters are read more than once."
    )
    # Tell mistakes apart; a right answer may choose others.
    found["~x"], found["~y"] = x, y
    return found


@public("contiguous_batches", says="the alphabet, 2 rows, chunks of 4")
def batches_of_the_alphabet(answer: Answer) -> Mapping[str, Any]:
    """26 ids: 3 batches, 2 ids left over."""
    return _look(answer, 26, 2, 4, as_list=False)


@public("contiguous_batches", says="24 and 25 ids, 3 rows, chunks of 4")
def batches_that_just_fit(answer: Answer) -> Mapping[str, Any]:
    """One id more makes one batch more: the last target needs it."""
    short, full = (_look(answer, length, 3, 4, as_list=False) for length in (24, 25))
    return {
        f"{name} of {n}": v for n, look in ((24, short), (25, full)) for name, v in look.items()
    }


@public("contiguous_batches", says="a list, a single row; and a text too short for any batch")
def batches_of_a_list(answer: Answer) -> Mapping[str, Any]:
    """Rows of one, and none at all."""
    found = _look(answer, 20, 1, 6, as_list=True)
    none = len(_batches(answer, [0, 1, 2], 5, 6))
    return {
        **found,
        "too short": Fact(none == 0, f"A text of 3 ids gives {none} batches of 5 x 6."),
    }
