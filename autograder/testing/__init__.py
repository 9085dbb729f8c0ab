"""What a suite's author writes with: tests, comparisons, misconceptions, variants.

`docs/suite_writer.md` shows how the pieces go together.
"""

from autograder.errors import Unanswered
from autograder.testing.agreement import Earlier, Follows, agree
from autograder.testing.comparison import Rejected, note, require
from autograder.testing.drawing import normal, same, seeds, shape
from autograder.testing.implementation import Implementation
from autograder.testing.marks import misconception, question, variant
from autograder.testing.unrolling import unrolled, unrolled_gradients

__all__ = [
    "Earlier",
    "Follows",
    "Implementation",
    "Rejected",
    "Unanswered",
    "agree",
    "misconception",
    "normal",
    "note",
    "question",
    "require",
    "same",
    "seeds",
    "shape",
    "unrolled",
    "unrolled_gradients",
    "variant",
]
