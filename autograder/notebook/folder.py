"""The one notebook in a student's folder that is the hand-in, also where it is named otherwise."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import NotebookError
from autograder.notebook.healing import heal
from autograder.notebook.reading import REMARKS, read_notebook
from autograder.notebook.texts import shown

if TYPE_CHECKING:
    from nbformat import NotebookNode

MAX_NOTEBOOKS = 10
TIMESTAMP = "timestamp.txt"  # nbgrader's; nobody's hand-in
_ARCHIVES = (".zip", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".7z", ".rar")


def read_folder(folder: Path, stem: str, release: NotebookNode) -> NotebookNode:
    """Reads the notebook that a student handed in.

    The one that is named after the assignment is taken. Where there is none, the one that holds
    cells of the assignment is, and its remarks say so: browsers, Colab and students rename files.

    Args:
        folder: a student's folder for one assignment.
        stem: the assignment.
        release: its notebook as it was given out.

    Raises:
        NotebookError: there is no such notebook, or there are several, or it cannot be read.
    """
    files = notebook_files(folder, stem)
    if not files:
        raise NotebookError(_why_nothing(folder, stem))
    if files[0].name == f"{stem}.ipynb":
        _refuse_link_elsewhere(files[0], folder)
        nb, others = read_notebook(files[0]), files[1:]
        if others:
            _remark(nb, f"Only `{stem}.ipynb` was graded, and not {_list(others)} beside it.")
        return nb
    if len(files) > MAX_NOTEBOOKS:
        raise NotebookError(
            f"There are {len(files)} notebooks, none of them named `{stem}.ipynb`. Name the one to "
            "be graded so."
        )
    return _recognised(files, folder, stem, release)


def notebook_files(folder: Path, stem: str) -> list[Path]:
    """The files that could be the hand-in; the one named after the assignment comes first.

    Raises:
        NotebookError: there is no folder, or it cannot be opened.
    """
    if folder.is_file():
        raise NotebookError(
            f"`{shown(folder.name)}` is a file; expected a folder of this name, in it "
            f"`{stem}.ipynb`."
        )
    try:
        # Hidden ones are made by systems, not by people: `._a1_rnn.ipynb` by macOS.
        found = [
            path
            for path in folder.iterdir()
            if path.suffix.lower() == ".ipynb" and not path.name.startswith(".")
        ]
    except OSError as error:
        raise NotebookError(
            f"The folder `{shown(folder.name)}` cannot be opened ({error.strerror}); expected "
            f"`{stem}.ipynb` in it. Check that it is there, and its permissions."
        ) from error
    return sorted(found, key=lambda path: (path.name != f"{stem}.ipynb", path.name))


def _recognised(files: list[Path], folder: Path, stem: str, release: NotebookNode) -> NotebookNode:
    """The notebook that can be healed, which is to say that it has cells of the assignment."""
    known: list[tuple[Path, NotebookNode]] = []
    reasons: list[str] = []
    for path in files:
        try:
            _refuse_link_elsewhere(path, folder)
            nb = read_notebook(path)
            heal(nb, release)
        except NotebookError as error:
            reasons.append(str(error))
        else:
            known.append((path, nb))
    if not known:
        raise NotebookError(
            reasons[0]
            if len(files) == 1
            else f"There is no `{stem}.ipynb`, and none of {_list(files)} can be graded in its "
            f"place. {reasons[0]}"
        )
    path, nb = known[0]
    texts = [[(cell.cell_type, cell.source) for cell in one.cells] for _, one in known]
    if any(other != texts[0] for other in texts):
        raise NotebookError(
            f"There is no `{stem}.ipynb`, and {_list([file for file, _ in known])} could each be "
            f"meant. Name the one to be graded `{stem}.ipynb`."
        )
    _remark(nb, f"The file was named `{shown(path.name)}` instead of `{stem}.ipynb`.")
    return nb


def _remark(nb: NotebookNode, sentence: str) -> None:
    nb.metadata[REMARKS] = [*nb.metadata.get(REMARKS, ()), sentence]


def _refuse_link_elsewhere(path: Path, folder: Path) -> None:
    """A link to another student's notebook would be graded as this student's."""
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        inside = False
    if not inside:
        raise NotebookError(
            f"`{shown(path.name)}` is a link to a file outside of the student's folder; expected "
            "the notebook itself."
        )


def _why_nothing(folder: Path, stem: str) -> str:
    """What lies in a folder without a notebook, and what to do about it."""
    expected = f"expected `{stem}.ipynb`"
    entries = sorted(path for path in folder.iterdir() if path.name != TIMESTAMP)
    if not entries:
        return f"The folder is empty; {expected}."
    for path in entries:
        if path.suffix.lower() in _ARCHIVES:
            return f"There is the archive `{shown(path.name)}`; {expected}. Unpack it."
    with suppress(OSError):  # a folder that cannot be opened holds nothing for us
        for path in entries:
            if not path.name.startswith(".") and path.is_dir() and any(path.glob("*.ipynb")):
                return (
                    f"The notebook lies in a folder of its own, `{shown(path.name)}`; {expected} "
                    "beside it. Move it up."
                )
    return f"There is no notebook but {_list(entries)}; {expected}."


def _list(paths: list[Path]) -> str:
    """The first names, as a sentence has them."""
    names = [f"`{shown(path.name)}`" for path in paths[:4]]
    if len(paths) > 4:
        names.append(f"{len(paths) - 4} more")
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
