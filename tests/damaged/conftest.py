"""Every kind of damage that we know, one hand-in each.

A kind is a function; its name is the sentence. It takes a whole hand-in as plain JSON and gives
what lies in the student's folder: a notebook, its bytes, or a dict of file names.
"""

from __future__ import annotations

import copy
import json
import os
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from tests.saving import PERSON, TAG, by_colab, by_vscode

KINDS: list[Kind] = []
STEM = "a1_rnn"
NAME = "a1_rnn.ipynb"
SECRETS = (*PERSON.values(), TAG)


@dataclass(frozen=True)
class Kind:
    """One kind of damage.

    Attributes:
        damage: makes the hand-in.
        outcome: `healed`, `partly` or `review`.
        says: what the healing, the reason that something is missing, or the review must say.
        lost: questions that cannot be graded -> the state that they show.
    """

    damage: Callable[[dict], Any]
    outcome: str
    says: str
    lost: dict[str, str] = field(default_factory=dict)

    @property
    def student(self) -> str:
        return self.damage.__name__

    def hand_in(self, folder: Path, whole: dict) -> None:
        """Puts the hand-in into a student's folder."""
        made = self.damage(copy.deepcopy(whole))
        if callable(made):
            made(folder)
            return
        folder.mkdir(parents=True)
        one = not isinstance(made, dict) or {"cells", "worksheets"} & made.keys()
        files = {NAME: made} if one else made
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else as_bytes(content))


def healed(says: str = ""):
    return _kind("healed", says)


def partly(says: str, **lost: str):
    return _kind("partly", says, lost)


def review(says: str):
    return _kind("review", says)


def _kind(outcome: str, says: str, lost: dict[str, str] | None = None):
    def register(damage):
        KINDS.append(Kind(damage, outcome, says, lost or {}))
        return damage

    return register


def pytest_generate_tests(metafunc):
    """Gives a test that asks for `kind` every kind of its outcome, or all of them."""
    if "kind" in metafunc.fixturenames:
        wanted = re.search(r"_(healed|partly|review)_", metafunc.function.__name__)
        chosen = [kind for kind in KINDS if not wanted or kind.outcome == wanted[1]]
        metafunc.parametrize("kind", chosen, ids=lambda kind: kind.student)


def as_bytes(nb: Any, **options: Any) -> bytes:
    return json.dumps(nb, indent=1, **options).encode(errors="surrogatepass")


def cell(nb: dict, cell_id: str) -> dict:
    return next(cell for cell in nb["cells"] if cell["id"] == cell_id)


def at(nb: dict, cell_id: str) -> int:
    return nb["cells"].index(cell(nb, cell_id))


def answer(nb: dict, question: str) -> dict:
    return cell(nb, f"{question}-answer")


def code(source: str, **metadata: Any) -> dict:
    return {
        "cell_type": "code", "id": "mine", "metadata": metadata, "source": source,
        "outputs": [], "execution_count": None,
    }  # fmt: skip


def without(nb: dict, *cell_ids: str) -> dict:
    nb["cells"] = [cell for cell in nb["cells"] if cell.get("id") not in cell_ids]
    return nb


def other_notebook() -> dict:
    cells = [code("import pandas"), code("print(1)")]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def unfinished(nb: dict) -> dict:
    answer(nb, "rnn_step")["source"] = "def rnn_step(x, h, Wx, Wh, b):\n    return h"
    return nb


# --- healed: the file and its name


@healed("The file was named `a1_rnn (2).ipynb` instead of `a1_rnn.ipynb`.")
def a_browser_numbered_the_download(nb):
    return {"a1_rnn (2).ipynb": nb}


@healed("The file was named `Copy of a1_rnn.ipynb`")
def colab_named_it_a_copy(nb):
    return {"Copy of a1_rnn.ipynb": nb}


@healed("The file was named `a1_rnn_jane.ipynb`")
def a_student_added_their_name(nb):
    return {"a1_rnn_jane.ipynb": nb}


