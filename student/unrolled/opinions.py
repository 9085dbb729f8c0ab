"""Short opinions as trees, made on the spot: word order matters in them, and so do the brackets.

`not` turns what follows it around; of `x but y` the second counts, of `x though y` the first. So
(not bad) but good is praise, and not (bad but good) is blame: the same words in the same order.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["WORDS", "draw", "is_praise", "say"]

_GOOD = ("good", "fine", "great", "lovely")
_BAD = ("bad", "dull", "poor", "awful")
WORDS = [*_GOOD, *_BAD, "not", "never", "but", "though"]
_TURN = (WORDS.index("not"), WORDS.index("never"))
_BUT, _THOUGH = WORDS.index("but"), WORDS.index("though")
_PLAIN = len(_GOOD) + len(_BAD)

Tree = Any  # an id of WORDS, or a tuple of two trees


def draw(count: int, depth: int, seed: int) -> list[tuple[Tree, int]]:
    """Draw opinions of at least two words.

    Args:
        count: how many.
        depth: how many times an opinion may be put into another one; at least 1.
        seed: the same seed gives the same opinions.

    Returns:
        Pairs `(tree, label)`: 1 is praise, 0 is blame.
    """
    if count < 1 or depth < 1:
        raise ValueError(f"`count` is {count} and `depth` is {depth}; expected at least 1 of each.")
    rng = np.random.default_rng(seed)
    trees = [_compound(rng, depth) for _ in range(count)]
    return [(tree, int(is_praise(tree))) for tree in trees]


def is_praise(tree: Tree) -> bool:
    """Tell what an opinion comes to.

    Raises:
        ValueError: the tree is no opinion, such as a lone `but`.
    """
    if not isinstance(tree, tuple):
        if not 0 <= tree < _PLAIN:
            raise ValueError(f"“{say(tree)}” is no opinion on its own.")
        return bool(tree < len(_GOOD))
    left, right = tree
    if not isinstance(left, tuple) and left in _TURN:
        return not is_praise(right)
    if isinstance(right, tuple) and not isinstance(right[0], tuple) and right[0] in (_BUT, _THOUGH):
        return is_praise(right[1] if right[0] == _BUT else left)
    raise ValueError(f"“{say(tree)}” is no opinion: expected `(not, x)` or `(x, (but, y))`.")


def say(tree: Tree, brackets: bool = False) -> str:
    """Write an opinion down.

    Args:
        tree: any tree over the words.
        brackets: whether to set brackets around every pair but the whole.
    """
    if not isinstance(tree, tuple):
        return WORDS[tree]
    parts = [
        f"({say(child, brackets)})"
        if brackets and isinstance(child, tuple)
        else say(child, brackets)
        for child in tree
    ]
    return " ".join(parts)


def _compound(rng: np.random.Generator, depth: int) -> Tree:
    """An opinion that holds at least one other."""
    if rng.random() < 0.45:
        return (int(rng.choice(_TURN)), _opinion(rng, depth - 1))
    joint = (_BUT, _THOUGH)[int(rng.integers(2))]
    return (_opinion(rng, depth - 1), (joint, _opinion(rng, depth - 1)))


def _opinion(rng: np.random.Generator, depth: int) -> Tree:
    if depth == 0 or rng.random() < 0.2:
        return int(rng.integers(_PLAIN))
    return _compound(rng, depth)
