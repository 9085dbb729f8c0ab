"""What `hand_in` says of the saved file alone."""

import copy

import pytest

from tests.unrolled.handin.toy_notebook import ANSWER, CLASS, RELEASED, cell_of, code, said


def test_of_a_notebook_that_is_done_all_is_fine(nb):
    assert said(nb, "mend") == said(nb, "look") == []
    assert said(nb, "fine") == [
        "Every cell that is graded is there once.",
        "All 2 coded questions have an answer; `check.all` says whether it is right.",
        "The written question has an answer.",
        "No cell shows an error.",
        "It takes 0.00 MB, less than 5 MB.",
    ]


@pytest.mark.parametrize("left", [RELEASED, f"{RELEASED}\n\n", "", "  \n"])
def test_a_coded_question_without_an_answer_is_named(nb, left):
    cell_of(nb, "step-answer")["source"] = left
    (sentence,) = said(nb, "mend")
    assert sentence.startswith("Not answered: the question `step`.")
    assert not any("coded questions" in fine for fine in said(nb, "fine"))


@pytest.mark.parametrize("left", ["YOUR ANSWER HERE", " YOUR ANSWER HERE\n", ""])
def test_a_written_question_without_an_answer_is_named(nb, left):
    cell_of(nb, "why")["source"] = left
    (sentence,) = said(nb, "mend")
    assert sentence.startswith("Not answered: the written question `why`.")


def test_a_placeholder_left_beside_an_answer_is_worth_a_look(nb):
    cell_of(nb, "why")["source"] = "YOUR ANSWER HERE\n\nBecause."
    assert said(nb, "mend") == []
    assert said(nb, "look") == ["`why` still holds the words `YOUR ANSWER HERE`."]


def test_a_class_of_which_a_method_is_missing_is_half_done(nb):
    half = CLASS.replace("raise NotImplementedError()", "return 1", 1)
    cell_of(nb, "Cell-answer")["source"] = half
    assert said(nb, "mend") == ["`Cell` is half done: `config` still raises `NotImplementedError`."]


def test_code_that_is_no_python_is_told_by_its_line(nb):
    cell_of(nb, "step-answer")["source"] = "def step(x):\n    return (x"
    (sentence,) = said(nb, "mend")
    assert sentence.startswith("The cell of `step` is not valid Python: line 2: '('")


def test_magics_are_python_in_a_notebook(nb):
    cell_of(nb, "step-answer")["source"] = f"%matplotlib inline\n{ANSWER}\n!ls"
    assert said(nb, "mend") == []


def test_an_answer_of_another_name_is_none(nb):
    cell_of(nb, "step-answer")["source"] = ANSWER.replace("step", "stop")
    assert said(nb, "mend") == ["The cell of `step` does not define `step`."]


def test_an_answer_in_another_cell_is_one(nb):
    cell_of(nb, "step-answer")["source"] = RELEASED
    nb["cells"].append(code("", ANSWER, 6))
    assert said(nb, "mend") == []


def test_an_answer_cell_that_is_gone_is_named(nb):
    nb["cells"].remove(cell_of(nb, "step-answer"))
    (sentence,) = said(nb, "mend")
    assert sentence.startswith("The answer cell of `step` is gone.")
    assert "Every cell that is graded is there once." not in said(nb)


def test_an_answer_cell_that_lost_its_marks_is_worth_a_look(nb):
    cell_of(nb, "step-answer").update(metadata={}, id="x")
    assert said(nb, "mend") == []
    assert said(nb, "look") == [
        "The answer cell of `step` is gone; what another cell defines by that name will be graded."
    ]


@pytest.mark.parametrize("marks", [{"metadata": {}}, {"id": "x"}])
def test_one_of_the_two_marks_is_enough(nb, marks):
    cell_of(nb, "step-answer").update(marks)
    assert said(nb, "mend") == said(nb, "look") == []


def test_colab_moves_the_id_into_the_metadata(nb):
    cell = cell_of(nb, "step-answer")
    del cell["id"]
    cell["metadata"] = {"id": "step-answer"}
    assert said(nb, "mend") == said(nb, "look") == []


