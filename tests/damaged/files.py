"""Healed: the file, its name, its bytes and its JSON."""

import copy
import json
import re

from tests.damaged.kinds import NAME, answer, as_bytes, healed, other_notebook, unfinished


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
