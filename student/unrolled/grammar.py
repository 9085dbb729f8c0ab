"""A language model out of a little grammar, for demos that need real words and known numbers."""

import numpy as np
import numpy.typing as npt

__all__ = ["read_grammar"]

Grammar = tuple[list[str], npt.NDArray[np.float64], npt.NDArray[np.int64]]


def read_grammar(text: str) -> Grammar:
    """Read a grammar: places, the words that can come at each, and where they lead.

        words, log_probs, follow = read_grammar('''
            start: a .7 thing | the .3 thing
            thing: dog .5 end | cat .5 end
            end:   . 1 end
        ''')

    A line is a place; after its colon come words, each with its probability and the next place.

    Returns:
        `words`, a list of V words, the last of them "<start>"; `log_probs` `[S, V]`, what can come
        at each of the S places; and `follow` `[S, V]`, the place that each word leads to from each
        place. Place 0 is the first line's, and "<start>" leads there from everywhere.
    """
    lines = [line.split(":", 1) for line in text.splitlines() if line.strip()]
    places = {name.strip(): number for number, (name, *_) in enumerate(lines)}
    arcs = []
    for line in lines:
        for part in line[-1].split("|"):
            arc = part.split()
            if len(line) != 2 or len(arc) != 3 or arc[2] not in places:
                raise ValueError(
                    f"`{part.strip()}` in the line of `{line[0].strip()}`; expected a word, its "
                    f"probability, and one of the places {', '.join(places)}."
                )
            arcs.append((places[line[0].strip()], arc[0], float(arc[1]), places[arc[2]]))
    words = [*dict.fromkeys(word for _, word, *_ in arcs), "<start>"]
    probabilities = np.zeros((len(places), len(words)))
    follow = np.zeros((len(places), len(words)), dtype=np.int64)
    for place, word, probability, goal in arcs:
        probabilities[place, words.index(word)] += probability
        follow[place, words.index(word)] = goal
    for name, total in zip(places, probabilities.sum(axis=1), strict=True):
        if not np.isclose(total, 1):
            raise ValueError(f"The probabilities of `{name}` add up to {total:g}; expected 1.")
    with np.errstate(divide="ignore"):
        return words, np.log(probabilities), follow
