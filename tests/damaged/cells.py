"""Healed: cells that are gone, moved, doubled or of another kind."""

import copy
import re

from tests.damaged.kinds import answer, at, cell, code, healed, without


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
