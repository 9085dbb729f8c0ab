"""`check("rnn_step")`: what is right and what is wrong with your answer, and why."""

from unrolled.checks.engine import check

__all__ = ["check"]
