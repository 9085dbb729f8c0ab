"""How batches lie in a text whose ids occur once each: properties that do not depend on the rows.

Where the rows of `contiguous_batches` start is free, so right answers give different numbers.
"""

import numpy as np

MANY = "several"
DISTANCES = ("targets", "early targets", "within rows", "between batches")


def layout_of(ids, batches):
    """What holds of all batches.

    Args:
        ids: the text, `[L]`, each id once.
        batches: a list of `{"x": ..., "y": ...}`.

    Returns:
        A dict: `count`; `shapes`, each once; `integers`; the distance in the text from an input to
        its `targets` and, less each row's last one, its `early targets`, from one input to the next
        `within rows`, and `between batches` from a row's last input to its first one in the batch
        after; `places`, how many of the text's are read. A distance is an int, or `MANY` where
        there are several, or None where there is none.
    """
    pairs = [(np.asarray(batch["x"]), np.asarray(batch["y"])) for batch in batches]
    shapes = sorted({array.shape for pair in pairs for array in pair})
    found = {
        "count": len(pairs),
        "shapes": [list(shape) for shape in shapes],
        "integers": all(array.dtype.kind in "iu" for pair in pairs for array in pair),
    }
    whole = len(shapes) == 1 and len(shapes[0]) == 2
    if not whole or not found["integers"]:
        # Distances mean nothing where arrays do not stand beside each other.
        return {**found, **dict.fromkeys(DISTANCES), "places": 0}
    x, y = (places(ids, np.stack([pair[i] for pair in pairs])) for i in (0, 1))
    return {
        **found,
        **dict(zip(DISTANCES, map(_one, _distances(x, y)), strict=True)),
        "places": len(np.unique(x[x >= 0])),
    }


def places(ids, read):
    """Where in the text these ids stand; far before it where they do not."""
    place = {int(token): i for i, token in enumerate(ids)}
    return np.vectorize(lambda token: place.get(int(token), -(10**6)), otypes=["int64"])(read)


def _distances(x, y):
    within = x[:, :, 1:] - x[:, :, :-1]
    return y - x, (y - x)[:, :, :-1], within, x[1:, :, 0] - x[:-1, :, -1]


def _one(distances):
    found = np.unique(distances)
    if not len(found):
        return None
    return int(found[0]) if len(found) == 1 else MANY
