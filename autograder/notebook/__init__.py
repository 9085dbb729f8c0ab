"""Hand-ins: read from disk, healed, and reduced to the cells that are run while grading.

`read_notebook` gives a notebook, or a NotebookError that says what to do; `read_folder` finds it in
a student's folder first; `heal` makes it what the
release was, with the student's work kept; `extract` takes out what the sandbox runs, which is what
the journal hashes.
"""

from autograder.notebook.folder import notebook_files, read_folder
from autograder.notebook.handin import Cell, Handin, extract, handin_hash
from autograder.notebook.healing import heal
from autograder.notebook.reading import MAX_BYTES, parse_notebook, read_notebook

__all__ = [
    "MAX_BYTES",
    "Cell",
    "Handin",
    "extract",
    "handin_hash",
    "heal",
    "notebook_files",
    "parse_notebook",
    "read_folder",
    "read_notebook",
]