@healed("The file was named `Untitled7.ipynb`")
def the_name_says_nothing(nb):
    return {"Untitled7.ipynb": nb}


@healed("The file was named `a1_rnn.IPYNB`")
def the_extension_is_in_upper_case(nb):
    return {"a1_rnn.IPYNB": nb}


@healed("The file was named `A1_RNN.ipynb`")
def the_name_is_in_upper_case(nb):
    return {"A1_RNN.ipynb": nb}


@healed("Only `a1_rnn.ipynb` was graded, and not `a1_rnn (1).ipynb` beside it.")
def an_older_version_lies_beside_it(nb):
    return {NAME: nb, "a1_rnn (1).ipynb": unfinished(copy.deepcopy(nb))}


@healed("The file was named `mine.ipynb`")
def a_scratch_notebook_lies_beside_the_renamed_one(nb):
    return {"mine.ipynb": nb, "a1_rnn notes.ipynb": other_notebook()}


@healed("The file was named `a1_rnn (1).ipynb`")
def it_was_handed_in_twice_under_other_names(nb):
    return {"a1_rnn (2).ipynb": nb, "a1_rnn (1).ipynb": as_bytes(nb) + b"\n"}


@healed()
def macos_left_its_own_file_beside_it(nb):
    return {NAME: nb, "._a1_rnn.ipynb": b"\x00\x05\x16\x07"}


# --- healed: bytes and JSON


@healed()
def it_starts_with_a_byte_order_mark(nb):
    return b"\xef\xbb\xbf" + as_bytes(nb)


@healed()
def lines_end_as_on_windows(nb):
    for one in nb["cells"]:
        one["source"] = one["source"].replace("\n", "\r\n")
    return as_bytes(nb).replace(b"\n", b"\r\n")


@healed("The file was encoded as UTF-16; it was read as such.")
def it_is_encoded_as_utf_16(nb):
    return json.dumps(nb).encode("utf-16")


@healed("Some bytes were not valid UTF-8")
def a_comment_is_not_valid_utf_8(nb):
    answer(nb, "rnn_step")["source"] += "\n# na\u00efve"
    return json.dumps(nb, ensure_ascii=False).encode("latin-1", errors="replace")


@healed("Characters of the value 0 stood in the cells; they were removed.")
def characters_of_value_0_stand_in_the_code(nb):
    answer(nb, "rnn_step")["source"] += "\x00\n\x00"
    return nb


@healed()
def the_disk_padded_it_with_zero_bytes(nb):
    return as_bytes(nb) + b"\x00" * 5000


@healed("characters after the notebook's end")
def the_end_of_a_longer_old_version_follows(nb):
    return as_bytes(nb) + b' "outputs": []\n  }\n ],\n "nbformat": 4\n}\n'


@healed("The notebook stood in a list; it was taken out.")
def it_is_wrapped_in_a_list(nb):
    return as_bytes([nb])


@healed()
def strings_hold_raw_line_ends(nb):
    return re.sub(rb"(?<!\\)\\n", b"\n", as_bytes(nb))


@healed("two versions with the same cells")
def a_merge_left_its_marks_in_the_outputs(nb):
    answer(nb, "embed")["execution_count"] = "HERE"
    sides = b'<<<<<<< HEAD\n"execution_count": 3,\n=======\n"execution_count": 4,\n>>>>>>> theirs\n'
    return re.sub(rb' *"execution_count": "HERE",\n', sides, as_bytes(nb))


@healed()
def numbers_are_not_a_number_or_infinite(nb):
    nb["metadata"]["speed"] = float("nan")
    answer(nb, "embed")["metadata"]["time"] = float("inf")
    return nb


@healed()
def strings_hold_halves_of_characters(nb):
    nb["metadata"]["author"] = "\ud83d"
    nb["cells"][2]["source"] += " \ud83d"
    nb["cells"][2]["attachments"] = {"\udc00.png": {"image/png": "aGk="}}
    return nb


