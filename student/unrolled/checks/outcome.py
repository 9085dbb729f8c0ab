"""Runs public cases against an answer and writes down what came of it: arrays, or an exception.

The same code runs in the student's notebook and where the expected answers are baked, so that
both sides are told apart by their numbers alone.
"""

from __future__ import annotations

import hashlib
import linecache
import re
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from unrolled.checks.probing import Answer, Case, Fact, NotDone, Unmet

Array = npt.NDArray[Any]

# Noise in messages: device names, colours, addresses, the names of TensorFlow's operations.
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
NOISE = re.compile(r"\{\{.*?\}\}|\[Op:\w+\]( name:)?| at 0x[0-9a-fA-F]+")
# What differs from run to run and machine to machine: Keras numbers its objects, and processors
# with oneDNN run operations under other names.
VARYING = re.compile(r"(?<=[a-z])_\d+\b|\b_*Mkl")
KERAS_PREFACE = re.compile(
    r"^Exception encountered when calling .*?\n\n(.*?)(\n\nArguments|\Z)", re.S
)
MESSAGE_CHARACTERS = 300
MAX_FRAMES = 3


@dataclass(frozen=True)
class Frame:
    """A line of the student's that an exception came through.

    Attributes:
        function: where it stands, such as `VanillaRNNCell.call`.
        line: its number in the cell.
        source: its text, stripped; empty where it is not known.
    """

    function: str
    line: int
    source: str


@dataclass(frozen=True)
class Raised:
    """An exception that ended a case.

    Attributes:
        kind: the exception's type name.
        message: its text without noise, on few lines.
        frames: the student's own lines, outermost first.
        advice: what to try, where the probe that raised it knows.
    """

    kind: str
    message: str
    frames: tuple[Frame, ...] = ()
    advice: str = ""

    @property
    def digest(self) -> str:
        """Stands for type and message where they are compared, and tells no reader anything."""
        text = VARYING.sub("", f"{self.kind}: {self.message}")
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Outcome:
    """What one case came to.

    Attributes:
        outputs: name -> array; facts are 0-d booleans.
        unmet: name -> what to say, for facts that don't hold.
        raised: the exception, in which case there are no outputs.
        missing: the name that is not defined or still empty.
    """

    outputs: Mapping[str, Array] = field(default_factory=dict)
    unmet: Mapping[str, str] = field(default_factory=dict)
    raised: Raised | None = None
    missing: str = ""


def run_cases(cases: Iterable[Case], namespace: dict[str, Any]) -> dict[str, Outcome]:
    """Runs the cases of one question; the first that finds nothing to run ends it.

    Returns:
        Case name -> what it came to.
    """
    outcomes: dict[str, Outcome] = {}
    for case in cases:
        outcome = outcomes[case.name] = run_case(case, namespace)
        if outcome.missing:
            break
    return outcomes


def run_case(case: Case, namespace: dict[str, Any]) -> Outcome:
    """Runs one case; whatever the answer raises becomes part of the outcome."""
    try:
        found = case.run(Answer(namespace))
        outputs = {
            name: np.asarray(value.holds) if isinstance(value, Fact) else as_array(name, value)
            for name, value in found.items()
        }
    except NotDone as missing:
        return Outcome(missing=missing.name)
    except Unmet as unmet:
        return Outcome(raised=Raised("Unmet", unmet.sentence, (), unmet.advice))
    except NotImplementedError as error:
        frames = student_frames(error, namespace)
        if frames and _innermost_globals(error) is namespace:
            # `Cell.call` is a part of the question `Cell`.
            return Outcome(missing=frames[-1].function.split(".")[0])
        return Outcome(raised=_raised(error, frames))  # Keras raises these too
    except Exception as error:
        return Outcome(raised=_raised(error, student_frames(error, namespace)))
    facts = {name: value for name, value in found.items() if isinstance(value, Fact)}
    return Outcome(outputs, {name: f.otherwise for name, f in facts.items() if not f.holds})


def as_array(name: str, value: Any) -> Array:
    """Turns an output into an array.

    Raises:
        Unmet: it is not a tensor, an array, a number, or a list of strings.
    """
    if value is None:
        raise Unmet(f"`{name}` is None; expected a tensor.", "Is a `return` missing?")
    words = isinstance(value, list) and value and all(isinstance(item, str) for item in value)
    if words or isinstance(value, np.ndarray | np.generic | bool | int | float):
        array = np.asarray(value)
    elif hasattr(value, "numpy"):
        array = np.asarray(value.numpy())
    elif isinstance(value, list | tuple):
        raise Unmet(
            f"`{name}` is a {type(value).__name__} of {len(value)}; expected one array.",
            "`tf.stack` or `np.array` makes one of many; `axis` says which axis is new.",
        )
    else:
        raise Unmet(f"`{name}` is of type `{type(value).__name__}`; expected a tensor.")
    if array.dtype.hasobject:
        raise Unmet(f"`{name}` holds Python objects; expected numbers.")
    return array


def student_frames(error: BaseException, namespace: Mapping[str, Any]) -> tuple[Frame, ...]:
    """The lines of an exception's traceback that belong to the student.

    A function's globals are the namespace that it was defined in. So this holds in Colab, Jupyter
    and scripts alike, however each of them names its cells' files.
    """
    frames = [
        Frame(
            frame.f_code.co_qualname.split("<locals>.")[-1],
            line,
            linecache.getline(frame.f_code.co_filename, line, frame.f_globals).strip(),
        )
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_globals is namespace
    ]
    return tuple(frames[-MAX_FRAMES:])


def _innermost_globals(error: BaseException) -> dict[str, Any]:
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    return frame.f_globals


def _raised(error: Exception, frames: tuple[Frame, ...]) -> Raised:
    return Raised(type(error).__name__, clean_message(str(error)), frames)


def clean_message(text: str) -> str:
    """Takes device names, colours, addresses and Keras' preface out of an exception's text."""
    text = COLOUR.sub("", text)
    inner = KERAS_PREFACE.match(text)
    text = NOISE.sub("", inner.group(1) if inner else text)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    short = "\n".join(line for line in lines if line)
    if len(short) > MESSAGE_CHARACTERS:
        short = short[:MESSAGE_CHARACTERS].rstrip() + " ..."
    return short
