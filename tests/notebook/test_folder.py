"""Which of the files in a student's folder is the hand-in."""

import json
import os
from pathlib import Path

import pytest

from autograder.errors import NotebookError
from autograder.notebook import heal, read_folder


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "toy"
    made.mkdir()
    return made


def put(path, nb):
    path.write_text(json.dumps(nb))
    return path


def test_the_notebook_of_the_right_name_is_read_without_a_word(folder, answered, release):
    put(folder / "toy.ipynb", answered)
    assert heal(read_folder(folder, "toy", release), release)[1] == ()


@pytest.mark.parametrize(
    "name", ["toy (2).ipynb", "Copy of toy.ipynb", "toy_jane.ipynb", "toy.IPYNB", "x.ipynb"]
)
def test_a_renamed_notebook_is_read_and_the_name_told(name, folder, answered, release):
    put(folder / name, answered)
    _, sentences = heal(read_folder(folder, "toy", release), release)
    assert sentences == (f"The file was named `{name}` instead of `toy.ipynb`.",)


def test_a_wrong_file_of_the_right_name_is_not_replaced_by_a_guess(folder, answered, release):
    put(folder / "other.ipynb", answered)
    (folder / "toy.ipynb").write_bytes(b"")
    with pytest.raises(NotebookError, match="is empty"):
        read_folder(folder, "toy", release)


def test_a_file_that_may_not_be_read_says_so(folder, answered, release, monkeypatch):
    put(folder / "toy.ipynb", answered)

    def refuse(*arguments, **keywords):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(NotebookError, match=r"`toy.ipynb` cannot be opened \(Permission denied\)"):
        read_folder(folder, "toy", release)


def test_a_folder_that_may_not_be_read_says_so(folder, release, monkeypatch):
    def refuse(*arguments):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(NotebookError, match=r"`toy` cannot be opened \(Permission denied\)"):
        read_folder(folder, "toy", release)


def test_a_name_that_plays_with_the_screen_is_told_without_its_tricks(folder, answered, release):
    name = os.fsdecode(b"\x1b[2Jtoy\xff\n.ipynb")
    put(folder / name, answered)
    _, (sentence,) = heal(read_folder(folder, "toy", release), release)
    assert sentence.startswith("The file was named `?[2Jtoy??.ipynb`")


def test_many_other_files_are_named_in_part(folder, release):
    for number in range(9):
        (folder / f"{number}.txt").touch()
    with pytest.raises(NotebookError, match=r"but `0.txt`, .*`3.txt` and 5 more; expected"):
        read_folder(folder, "toy", release)
