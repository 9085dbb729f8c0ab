"""What can be said about a scene: captions, questions with their answers, captions in French."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import numpy.typing as npt

from unrolled.scenes import COLOURS, SHAPES, SIZES, Scene

__all__ = [
    "ANSWERS",
    "FRENCH",
    "WORDS",
    "Question",
    "Vocabulary",
    "captions",
    "in_french",
    "is_true",
    "questions",
]

RELATIONS = {"left of": "right of", "right of": "left of", "above": "below", "below": "above"}
NUMBERS = ("one", "two", "three")
ANSWERS = ("yes", "no", *NUMBERS, *SIZES, *COLOURS, *SHAPES)
_SMALL_WORDS = "a of left right above below what is the there how many are thing things"


class Vocabulary:
    """Words and their ids: padding is 0, start 1, end 2, and then the words.

    Args:
        words: all of them, each once.
    """

    pad, start, end = 0, 1, 2

    def __init__(self, words: Iterable[str]) -> None:
        self.words = ("<pad>", "<start>", "<end>", *words)
        self._ids = {word: id_ for id_, word in enumerate(self.words)}

    def __len__(self) -> int:
        return len(self.words)

    def ids(self, text: str) -> list[int]:
        """The ids of a text's words.

        Raises:
            ValueError: a word is not in the vocabulary.
        """
        unknown = [word for word in text.split() if word not in self._ids]
        if unknown:
            raise ValueError(
                f"`{unknown[0]}` is not in the vocabulary: {' '.join(self.words[3:])}."
            )
        return [self._ids[word] for word in text.split()]

    def batch(
        self, texts: Sequence[str], timesteps: int | None = None, ends: bool = True
    ) -> npt.NDArray[np.int32]:
        """Texts as rows of ids, padded at their ends.

        Args:
            texts: N of them.
            timesteps: columns; as many as the longest text needs where it is left out.
            ends: whether each row begins with the start token and ends with the end token.
        """
        rows = [self.ids(text) for text in texts]
        rows = [[self.start, *row, self.end] for row in rows] if ends else rows
        padded = np.zeros((len(rows), timesteps or max(map(len, rows))), np.int32)
        for line, row in zip(padded, rows, strict=True):
            line[: len(row)] = row
        return padded

    def text(self, ids: Iterable[int]) -> str:
        """The words of these ids, up to the end token, without start and padding."""
        words = []
        for id_ in ids:
            if id_ == self.end:
                break
            words += [self.words[id_]] if id_ > self.end else []
        return " ".join(words)


WORDS = Vocabulary(
    [
        *_SMALL_WORDS.split(),
        "size",
        "colour",
        "shape",
        *SIZES,
        *COLOURS,
        *SHAPES,
        "yes",
        "no",
        *NUMBERS,
    ]
)


def captions(scene: Scene) -> list[str]:
    """Every caption that names all of a scene's things and says nothing wrong.

    Of three things any two are named: there are no words for more.
    """
    if len(scene.things) == 1:
        return [f"a {scene.things[0].words}"]
    return [
        f"a {first.words} {Scene((first, second)).relation()} a {second.words}"
        for first, second in permutations(scene.things, 2)
    ]


def is_true(caption: str, scene: Scene) -> bool:
    """Whether this is one of the scene's `captions`."""
    return caption in captions(scene)


@dataclass(frozen=True)
class Question:
    """A question about a scene.

    Attributes:
        text: its words.
        answer: one of `ANSWERS`.
        kind: "colour", "shape", "size", "count", "is there" or "relation".
    """

    text: str
    answer: str
    kind: str


def questions(scene: Scene, seed: int) -> list[Question]:
    """Questions about a scene, one or two of each kind; as many answers are yes as no.

    Args:
        scene: what they are about.
        seed: of the things and words that are picked.
    """
    rng = np.random.default_rng(seed)
    thing = scene.things[rng.integers(len(scene.things))]
    other = str(rng.choice([shape for shape in SHAPES if shape != thing.shape]))
    asked = [
        Question(f"what colour is the {thing.shape}", thing.colour, "colour"),
        Question(f"what shape is the {thing.colour} thing", thing.shape, "shape"),
        Question(f"what size is the {thing.shape}", thing.size, "size"),
        Question("how many things are there", NUMBERS[len(scene.things) - 1], "count"),
        Question(f"is there a {thing.colour} {thing.shape}", "yes", "is there"),
        Question(f"is there a {thing.colour} {other}", "no", "is there"),
    ]
    if len(scene.things) > 1:
        first, second = (scene.things[i] for i in rng.permutation(len(scene.things))[:2])
        relation = Scene((first, second)).relation()
        for said, answer in ((relation, "yes"), (RELATIONS[relation], "no")):
            text = f"is the {first.shape} {said} the {second.shape}"
            asked.append(Question(text, answer, "relation"))
    return asked


_NOUNS = {"circle": "cercle", "square": "carré", "triangle": "triangle", "star": "étoile"}
_NOUNS |= {"cross": "croix"}
_FEMININE = ("étoile", "croix")
_ADJECTIVES = {"red": "rouge", "green": "vert", "blue": "bleu", "yellow": "jaune", "pink": "rose"}
_PLACES = {
    "left of": "à gauche",
    "right of": "à droite",
    "above": "au-dessus",
    "below": "au-dessous",
}
_FEMALE = {"vert": "verte", "bleu": "bleue", "un": "une"}
FRENCH = Vocabulary(
    ["un", "une", "d'un", "d'une", *_NOUNS.values(), *_ADJECTIVES.values()]
    + [word for word in _FEMALE.values() if word != "une"]
    + ["à", "gauche", "droite", "au-dessus", "au-dessous"]
)


def in_french(caption: str) -> str:
    """A caption in French: the colour stands behind its noun, and agrees with it."""
    for english, french in _PLACES.items():
        first, found, second = caption.partition(f" {english} ")
        if found:
            return f"{_phrase(first)} {french} d'{_phrase(second)}"
    return _phrase(caption)


def _phrase(english: str) -> str:
    _, colour, shape = english.split()
    words = ["un", _NOUNS[shape], _ADJECTIVES[colour]]
    if _NOUNS[shape] in _FEMININE:
        words = [_FEMALE.get(word, word) for word in words]
    return " ".join(words)
