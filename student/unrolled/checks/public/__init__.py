"""The public cases: one module or package an assignment, each with `ABOUT` and `CASES`.

`ABOUT` names the questions in the notebook's order; `CASES` holds functions under `@public`.
"""