@pytest.mark.parametrize(("name", "what"), [("why", "answer cell of `why`"), ("step", "check")])
def test_a_copied_cell_is_counted(nb, name, what):
    nb["cells"].append(copy.deepcopy(cell_of(nb, name)) | {"id": "copy"})
    (sentence,) = said(nb, "mend")
    assert what in sentence
    assert "is there 2 times" in sentence


def test_a_check_cell_that_is_gone_or_changed_is_worth_a_look(nb):
    nb["cells"].remove(cell_of(nb, "step"))
    cell_of(nb, "Cell")["source"] = "print('green')"
    assert said(nb, "mend") == []
    assert said(nb, "look") == [
        "The check cell of `step` is gone; it is put back for grading.",
        "The check cell of `Cell` was changed; the released one is put back for grading.",
    ]


def test_an_error_that_a_cell_shows_is_worth_a_look(nb):
    error = {"output_type": "error", "ename": "NameError", "evalue": "x", "traceback": []}
    cell_of(nb, "step")["outputs"] = [error]
    nb["cells"].append(code("", "1 / 0", 7, [error | {"ename": "ZeroDivisionError"}]))
    assert said(nb, "look") == [
        "An error stands below the check of `step` (NameError), cell [7] (ZeroDivisionError)."
    ]


def test_the_marks_of_a_merge_are_found(nb):
    cell_of(nb, "why")["source"] = "<<<<<<< HEAD\nBecause.\n=======\nSo.\n>>>>>>> theirs\n"
    (sentence,) = said(nb, "mend")
    assert sentence.startswith("An unfinished merge stands in `why`:")


def test_a_heading_underlined_by_seven_signs_is_no_merge(nb):
    cell_of(nb, "why")["source"] = "Because\n======="
    assert said(nb, "mend") == []


def test_more_than_five_megabytes_are_too_many_and_the_largest_cell_is_named(nb):
    picture = {"output_type": "display_data", "data": {"image/png": "A" * 5_100_000}}
    cell_of(nb, "step")["outputs"] = [picture]
    (sentence,) = said(nb, "mend")
    assert sentence.startswith("It takes 5.10 MB; expected at most 5 MB. 5.10 MB of it are in")
    assert "cell [2]" in sentence


def test_the_notebook_of_another_assignment_is_refused(nb):
    nb["metadata"]["unrolled"]["assignment"] = "a9_other"
    assert said(nb) == ["This is the notebook of `a9_other`; expected that of `a0_toy`."]


def test_a_notebook_without_a_single_cell_of_the_assignment_is_refused(nb):
    nb["cells"], nb["metadata"] = [code("", "1 + 1", 1)], {}
    (sentence,) = said(nb)
    assert sentence.startswith("No cell of `a0_toy` is in this file.")


def test_an_operator_at_the_start_of_a_line_is_no_magic(nb):
    cell_of(nb, "step-answer")["source"] = "def step(x):\n    return (2 * x\n        % 7)"
    assert said(nb, "mend") == []


def test_the_raise_that_was_given_out_does_no_harm_below_a_return(nb):
    cell_of(nb, "step-answer")["source"] = f"{ANSWER}\n    raise NotImplementedError()"
    assert said(nb, "mend") == []


def without_marks(nb):
    for cell in nb["cells"]:
        cell["metadata"] = {}
        del cell["id"]


def test_answers_in_cells_without_marks_are_known_by_their_names(nb):
    without_marks(nb)
    assert said(nb, "mend") == []
    lost, written = said(nb, "look")
    assert "Graded will be what the file defines as `step`, `Cell`;" in lost
    assert "Whether the written questions `why` are answered cannot be told" in written


def test_what_no_cell_without_marks_answers_is_told(nb):
    cell_of(nb, "Cell-answer")["source"] = CLASS.splitlines(keepends=True)
    without_marks(nb)
    (sentence,) = said(nb, "mend")
    assert sentence.startswith("Not answered: the question `Cell`.")


def test_whatever_is_in_the_file_a_list_of_sentences_comes_out(nb):
    nb["cells"] += [None, 7, {}, {"cell_type": "code", "source": 3, "outputs": 5, "metadata": []}]
    cell_of(nb, "step")["outputs"] = [None, {"output_type": "error"}]
    cell_of(nb, "Cell")["execution_count"] = "4"
    assert said(nb, "look") == ["An error stands below the check of `step` (an error)."]
