"""Lets a demo wait politely for the answers that it shows off."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

__all__ = ["needs"]


@contextmanager
def needs(*questions: str) -> Iterator[None]:
    """Run a demo; where an answer that it needs is still missing, say which one instead of failing.

        with needs("rnn_forward"):
            plots.states(rnn_forward(x, h0, Wx, Wh, b)[0], "hello")

    Only "not answered yet" (`NotImplementedError`) and "cell not run yet" (`NameError` for one of
    these names) are caught. Every other error is real and comes through.

    Args:
        questions: names of the answers that the demo calls itself, or through one another.
    """
    try:
        yield
    except NotImplementedError as error:
        missing = _innermost(error.__traceback__, questions)
        print(f"⏳ This demo waits for `{missing}`: answer it above, run its cell, then run this.")
    except NameError as error:
        if error.name not in questions:
            raise
        print(f"⏳ This demo needs `{error.name}`: run the cell above that defines it, then this.")


def _innermost(trace: TracebackType | None, questions: tuple[str, ...]) -> str:
    """Name the unanswered question: the deepest frame that belongs to one of `questions`."""
    found = questions[0]
    while trace is not None:
        code = trace.tb_frame.f_code
        owner = code.co_qualname.split(".")[0]  # `VanillaRNNCell.call` belongs to VanillaRNNCell
        if owner in questions:
            found = code.co_qualname
        trace = trace.tb_next
    return found
