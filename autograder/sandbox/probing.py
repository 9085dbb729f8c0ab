"""What probes are written with: the student's answer, tensors in, plain data out.

Runs in the worker beside untrusted code. Nothing here decides anything: whatever a student does
to these functions, the trusted side sees only data, and compares it there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.errors import Missing, NotPlainData
from autograder.sandbox import forbidden

MAX_DEPTH = 32


class Answer:
    """The student's objects, by name.

    Args:
        namespace: what the notebook's cells defined.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        object.__setattr__(self, "_namespace", namespace)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._namespace[name]
        except KeyError:
            raise Missing(f"`{name}` is not defined in the notebook.", name=name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self._namespace[name] = value

    @contextlib.contextmanager
    def replaced(self, name: str, value: Any) -> Iterator[None]:
        """Puts another object in the place of `name` while the block runs."""
        absent = object()
        before = self._namespace.get(name, absent)
        self._namespace[name] = value
        try:
            yield
        finally:
            if before is absent:
                self._namespace.pop(name, None)
            else:
                self._namespace[name] = before


def tensors(*values: Any) -> Any:
    """Turns NumPy arrays, also inside lists, tuples and dicts, into TensorFlow tensors.

    Returns:
        One value for one argument, else a tuple in the arguments' order.
    """
    converted = tuple(_tensor(value) for value in values)
    return converted[0] if len(converted) == 1 else converted


def _tensor(value: Any) -> Any:
    import tensorflow as tf

    if isinstance(value, np.ndarray):
        return tf.constant(value)
    if isinstance(value, (list, tuple)):
        return type(value)(_tensor(item) for item in value)
    if isinstance(value, Mapping):
        return {key: _tensor(item) for key, item in value.items()}
    return value


def call(
    answer: Answer,
    name: str,
    arguments: list[Any],
    keywords: dict[str, Any] | None = None,
    as_tensors: bool = True,
) -> Any:
    """Calls the student's function `name`; its arrays become tensors where `as_tensors`."""
    convert: Callable[[Any], Any] = _tensor if as_tensors else _writeable
    given = [convert(value) for value in arguments]
    named = {key: convert(value) for key, value in (keywords or {}).items()}
    return getattr(answer, name)(*given, **named)


def _writeable(value: Any) -> Any:
    # Decoded arrays are read-only; an answer that works on a copy in place must not trip over that.
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, (list, tuple)):
        return type(value)(_writeable(item) for item in value)
    if isinstance(value, Mapping):
        return {key: _writeable(item) for key, item in value.items()}
    return value


def gradient(
    answer: Answer, name: str, arguments: list[Any], weights: Any, output: int | None = None
) -> list[Any]:
    """Gradient of sum(weights * f(*arguments)) for each floating-point argument.

    Args:
        answer: the student's objects.
        name: the function f.
        arguments: its arguments; arrays become tensors.
        weights: array of the output's shape, so that no two entries weigh the same.
        output: which output to take where f returns several.

    Returns:
        One gradient an argument, None where there is none.
    """
    import tensorflow as tf

    given = [_tensor(value) for value in arguments]
    watched = [v for v in given if isinstance(v, tf.Tensor) and v.dtype.is_floating]
    with tf.GradientTape() as tape:
        tape.watch(watched)
        result = getattr(answer, name)(*given)
        if output is not None:
            result = result[output]
        loss = tf.reduce_sum(result * tf.constant(weights))
    found = iter(tape.gradient(loss, watched))
    return [
        next(found) if isinstance(v, tf.Tensor) and v.dtype.is_floating else None for v in given
    ]


def forgive_forbidden_calls() -> None:
    """Forgets what was called so far in this probe although it is forbidden.

    For a later question, once a stand-in has taken the place of the earlier answer that called it.
    """
    forbidden.calls.clear()


def gradients_of(f: Callable[..., Any], weights: Any, **given: Any) -> dict[str, Any]:
    """The gradient of sum(weights * f(...)) for each of these arguments, by name."""
    import tensorflow as tf

    watched = [tf.constant(value) for value in given.values()]
    with tf.GradientTape() as tape:
        tape.watch(watched)
        total = tf.reduce_sum(f(*watched) * weights)
    return dict(zip(given, tape.gradient(total, watched), strict=True))


def pairs_alike(answer: Answer, assignment: str, question: str) -> list[list[str]]:
    """Names the pairs of known mistakes that this answer looks like on the public inputs."""
    from unrolled.checks.engine import pairs_alike

    return [list(names) for names in pairs_alike(assignment, question, vars(answer)["_namespace"])]


STANDARD_PROBES: dict[str, Callable[..., Any]] = {
    "call": call,
    "gradient": gradient,
    "pairs_alike": pairs_alike,
}


def plain(value: Any, depth: int = 0) -> Any:
    """Turns a probe's result into plain data.

    Tensors, variables and array subclasses become base arrays, bfloat16 becomes float32, tuples
    become lists.

    Raises:
        NotPlainData: something else stands in it, or it nests too deeply.
    """
    if depth > MAX_DEPTH:
        raise NotPlainData(f"the answer nests more than {MAX_DEPTH} levels deep")
    if value is None or isinstance(value, (bool, int, float, str)):
        # A subclass may lie about itself; what counts is the value that it was made with.
        for base in (bool, int, float, str):
            if isinstance(value, base):
                return base(value)
        return None
    if isinstance(value, (list, tuple)):
        return [plain(item, depth + 1) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item, depth + 1) for key, item in value.items()}
    return _array(value)


def _array(value: Any) -> np.ndarray[Any, Any]:
    import tensorflow as tf

    if isinstance(value, tf.IndexedSlices):
        value = tf.convert_to_tensor(value)
    if not isinstance(value, (np.ndarray, np.generic, tf.Tensor, tf.Variable)) and not (
        hasattr(value, "__array__") and hasattr(value, "dtype")
    ):
        raise NotPlainData(
            f"the answer holds a {type(value).__name__}; expected tensors, arrays or numbers"
        )
    if isinstance(value, tf.Tensor) and not hasattr(value, "numpy"):
        raise NotPlainData("the answer holds a symbolic tensor; expected one with values")
    array = np.array(value, copy=True, subok=False)
    if array.dtype.name == "bfloat16":
        array = array.astype(np.float32)
    if array.dtype.kind not in "biufc":
        raise NotPlainData(f"the answer holds an array of dtype {array.dtype}; expected numbers")
    return array