@healed("What stood in place of cell 3, 6 was no cell; it was left out.")
def things_that_are_no_cells_stand_among_them(nb):
    nb["cells"].insert(2, None)
    nb["cells"].insert(5, 7)
    return nb


@healed()
def sources_are_lists_of_lines(nb):
    for one in nb["cells"]:
        one["source"] = one["source"].splitlines(keepends=True)
    return nb


# --- healed: formats and editors


@healed("old format (nbformat 3)")
def it_is_in_nbformat_3(nb):
    cells = []
    for one in nb["cells"]:
        old = {"cell_type": one["cell_type"], "metadata": {}}
        old |= (
            {"input": one["source"], "language": "python", "outputs": [], "collapsed": False}
            if one["cell_type"] == "code"
            else {"source": one["source"]}
        )
        cells.append(old)
    cells.append({"cell_type": "heading", "level": 2, "metadata": {}, "source": "Mine"})
    return {"worksheets": [{"cells": cells}], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}


@healed("old format (nbformat 3)")
def it_says_4_and_keeps_its_cells_in_worksheets(nb):
    return {"worksheets": [{"cells": nb["cells"]}], "metadata": {}, "nbformat": 4}


@healed("Cells had lost their ids; they were given back.")
def it_is_in_nbformat_4_0_without_ids(nb):
    for one in nb["cells"]:
        del one["id"]
    return nb | {"nbformat_minor": 0}


@healed()
def it_claims_a_format_of_the_future(nb):
    return nb | {"nbformat": 6, "nbformat_minor": 1}


@healed("Cells had the same id; each was given its own.")
def all_cells_have_the_same_id(nb):
    for one in nb["cells"]:
        one["id"] = "rnn_step-answer"
    return nb


@healed()
def an_editor_dropped_the_marks_of_nbgrader(nb):
    for one in nb["cells"]:
        one["metadata"] = {}
    return nb


@healed("they were recognised by what they say")
def an_editor_dropped_marks_and_ids(nb):
    for one in nb["cells"]:
        one["metadata"] = {}
        del one["id"]
    return nb


@healed("Colab's records of who ran the cells were removed.")
def colab_saved_it_with_the_persons_name(nb):
    return by_colab(nb)


@healed()
def visual_studio_code_saved_it(nb):
    return by_vscode(nb)


@healed()
def metadata_are_of_the_wrong_type(nb):
    nb["metadata"] = ["kernelspec"]
    for number, one in enumerate(nb["cells"]):
        one["metadata"] = (None, 7, "x", {"nbgrader": 1, "unrolled": [], "id": {}})[number % 4]
    return nb


@healed()
def metadata_are_nested_without_end(nb):
    deep: Any = []
    for _ in range(300):
        deep = [deep]
    nb["metadata"]["deep"] = deep
    answer(nb, "embed")["metadata"]["deep"] = deep
    return nb


@healed()
def outputs_are_of_the_wrong_type(nb):
    answer(nb, "embed")["outputs"] = {"output_type": [7]}
    answer(nb, "rnn_step")["execution_count"] = "third"
    return nb


@healed("Outputs of 5 MB were cleared.")
def outputs_are_huge(nb):
    text = {"output_type": "stream", "name": "stdout", "text": "x" * 5 * 2**20}
    answer(nb, "embed")["outputs"] = [text]
    return nb


