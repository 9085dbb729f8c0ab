"""What public probes are written with: cases, inputs, and words for what is not an array."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class NotDone(Exception):
    """A name that the probe needs is not defined yet.

    Args:
        name: the missing object.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Unmet(Exception):
    """An answer whose form does not allow the probe to go on.

    Args:
        sentence: what is wrong, with the names of things in backticks.
        advice: what to try; empty where the sentence says it.
    """

    def __init__(self, sentence: str, advice: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.advice = advice


class Answer:
    """The student's objects, by name.

    Args:
        namespace: what their cells defined.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace

    def __getattr__(self, name: str) -> Any:
        try:
            found = self._namespace[name]
        except KeyError:
            raise NotDone(name) from None
        if not callable(found):
            kind = "class" if name[:1].isupper() else "function"
            raise Unmet(
                f"`{name}` is now of type `{type(found).__name__}`; expected your {kind}.",
                f"A later cell reused the name `{name}`: rename that, and run your {kind} again.",
            )
        return found

    @contextmanager
    def replaced(self, name: str, other: Any) -> Iterator[None]:
        """Puts another object in the place of an answer, defined yet or not, while a block runs."""
        before = {name: self._namespace[name]} if name in self._namespace else {}
        self._namespace[name] = other
        try:
            yield
        finally:
            del self._namespace[name]
            self._namespace.update(before)


@dataclass(frozen=True)
class Fact:
    """A property that the right answer has.

    Attributes:
        holds: whether this answer has it.
        otherwise: what to say where it hasn't.
    """

    holds: bool
    otherwise: str


Probe = Callable[[Answer], Mapping[str, Any]]


@dataclass(frozen=True)
class Case:
    """One public probe.

    Attributes:
        question: the object that it checks.
        name: the probe function's own name.
        says: what it looks at, in words that fit into a list.
        axes: output -> the names of its axes, where they are known.
        run: asks the answer, and returns named outputs.
        term: the one term that its inputs leave of the question's sum; empty for an ordinary case.
            Such a case judges nothing: it tells which term is off where no known mistake fits.
        gate: likewise the one gate (or candidate) that its inputs leave to itself, all others being
            open or shut.
    """

    question: str
    name: str
    says: str
    axes: Mapping[str, tuple[str, ...]]
    run: Probe
    term: str = ""
    gate: str = ""


@dataclass(frozen=True)
class About:
    """What the check knows about a question besides its cases.

    Attributes:
        calls: how the check calls it, for answers with other arguments.
        advice: what to try when nothing better is known.
        builds_on: earlier questions whose answers this one may use.
        hidden: what the hidden tests look at, in a few words that give no answer away.
    """

    calls: str
    advice: str
    builds_on: Sequence[str] = field(default=())
    hidden: str = ""


def public(
    question: str, *, says: str, term: str = "", gate: str = "", **axes: str
) -> Callable[[Probe], Case]:
    """Turns a probe function into a public case of `question`.

    Args:
        question: the object that it checks.
        says: what it looks at, such as "one step on a batch of 2".
        term: the one term that its inputs leave, such as "x @ Wx".
        gate: the one gate that its inputs leave to itself, such as "forget gate f".
        axes: the axes of its outputs, such as `states="batch timesteps units"`.
    """

    def wrap(probe: Probe) -> Case:
        named = {output: tuple(words.split()) for output, words in axes.items()}
        return Case(question, probe.__name__, says, named, probe, term, gate)

    return wrap


def collect(*modules: ModuleType) -> tuple[Case, ...]:
    """Gathers the cases that modules define, in their order."""
    return tuple(
        value for module in modules for value in vars(module).values() if isinstance(value, Case)
    )


def draw(rng: np.random.Generator, *shape: int, scale: float = 1.0) -> Floats:
    """Draws float64 numbers between `-scale` and `scale` with three decimals.

    NumPy promises the same stream from the same seed in every release for `uniform`.
    """
    return rng.uniform(-scale, scale, shape).round(3)


def tensors(*arrays: Any) -> list[Any]:
    """Turns arrays into TensorFlow tensors of the same dtype."""
    import tensorflow as tf

    return [tf.constant(array) for array in arrays]


def gradients(function: Callable[..., Any], **arguments: Any) -> dict[str, Any]:
    """Differentiates a weighted sum of `function(*arguments)` by each floating-point argument.

    The weights differ from entry to entry, so that no two outputs count the same.

    Returns:
        "gradient of `name`" -> a dense gradient of the argument's shape.

    Raises:
        Unmet: no gradient reaches an argument.
    """
    import tensorflow as tf

    given = {name: tf.constant(value) for name, value in arguments.items()}
    watched = {name: value for name, value in given.items() if value.dtype.is_floating}
    with tf.GradientTape() as tape:
        tape.watch(list(watched.values()))
        result = function(*given.values())
        if not tf.is_tensor(result):
            raise Unmet(
                f"The answer is of type `{type(result).__name__}`; expected a tensor.",
                "Stay with `tf` or `keras.ops`: gradients do not flow through NumPy.",
            )
        size = tf.size(result, out_type=tf.int64)
        weights = tf.reshape(tf.cast(tf.range(1, size + 1), result.dtype), tf.shape(result))
        loss = tf.reduce_sum(result * weights / tf.cast(size, result.dtype))
    found = tape.gradient(loss, watched)
    unreached = [f"`{name}`" for name, gradient in found.items() if gradient is None]
    if unreached:
        raise Unmet(
            f"No gradient reaches {', '.join(unreached)}.",
            "Is every argument used, and does all of it stay in `tf` or `keras.ops`? `.numpy()`, "
            "`np...` and `tf.Variable(...)` cut the way back.",
        )
    return {f"gradient of `{n}`": tf.convert_to_tensor(g) for n, g in found.items()}


def parts(value: Any, *names: str) -> Sequence[Any]:
    """Takes a tuple of answers apart.

    Raises:
        Unmet: there are not as many parts as names.
    """
    expected = ", ".join(f"`{name}`" for name in names)
    if not isinstance(value, tuple | list):
        raise Unmet(f"The answer is of type `{type(value).__name__}`; expected ({expected}).")
    if len(value) != len(names):
        raise Unmet(f"The answer has {len(value)} parts; expected {len(names)}: ({expected}).")
    return value
