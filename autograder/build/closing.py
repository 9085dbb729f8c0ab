"""The cells at the end of every notebook: the score card, and the look at what is handed in."""

from __future__ import annotations

TEXT = """\
## Before you hand in

The first cell below runs every check once more, and says what the hidden tests look at besides.

The second one reads the notebook **as it is saved**, says what is missing in it, and names the file
to hand in. In Jupyter and VS Code, save first: Ctrl-S, or ⌘S on a Mac."""


def score_card(stem: str) -> str:
    """Code that runs all checks of the assignment.

    It names the assignment, as `check` does the question: so it says the same in a script, and
    where a kernel has seen two assignments.
    """
    return f'from unrolled import check\n\ncheck.all("{stem}")'


def hand_in(stem: str) -> str:
    """Code that looks at the saved notebook; it works in a kernel that has run nothing else."""
    return f'from unrolled import hand_in\n\nhand_in("{stem}")'