@healed("The notebook asked for the kernel `ir`; it was set back to `python3`.")
def it_asks_for_a_kernel_of_another_language(nb):
    nb["metadata"]["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    return nb


@healed("The notebook asked for the kernel `py?[31m`")
def the_kernels_name_holds_what_no_screen_shows(nb):
    nb["metadata"]["kernelspec"] = {"name": "py\x1b[31m"}
    return nb


@healed()
def widgets_left_their_state(nb):
    state = {"application/vnd.jupyter.widget-state+json": {"version_major": 2, "state": {}}}
    nb["metadata"]["widgets"] = state
    return nb


# --- healed: cells


@healed("The answer cell of `rnn_step` was there 2 times; the edited one was kept.")
def the_empty_answer_cell_stands_below_the_answer(nb):
    empty = copy.deepcopy(answer(nb, "rnn_step"))
    empty["source"] = nb["metadata"]["released"]["rnn_step"]
    empty["id"] = "copy"
    nb["cells"].insert(at(nb, "rnn_step"), empty)
    return nb


@healed("The check cell of `embed` was there 2 times; one was kept.")
def a_graded_cell_stands_twice(nb):
    nb["cells"].insert(at(nb, "embed"), copy.deepcopy(cell(nb, "embed")))
    return nb


@healed()
def the_cells_stand_in_another_order(nb):
    head, rest = nb["cells"][:6], nb["cells"][6:]
    return nb | {"cells": rest[::-1] + head}


@healed("The set-up cell was missing; it was put back.")
def the_imports_were_deleted(nb):
    return without(nb, "a1_rnn-setup-01")


@healed("The set-up cell was changed; it was restored")
def the_imports_were_changed(nb):
    cell(nb, "a1_rnn-setup-01")["source"] = "import numpy"
    return nb


@healed("The check cell of `make_pairs` was missing; it was put back.")
def the_check_cells_were_deleted(nb):
    return without(nb, "embed", "rnn_step", "rnn_forward", "make_pairs")


@healed("The check cell of `embed` was changed; it was restored.")
def a_check_cell_was_changed(nb):
    cell(nb, "embed")["source"] = "print('all green')"
    return nb


@healed()
def only_the_answers_are_left(nb):
    kept = ("answer", "written")
    cells = [c for c in nb["cells"] if c["metadata"].get("unrolled", {}).get("kind") in kept]
    return nb | {"cells": cells}


@healed("The answer cell of `rnn_step` had become a markdown cell; it was made a code cell again.")
def an_answer_became_text(nb):
    answer(nb, "rnn_step")["cell_type"] = "markdown"
    return nb


@healed("The answer cell of `embed` had become a raw cell")
def an_answer_became_raw(nb):
    answer(nb, "embed")["cell_type"] = "raw"
    return nb


@healed("The answer cell of `mlp_limits` had become a code cell")
def a_written_answer_became_code(nb):
    cell(nb, "mlp_limits")["cell_type"] = "code"
    return nb


@healed("`rnn_forward` is not defined in its own cell but in another; that is graded.")
def two_answers_were_merged_into_one_cell(nb):
    answer(nb, "rnn_step")["source"] += "\n\n" + answer(nb, "rnn_forward")["source"]
    return without(nb, "rnn_forward-answer")


@healed("`embed` is not defined in its own cell but in another; that is graded.")
def all_answers_stand_in_one_cell_of_their_own(nb):
    released = nb["metadata"]["released"]
    texts = [answer(nb, question)["source"] for question in released]
    for question, text in released.items():
        answer(nb, question)["source"] = text
    nb["cells"].append(code("\n\n".join(texts)))
    return nb


@healed("`rnn_step` is not defined in its own cell but in another; that is graded.")
def an_answer_was_pasted_into_a_demo(nb):
    cell(nb, "a1_rnn-demo-04")["source"] = answer(nb, "rnn_step")["source"]
    answer(nb, "rnn_step")["source"] = nb["metadata"]["released"]["rnn_step"]
    return nb


@healed("The answer of `rnn_step` was split over several cells; they were joined.")
def an_answer_was_split_within_its_body(nb):
    here = answer(nb, "rnn_step")
    first, _, rest = here["source"].partition("    return ")
    here["source"] = first
    nb["cells"].insert(at(nb, "rnn_step"), code("    return " + rest))
    return nb


@healed("Cells had the same id")
def own_cells_took_the_ids_of_the_release(nb):
    nb["cells"].append(code("note = 1") | {"id": "rnn_step-answer"})
    return nb


@healed()
def an_answer_is_indented(nb):
    lines = answer(nb, "rnn_step")["source"].split("\n")
    answer(nb, "rnn_step")["source"] = "\n".join(f"    {line}" if line else "" for line in lines)
    return nb


@healed()
def an_answer_is_indented_with_tabs(nb):
    source = answer(nb, "rnn_step")["source"]
    answer(nb, "rnn_step")["source"] = re.sub(r"(?m)^    ", "\t", source)
    return nb


@healed()
def an_answer_is_timed_by_a_magic(nb):
    answer(nb, "rnn_step")["source"] = "%%time\n" + answer(nb, "rnn_step")["source"]
    return nb


@healed()
def an_answer_was_pasted_with_the_prompts_of_python(nb):
    body = "def rnn_step(x, h, Wx, Wh, b):\n    return tf.tanh(x @ Wx + h @ Wh + b)"
    first, *rest = body.split("\n")
    answer(nb, "rnn_step")["source"] = "\n".join([f">>> {first}", *(f"... {r}" for r in rest)])
    return nb


@healed()
def the_text_between_was_deleted(nb):
    return nb | {"cells": [c for c in nb["cells"] if "-prose-" not in c["id"]]}


@healed()
def a_picture_was_pasted_into_a_written_answer(nb):
    cell(nb, "mlp_limits")["attachments"] = {"image.png": {"image/png": "aGk="}}
    return nb


# --- partly gradable


@partly("Its answer cell is not in the notebook.", last_valid_state="missing")
def an_answer_cell_was_deleted(nb):
    return without(nb, "last_valid_state-answer")


@partly("Its answer cell is not in the notebook.", embed="missing", make_pairs="missing")
def an_answer_is_no_text(nb):
    answer(nb, "embed")["source"] = 7
    answer(nb, "make_pairs")["source"] = ["def make_pairs(ids):", None]
    return nb


@partly("Its answer cell holds an unfinished merge", last_valid_state="missing")
def a_merge_left_its_marks_in_an_answer(nb):
    mine = answer(nb, "last_valid_state")["source"]
    conflict = f"<<<<<<< HEAD\n{mine}\n=======\n{mine} + 0\n>>>>>>> 1a2b3c\n"
    answer(nb, "last_valid_state")["source"] = conflict
    return nb


@partly("`last_valid_state`", last_valid_state="missing")
def an_answer_was_commented_out(nb):
    lines = answer(nb, "last_valid_state")["source"].split("\n")
    answer(nb, "last_valid_state")["source"] = "\n".join(f"# {line}" for line in lines)
    return nb


@partly("`last_valid_state`", last_valid_state="missing")
def an_answer_was_emptied(nb):
    answer(nb, "last_valid_state")["source"] = ""
    return nb


@partly("SyntaxError", make_pairs="crashed")
def a_word_processor_made_the_quotes_round(nb):
    answer(nb, "make_pairs")["source"] += "\nprint(\u201cdone\u201d)"
    return nb


@partly("SyntaxError", make_pairs="crashed")
def spaces_came_from_a_web_page(nb):
    source = answer(nb, "make_pairs")["source"]
    answer(nb, "make_pairs")["source"] = source.replace("    ", "\u00a0   ")
    return nb


@partly("SyntaxError", make_pairs="crashed")
def an_answer_breaks_off(nb):
    source = answer(nb, "make_pairs")["source"]
    answer(nb, "make_pairs")["source"] = source[: source.rindex("return") + 6] + " (ids["
    return nb


@partly("TabError", make_pairs="crashed")
def tabs_and_spaces_are_mixed(nb):
    text = "def make_pairs(ids, steps):\n\tx = ids\n        return x, x"
    answer(nb, "make_pairs")["source"] = text
    return nb


@partly("`make_pairs`", make_pairs="missing")
def an_object_was_misspelt(nb):
    source = answer(nb, "make_pairs")["source"]
    answer(nb, "make_pairs")["source"] = source.replace("def make_pairs", "def makepairs")
    return nb


# --- needs review: what is there


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


# --- needs review: what it is


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


assert len({kind.student for kind in KINDS}) == len(KINDS)  # one folder each
