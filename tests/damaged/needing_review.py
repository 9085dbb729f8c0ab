"""What a person must look at."""

import copy
import os
import re
import zipfile
from io import BytesIO

from tests.damaged.kinds import (
    NAME,
    answer,
    as_bytes,
    code,
    other_notebook,
    review,
    unfinished,
)


@review("The folder is empty; expected `a1_rnn.ipynb`.")
def the_folder_is_empty(nb):
    return {}


@review("There is the archive `hand-in.zip`; expected `a1_rnn.ipynb`. Unpack it.")
def it_is_still_in_its_archive(nb):
    return {"hand-in.zip": zipped(nb)}


@review("`a1_rnn.ipynb` is a zip archive")
def an_archive_has_the_notebooks_name(nb):
    return zipped(nb)


def zipped(nb):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(NAME, as_bytes(nb))
    return stream.getvalue()


@review("The notebook lies in a folder of its own, `work`; expected `a1_rnn.ipynb` beside it.")
def it_lies_in_a_folder_below(nb):
    return {"work/a1_rnn.ipynb": nb}


@review("There is no notebook but `a1_rnn.pdf` and `a1_rnn.py`; expected `a1_rnn.ipynb`.")
def only_other_files_were_handed_in(nb):
    return {"a1_rnn.py": b"x = 1\n", "a1_rnn.pdf": b"%PDF-1.7"}


@review("`a1_rnn.ipynb` is not a file")
def a_folder_has_the_notebooks_name(nb):
    return {"a1_rnn.ipynb/notes.txt": b"oops"}


@review("`a1_rnn` is a file; expected a folder of this name, in it `a1_rnn.ipynb`.")
def a_file_has_the_folders_name(nb):
    def write(folder):
        folder.parent.mkdir(parents=True)
        folder.write_bytes(as_bytes(nb))

    return write


@review("`a1_rnn.ipynb` is not a file")
def a_named_pipe_has_the_notebooks_name(nb):
    def write(folder):
        folder.mkdir(parents=True)
        os.mkfifo(folder / NAME)

    return write


@review("`a1_rnn.ipynb` is a link to a file outside of the student's folder")
def it_is_a_link_to_a_classmates(nb):
    def write(folder):
        folder.mkdir(parents=True)
        (folder / NAME).symlink_to("../../ada/a1_rnn/a1_rnn.ipynb")

    return write


@review("`a1_rnn.ipynb` is a link to a file outside")
def it_is_a_link_to_itself(nb):
    def write(folder):
        folder.mkdir(parents=True)
        (folder / NAME).symlink_to(NAME)

    return write


@review("`final.ipynb` and `final2.ipynb` could each be meant. Name the one to be graded")
def two_versions_could_be_meant(nb):
    return {"final.ipynb": nb, "final2.ipynb": unfinished(copy.deepcopy(nb))}


@review("none of `x.ipynb` and `y.ipynb` can be graded in its place")
def two_notebooks_are_other_ones(nb):
    return {"x.ipynb": other_notebook(), "y.ipynb": b""}


@review("There are 12 notebooks, none of them named `a1_rnn.ipynb`.")
def a_dozen_versions_were_handed_in(nb):
    return {f"v{number}.ipynb": nb for number in range(12)}


@review("is empty; expected a Jupyter notebook")
def it_is_empty(nb):
    return b""


@review("is empty; expected a Jupyter notebook")
def it_is_nothing_but_zero_bytes(nb):
    return b"\x00" * 4096


@review("breaks off after 20,000 bytes")
def it_breaks_off_half_way(nb):
    return as_bytes(nb)[:20000]


@review("breaks off after")
def its_last_two_brackets_are_gone(nb):
    return as_bytes(nb).rstrip()[:-1].rstrip()[:-1]


@review("none of them an answer cell of this assignment")
def it_is_another_notebook(nb):
    return other_notebook()


@review("none of them an answer cell of this assignment")
def all_cells_were_deleted(nb):
    return nb | {"cells": []}


@review("is a PDF")
def it_is_a_pdf(nb):
    return b"%PDF-1.7\n" + b"\xff" * 1000


@review("a web page: the page was saved, not the notebook")
def it_is_a_saved_web_page(nb):
    return b"<!DOCTYPE html>\n<html><body>a1_rnn</body></html>"


@review("is text but no notebook")
def it_is_a_script(nb):
    return b"import numpy as np\n\ndef rnn_step(): ...\n"


@review("is damaged at line 1")
def it_is_the_repr_of_a_dict(nb):
    return repr(nb).encode(errors="replace")


@review("is damaged at line")
def a_comma_is_missing_in_the_middle(nb):
    return as_bytes(nb).replace(b'"cell_type": "code",', b'"cell_type": "code"', 5)


@review("holds the marks of an unfinished merge")
def a_merge_left_two_versions_of_an_answer(nb):
    answer(nb, "embed")["source"] = "HERE"
    sides = b'<<<<<<< HEAD\n"source": "a"\n=======\n"source": "b"\n>>>>>>> theirs\n'
    return re.sub(rb' *"source": "HERE"\n', sides, as_bytes(nb))


@review("more than one document")
def two_notebooks_stand_in_one_file(nb):
    return as_bytes(nb) + as_bytes(unfinished(nb))


@review("says `cells` twice in one place")
def its_cells_are_there_twice(nb):
    text = as_bytes(nb)
    return b'{"cells": [{"cell_type": "code", "source": "x"}],' + text.lstrip()[1:]


@review("it has no list of cells")
def it_is_json_without_cells(nb):
    return {"package.json": b"{}", NAME: b'{"name": "a1_rnn"}'}


@review("at most 2000")
def it_has_2001_cells(nb):
    nb["cells"] += [code("1") for _ in range(2001 - len(nb["cells"]))]
    return nb


@review("is over 50 MB")
def it_is_larger_than_50_megabytes(nb):
    answer(nb, "embed")["outputs"] = [{"output_type": "stream", "text": "x" * 51 * 2**20}]
    return nb


@review("million characters of code; expected at most 4")
def a_corpus_was_pasted_into_the_code(nb):
    nb["cells"].append(code(f"corpus = '{'to be or not ' * 400_000}'"))
    return nb


@review("JSON that no notebook program writes")
def it_is_nested_without_end(nb):
    return b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@review("JSON that no notebook program writes")
def a_number_has_ten_thousand_digits(nb):
    return as_bytes(nb)[:-1] + b', "nbformat": ' + b"9" * 10_000 + b"}"
