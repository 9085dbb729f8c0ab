"""`check("rnn_step")`: what is right and what is wrong with your answer, and why.

`check.all("a1_rnn")` makes a score card of all answers to an assignment.
"""

from unrolled.checks.checking import check

__all__ = ["check"]
