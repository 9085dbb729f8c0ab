"""Takes from a worker what a question forbids, so that no route leads to it.

A class or function is emptied where it lives, its source and bytecode files are covered, and its
module cannot be imported again: what isn't there can't be called, however one reaches for it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from autograder.errors import ForbiddenCall
from autograder.sandbox import namespaces

COVER = Path(__file__).parent / "covered.py"

# TensorFlow still carries Keras 2, and of that two generations of cells: the same by another route.
_KERAS_2 = "tensorflow.python.keras.layers.recurrent"
_KERAS_1 = "tensorflow.python.keras.layers.legacy_rnn.rnn_cell_impl"
_CONVOLUTIONAL_2 = "tensorflow.python.keras.layers.convolutional_recurrent"
_CONVOLUTIONAL = "keras.src.layers.rnn.conv_lstm"
# TensorFlow's operations that are a whole cell or layer; a star stands for all functions there.
_KERNELS = ("tensorflow.python.ops.gen_rnn_ops.*", "tensorflow.python.ops.gen_cudnn_rnn_ops.*")
COPIES = {
    "keras.layers.SimpleRNN": (f"{_KERAS_2}.SimpleRNN", _KERNELS[1]),
    "keras.layers.SimpleRNNCell": (f"{_KERAS_2}.SimpleRNNCell", f"{_KERAS_1}.BasicRNNCell"),
    # With a kernel of size 1 a convolutional LSTM is an LSTM.
    "keras.layers.LSTM": (
        f"{_KERAS_2}.LSTM",
        f"{_CONVOLUTIONAL}.ConvLSTM",
        *(f"{_CONVOLUTIONAL}{n}d.ConvLSTM{n}D" for n in (1, 2, 3)),
        f"{_CONVOLUTIONAL_2}.ConvLSTM2D",
        *_KERNELS,
    ),
    "keras.layers.LSTMCell": (
        f"{_KERAS_2}.LSTMCell",
        f"{_KERAS_1}.LSTMCell",
        f"{_KERAS_1}.BasicLSTMCell",
        f"{_CONVOLUTIONAL}.ConvLSTMCell",
        f"{_CONVOLUTIONAL_2}.ConvLSTM2DCell",
        *_KERNELS,
    ),
    "keras.layers.GRU": (f"{_KERAS_2}.GRU", *_KERNELS),
    "keras.layers.GRUCell": (f"{_KERAS_2}.GRUCell", f"{_KERAS_1}.GRUCell", *_KERNELS),
    "tensorflow.clip_by_global_norm": ("keras.src.optimizers.base_optimizer.clip_by_global_norm",),
}

# Names of what was called all the same; a reply carries them, so a caught exception is still told.
calls: list[str] = []


def message(name: str) -> str:
    """What the student reads."""
    return (
        f"`{name}` was called. This question asks you to write it yourself, so `{name}` is not "
        "available while grading; the rest of Keras, TensorFlow and NumPy is."
    )


def refuse(name: str) -> NoReturn:
    """Notes that `name` was called, and refuses it."""
    calls.append(name)
    raise ForbiddenCall(message(name))


def _stub(name: str) -> Callable[..., Any]:
    scope: dict[str, Any] = {}
    # Without a closure, so that its code can stand in a function of any module.
    source = (
        "def forbidden(*_, **__):\n"
        "    from autograder.sandbox import forbidden\n"
        f"    forbidden.refuse({name!r})\n"
    )
    exec(source, scope)  # noqa: S102  # the text above
    stub: Callable[..., Any] = scope["forbidden"]
    return stub


def remove(name: str) -> tuple[Path, ...]:
    """Empties the class or function with this dotted name, and older copies of it.

    Returns:
        The files that hold their code, for `cover`.

    Raises:
        LookupError: nothing has that name in the installed versions, or it is compiled.
    """
    files = list(_remove(name, name))
    for copy in COPIES.get(name, ()):
        with contextlib.suppress(LookupError, ImportError):  # this TensorFlow has it no more
            files.extend(_remove(copy, name))
    return tuple(files)


def _remove(name: str, told: str) -> tuple[Path, ...]:
    home, _, attribute = name.rpartition(".")
    if home in sys.modules and attribute == "*":
        for value in list(vars(sys.modules[home]).values()):
            if isinstance(value, types.FunctionType) and value.__module__ == home:
                _empty_function(value, f"{home.rpartition('.')[2]}.{value.__name__}")
    elif home in sys.modules:
        target = getattr(sys.modules[home], attribute, None)
        if target is None:
            raise LookupError(f"{home} has no {attribute}")
        if isinstance(target, type):
            _empty_class(target, told)
        elif isinstance(target, types.FunctionType):
            _empty_function(target, told)
        else:
            raise LookupError(f"{name} is compiled and cannot be emptied")
        home = target.__module__
    if home not in sys.modules:
        # Not imported by anything so far: to cover its file is enough.
        spec = importlib.util.find_spec(home)
        if spec is None or spec.origin is None:
            raise LookupError(f"no module is called {home}")
        return tuple(_files(Path(spec.origin)))
    origin = getattr(sys.modules[home], "__file__", None)
    return tuple(_files(Path(origin))) if origin else ()


def _empty_class(target: type, name: str) -> None:
    for attribute, value in list(vars(target).items()):
        if isinstance(value, (types.FunctionType, classmethod, staticmethod, property)):
            setattr(target, attribute, _stub(name))
    # Keras inspects a layer's __init__ before calling it, so the refusal comes as early as it can.
    target.__new__ = staticmethod(_stub(name))  # type: ignore[method-assign]  # the point is to break it


def _empty_function(target: Any, name: str) -> None:
    # Its code is exchanged where it is, so it does not matter how many names it has, and where.
    code = _stub(name).__code__
    while isinstance(target, types.FunctionType):
        target.__defaults__ = target.__kwdefaults__ = None
        # Python wants as many free variables as before; the new code looks at none of them.
        target.__code__ = code.replace(co_freevars=target.__code__.co_freevars)
        target = getattr(target, "__wrapped__", None)


def _files(source: Path) -> Iterator[Path]:
    # A library whose functions are spread over one large file would take innocent code with it,
    # but what is loaded already stays loaded: only a second import meets the cover.
    yield source
    yield from source.parent.joinpath("__pycache__").glob(f"{source.stem}.*.pyc")


def cover(files: tuple[Path, ...]) -> None:
    """Binds a file that refuses to be imported over each of these. Needs a private mount table."""
    for file in files:
        namespaces.mount(str(COVER), str(file), flags=namespaces.MS_BIND)
