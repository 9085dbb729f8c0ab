"""Little pictures of coloured shapes, drawn on the spot: what the captions and questions are about.

A scene has one thing, two things side by side or above one another, or three. No two things of a
scene share their colour or their shape: "the circle" and "the red thing" are one thing each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["COLOURS", "HELD_OUT", "SHAPES", "SIDE", "SIZES", "Scene", "Thing", "draw", "images"]

SIDE = 40  # pixels
# From Okabe and Ito's palette, which colour-blind readers can tell apart.
COLOURS = {
    "red": (213, 94, 0),
    "green": (0, 158, 115),
    "blue": (0, 114, 178),
    "yellow": (240, 228, 66),
    "pink": (204, 121, 167),
}
SHAPES = ("circle", "square", "triangle", "star", "cross")
SIZES = {"small": 4.5, "big": 7.5}  # from the middle to the edge, in pixels
# Pairs of shapes that never stand in one training picture: all words known, together new.
HELD_OUT = (frozenset({"circle", "star"}), frozenset({"square", "cross"}))
_PAPER = 245
_PAIRS = tuple(frozenset(pair) for pair in combinations(SHAPES, 2))
# Middles of three things, which never stand in one training picture either.
_CORNERS = ((10, 10), (30, 12), (19, 30))


@dataclass(frozen=True)
class Thing:
    """One coloured shape.

    Attributes:
        size: "small" or "big".
        colour: a key of `COLOURS`.
        shape: one of `SHAPES`.
        x: of its middle, in pixels from the left.
        y: of its middle, in pixels from the top.
    """

    size: str
    colour: str
    shape: str
    x: float
    y: float

    @property
    def words(self) -> str:
        """What it is called in a caption: "red circle"."""
        return f"{self.colour} {self.shape}"


@dataclass(frozen=True)
class Scene:
    """One to three things on paper."""

    things: tuple[Thing, ...]

    def relation(self) -> str:
        """Where the first of two things stands: "left of", "right of", "above" or "below"."""
        first, second = self.things
        across, down = second.x - first.x, second.y - first.y
        if abs(across) > abs(down):
            return "left of" if across > 0 else "right of"
        return "above" if down > 0 else "below"


def draw(count: int, seed: int, kind: str = "seen") -> list[Scene]:
    """Draw scenes at random, the same from the same seed.

    Args:
        count: how many.
        seed: of the random generator.
        kind: "seen" for one thing or a pair of shapes that may come in training, "held out" for a
            pair of `HELD_OUT`, "crowded" for three things.

    Raises:
        ValueError: there is no such kind.
    """
    rng = np.random.default_rng(seed)
    makers = {"seen": _seen, "held out": _held_out, "crowded": _crowded}
    if kind not in makers:
        raise ValueError(f"`kind` is {kind!r}; expected one of {', '.join(map(repr, makers))}.")
    return [makers[kind](rng) for _ in range(count)]


def images(scenes: Sequence[Scene]) -> npt.NDArray[np.float32]:
    """Render scenes as an array `[N, 40, 40, 3]` of numbers from 0 to 1."""
    down, across = np.mgrid[0:SIDE, 0:SIDE] + 0.5
    pictures = np.full((len(scenes), SIDE, SIDE, 3), _PAPER, np.float32)
    for picture, scene in zip(pictures, scenes, strict=True):
        for thing in scene.things:
            inside = _inside(thing.shape, across - thing.x, down - thing.y, SIZES[thing.size])
            picture[inside] = COLOURS[thing.colour]
    return pictures / np.float32(255)


def _inside(shape: str, x: Any, y: Any, radius: float) -> Any:
    """Which pixels, `x` and `y` from the middle, lie inside a shape."""
    if shape == "circle":
        return x**2 + y**2 < radius**2
    if shape == "square":
        return np.maximum(abs(x), abs(y)) < 0.85 * radius
    if shape == "triangle":
        return (y < 0.8 * radius) & (2 * abs(x) - y < radius)
    if shape == "cross":
        thin, long = np.minimum(abs(x), abs(y)), np.maximum(abs(x), abs(y))
        return (thin < 0.3 * radius) & (long < radius)
    # A star: between two of its five tips the edge is a straight line.
    angle = (np.arctan2(x, -y) + np.pi / 5) % (2 * np.pi / 5) - np.pi / 5
    distance = np.hypot(x, y)
    tip, notch = 1.15 * radius, 0.5 * radius
    slope = (tip - notch * np.cos(np.pi / 5)) / (notch * np.sin(np.pi / 5))
    return distance * np.cos(angle) + slope * distance * abs(np.sin(angle)) < tip


def _things(
    rng: np.random.Generator, shapes: Sequence[str], places: Sequence[tuple[float, float]]
) -> Scene:
    colours = rng.permutation(list(COLOURS)).tolist()
    sizes = rng.choice(list(SIZES), len(shapes)).tolist()
    shaken = np.array(places) + rng.uniform(-2, 2, (len(shapes), 2))
    looks = zip(sizes, colours, shapes, shaken.tolist(), strict=False)
    return Scene(tuple(Thing(size, colour, shape, *place) for size, colour, shape, place in looks))


def _pair(rng: np.random.Generator, shapes: frozenset[str]) -> Scene:
    """Two things side by side or above one another, in either order."""
    near, far, level = rng.uniform(9, 11), rng.uniform(29, 31), rng.uniform(11, 29)
    places = [(near, level), (far, level)] if rng.random() < 0.5 else [(level, near), (level, far)]
    return _things(rng, rng.permutation(sorted(shapes)).tolist(), places)


def _seen(rng: np.random.Generator) -> Scene:
    if rng.random() < 0.2:
        return _things(rng, [str(rng.choice(SHAPES))], [tuple(rng.uniform(10, 30, 2))])
    allowed = [pair for pair in _PAIRS if pair not in HELD_OUT]
    return _pair(rng, allowed[rng.integers(len(allowed))])


def _held_out(rng: np.random.Generator) -> Scene:
    return _pair(rng, HELD_OUT[rng.integers(len(HELD_OUT))])


def _crowded(rng: np.random.Generator) -> Scene:
    return _things(rng, rng.permutation(SHAPES).tolist()[:3], _CORNERS)
