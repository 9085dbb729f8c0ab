"""Partly gradable: some answers are lost, the others count."""

from tests.damaged.kinds import answer, partly, without


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
