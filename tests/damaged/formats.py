"""Healed: formats, and what editors do."""

from typing import Any

from tests.damaged.kinds import answer, healed
from tests.saving import by_colab, by_vscode


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
