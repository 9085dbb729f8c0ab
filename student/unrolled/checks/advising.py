"""What to try: read off the terms and gates that are off alone, or off an exception."""

from __future__ import annotations

import re
from collections.abc import Sequence

from unrolled.checks.outcome import Raised
from unrolled.checks.result import Checked

# What the student's own line does -> what to try. The first that fits is said.
LINES = (
    (
        re.compile(r"\b(concat|concatenate|stack|split|hstack|vstack)\("),
        "Look at the axis: axis 0 counts the examples of the batch, axis -1 is the last one. Print "
        "the shape of what goes in.",
    ),
    (
        re.compile(r"@|\b(matmul|dot|matvec)\("),
        "In a product the last axis on the left is as long as the first of the matrix on the "
        "right. Print both shapes: are the two the right way round, is one transposed?",
    ),
    (
        re.compile(r"\breshape\("),
        "A reshape keeps the count of entries, and does not swap axes. Print the shape before it.",
    ),
)
# What TensorFlow says of `a[i]` with a tensor for `i`.
INDEXED = re.compile(r"begin, end, and strides|Only integers, slices", re.IGNORECASE)
SHAPES = re.compile(r"shape|dimension|axis|rank|size|split|broadcast", re.IGNORECASE)


def on_exception(raised: Raised, calls: str) -> str:
    """Says what to try after an exception.

    Args:
        raised: the exception.
        calls: how the check calls the answer.
    """
    if not raised.frames:
        if raised.kind == "TypeError":
            return f"The check calls `{calls}`."
        return f"It came out of `{calls}`."
    if INDEXED.search(raised.message):
        return (
            "TensorFlow's `a[i]` takes no tensor of integers for `i`, as NumPy's does. Look for a "
            "function of its own that picks rows."
        )
    if SHAPES.search(raised.message):
        for pattern, advice in LINES:
            if pattern.search(raised.frames[-1].source):
                return advice
    return "Just before that line, print what it uses, and its shape."


def on_parts(terms: Sequence[Checked], gates: Sequence[Checked]) -> str:
    """Says which terms of a sum, and which gates, are off when each is looked at alone.

    Args:
        terms: the terms, each with all others zero.
        gates: the gates, each with all others open or shut.

    Returns:
        What to try; empty where the question has neither.
    """
    off_terms = [f"`{term.says}`" for term in terms if not term.passed]
    off_gates = [gate.says for gate in gates if not gate.passed]
    some_terms = 0 < len(off_terms) < len(terms)
    some_gates = 0 < len(off_gates) < len(gates)
    said = []
    if some_terms and some_gates:  # one part that is off shows in several of the other kind
        some_terms = len(off_terms) <= len(off_gates)
        some_gates = len(off_gates) <= len(off_terms)
    if some_terms:
        said.append(f"With all else zero, {_are(off_terms)} off.")
    if some_gates:
        said.append(f"With all others open or shut, {_are(off_gates)} off: look there.")
    # A term that is off spoils every gate, so of gates that are all off nothing follows then.
    if said:
        return " ".join(said)
    if off_gates:
        said.append(
            "Every gate alone is off: is each a sigmoid, and the candidate a tanh, of its own sum?"
        )
    elif off_terms:
        said.append("Every term alone is off: look at what is done with their sum.")
    elif gates or terms:
        alone = "gate" if gates else "term"
        said.append(f"Each {alone} is right when it is alone: look at how they are put together.")
    return " ".join(said)


def _are(names: list[str]) -> str:
    return f"{_listed(names)} {'is' if len(names) == 1 else 'are'}"


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
