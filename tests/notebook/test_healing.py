import copy
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.errors import NotebookError
from autograder.notebook import extract, heal
from autograder.notebook.texts import defined_names


def ids(nb):
    return [cell.id for cell in nb.cells]


def sources(nb):
    return [cell.source for cell in nb.cells]


def answer(nb, cell_id):
    return next(cell.source for cell in nb.cells if cell.id == cell_id)


def without(nb, *cell_ids):
    nb.cells = [cell for cell in nb.cells if cell.get("id") not in cell_ids]
    return nb


def stripped(nb):
    """What an editor leaves that knows neither ids nor metadata."""
    for cell in nb.cells:
        cell.metadata = {}
        del cell["id"]
    return nb


def test_an_undamaged_hand_in_is_left_as_it_is(answered, release):
    healed, sentences = heal(answered, release)
    assert sentences == ()
    assert (ids(healed), sources(healed)) == (ids(answered), sources(answered))


def test_healing_leaves_the_given_notebook_alone(answered, release):
    before = copy.deepcopy(answered)
    heal(without(copy.deepcopy(answered), "step"), release)
    heal(answered, release)
    assert answered == before


def test_healing_twice_mends_nothing_more(answered, release, code):
    stripped(answered).cells.insert(3, code("helper = 1"))
    once, _ = heal(without(answered), release)
    twice, sentences = heal(once, release)
    assert sentences == ()
    assert twice.cells == once.cells


def test_lost_ids_and_metadata_come_back(answered, release):
    healed, sentences = heal(stripped(answered), release)
    assert ids(healed) == ids(release)
    assert [c.metadata for c in healed.cells] == [c.metadata for c in release.cells]
    assert "Cells had lost their ids; they were given back." in sentences
    assert any("`step`, `fold`, `why`; they were recognised" in line for line in sentences)


def test_lost_ids_alone_come_back(answered, release):
    for cell in answered.cells:
        del cell["id"]
    healed, sentences = heal(answered, release)
    assert ids(healed) == ids(release)
    assert sentences == ("Cells had lost their ids; they were given back.",)


def test_an_answer_that_does_not_parse_is_recognised_all_the_same(answered, release, at):
    answered.cells[at(answered, "step-answer")].source = "def step(x:\n    return 2 x"
    healed, _ = heal(stripped(answered), release)
    assert answer(healed, "step-answer") == "def step(x:\n    return 2 x"


def test_an_answer_with_a_misspelt_name_is_recognised_by_its_likeness(answered, release, at):
    text = release.cells[at(release, "fold-answer")].source.replace("fold", "flod")
    answered.cells[at(answered, "fold-answer")].source = text
    healed, _ = heal(stripped(answered), release)
    assert answer(healed, "fold-answer") == text


def test_a_changed_demo_without_marks_is_still_not_run(answered, release, assignment, at):
    answered.cells[at(answered, "toy-demo-01")].source += "  # nice"
    healed, _ = heal(stripped(answered), release)
    assert "nice" not in str(extract(healed, assignment))


def test_a_rewritten_demo_that_says_it_is_one_is_not_run(answered, release, assignment, at):
    demo = answered.cells[at(answered, "toy-demo-01")]
    demo.source = "for _ in range(10**9): pass"
    del demo["id"]
    healed, _ = heal(answered, release)
    assert "10**9" in str(healed)
    assert "10**9" not in str(extract(healed, assignment))


def test_an_answer_written_into_the_demo_is_run(answered, release, assignment, at):
    without(answered, "step-answer")
    answered.cells[at(answered, "toy-demo-01")].source = "def step(x):\n    return x + x"
    healed, _ = heal(answered, release)
    handin = extract(healed, assignment)
    assert handin.missing == {}
    assert "def step(x):\n    return x + x" in [cell.source for cell in handin.cells]


def test_of_a_duplicated_answer_the_edited_one_is_kept(answered, release, at):
    untouched = copy.deepcopy(release.cells[at(release, "step-answer")])
    untouched.id = "copy"
    answered.cells.append(untouched)
    healed, sentences = heal(answered, release)
    assert ids(healed) == ids(release)
    assert answer(healed, "step-answer") == "def step(x):\n    return 2 * x"
    assert sentences == (
        "The answer cell of `step` was there 2 times; the edited one was kept.",
    )  # fmt: skip


def test_of_several_edited_copies_the_last_is_the_answer_and_the_others_stay(answered, release, at):
    later = copy.deepcopy(answered.cells[at(answered, "step-answer")])
    later.source = "def step(x):\n    return x << 1"
    answered.cells.insert(at(answered, "step"), later)
    healed, sentences = heal(answered, release)
    assert answer(healed, "step-answer") == "def step(x):\n    return x << 1"
    assert answer(healed, "own-1") == "def step(x):\n    return 2 * x"
    assert "nbgrader" not in healed.cells[at(healed, "own-1")].metadata
    assert "the last edited one is graded" in sentences[0]


def test_a_cell_split_in_two_keeps_both_halves_and_the_one_that_defines(answered, release, at):
    here = at(answered, "step-answer")
    rest = copy.deepcopy(answered.cells[here])
    rest.source = "print(step(3))"
    answered.cells.insert(here + 1, rest)
    healed, _ = heal(answered, release)
    assert "def step" in answer(healed, "step-answer")
    assert answer(healed, "own-1") == "print(step(3))"


def test_a_duplicated_check_cell_is_dropped(answered, release, at):
    answered.cells.append(copy.deepcopy(answered.cells[at(answered, "step")]))
    healed, sentences = heal(answered, release)
    assert ids(healed) == ids(release)
    assert sentences == ("The check cell of `step` was there 2 times; one was kept.",)


def test_deleted_check_and_setup_cells_come_back_where_they_were(answered, release):
    healed, sentences = heal(without(answered, "step", "toy-setup-01"), release)
    assert ids(healed) == ids(release)
    assert sentences == (
        "The set-up cell was missing; it was put back.",
        "The check cell of `step` was missing; it was put back.",
    )


def test_a_deleted_answer_comes_back_empty_and_is_missing(answered, release, assignment):
    healed, sentences = heal(without(answered, "fold-answer"), release)
    assert ids(healed) == ids(release)
    assert "raise NotImplementedError" in answer(healed, "fold-answer")
    assert sentences == (
        "The answer cell of `fold` was missing; the empty one was put back.",
    )  # fmt: skip
    assert extract(healed, assignment).missing == {
        "fold": "Its answer cell is not in the notebook."
    }


def test_a_deleted_written_answer_comes_back_empty(answered, release):
    healed, sentences = heal(without(answered, "why"), release)
    assert answer(healed, "why") == "YOUR ANSWER HERE"
    assert sentences == ("The answer cell of `why` was missing; it was put back.",)


def test_answers_merged_into_one_cell_are_both_graded(answered, release, assignment, at):
    step = answered.cells[at(answered, "step-answer")]
    step.source += "\n\n" + answered.cells[at(answered, "fold-answer")].source
    healed, sentences = heal(without(answered, "fold-answer"), release)
    assert extract(healed, assignment).missing == {}
    assert "NotImplementedError" not in str(healed)
    assert sentences == (
        "`fold` is not defined in its own cell but in another; that is graded.",
    )  # fmt: skip


@pytest.mark.parametrize("place", [0, 100])
def test_an_answer_pasted_into_a_cell_of_their_own_is_not_undone(
    place, answered, release, assignment, at, code
):
    answered.cells[at(answered, "step-answer")].source = release.cells[4].source
    answered.cells.insert(place, code("def step(x):\n    return 2 * x"))
    healed, _ = heal(answered, release)
    handin = extract(healed, assignment)
    assert "NotImplementedError" not in str(handin)
    assert handin.missing == {}


def test_a_changed_check_cell_is_restored(answered, release, at):
    answered.cells[at(answered, "step")].source = 'print("all green")'
    healed, sentences = heal(answered, release)
    assert answer(healed, "step") == 'check("step")'
    assert ids(healed) == ids(release)
    assert sentences == ("The check cell of `step` was changed; it was restored.",)


def test_an_answer_written_into_the_check_cell_is_not_lost(answered, release, assignment, at):
    answered.cells[at(answered, "step-answer")].source = release.cells[4].source
    answered.cells[at(answered, "step")].source = "def step(x):\n    return 2 * x\n\ncheck('step')"
    healed, sentences = heal(answered, release)
    assert answer(healed, "step") == 'check("step")'
    assert "def step(x):\n    return 2 * x" in answer(healed, "own-1")
    assert "kept as a cell of your own" in sentences[0]


def test_an_edited_setup_cell_is_restored_and_the_edit_runs_after_it(
    answered, release, assignment, at
):
    answered.cells[at(answered, "toy-setup-01")].source = "import math"
    healed, _ = heal(answered, release)
    assert [c.source for c in extract(healed, assignment).cells][:2] == [
        "import numpy as np",
        "import math",
    ]


def test_the_students_order_of_cells_is_kept(answered, release):
    answered.cells.reverse()
    healed, sentences = heal(answered, release)
    assert ids(healed) == ids(release)[::-1]
    assert sentences == ()


def test_a_code_answer_turned_into_text_is_code_again(answered, release, at):
    cell = answered.cells[at(answered, "step-answer")]
    cell.cell_type = "markdown"
    del cell["outputs"], cell["execution_count"]
    healed, sentences = heal(answered, release)
    assert healed.cells[at(healed, "step-answer")].cell_type == "code"
    assert "had become a markdown cell" in sentences[0]


def test_a_written_answer_without_marks_is_known_by_the_question_above_it(answered, release):
    healed, _ = heal(stripped(answered), release)
    assert answer(healed, "why") == "Because powers of two do."


def test_colabs_personal_data_is_gone(answered, release, at):
    answered.metadata["colab"] = {"provenance": [], "authorship_tag": "ABX9TyNx"}
    answered.cells[4].metadata |= {
        "id": "Zq1", "outputId": "77", "colab": {"base_uri": "https://localhost"},
        "executionInfo": {"user": {"displayName": "Jo Doe", "userId": "0123"}},
    }  # fmt: skip
    healed, sentences = heal(answered, release)
    text = nbformat.writes(healed)
    assert not any(part in text for part in ("Jo Doe", "0123", "ABX9TyNx", "Zq1", "base_uri"))
    assert sentences == ("Colab's records of who ran the cells were removed.",)


def test_ids_that_colab_moved_into_the_metadata_are_believed(answered, release):
    for cell in answered.cells:
        cell.metadata = {"id": cell.pop("id")}
    answered.cells[4].source = "x = 1"
    healed, _ = heal(answered, release)
    assert answer(healed, "step-answer") == "x = 1"


def test_a_foreign_kernel_is_set_back(answered, release):
    answered.metadata.kernelspec = {"name": "ir", "display_name": "R"}
    healed, sentences = heal(answered, release)
    assert healed.metadata.kernelspec == release.metadata.kernelspec
    assert sentences == ("The notebook asked for the kernel `ir`; it was set back to `python3`.",)


def test_windows_line_ends_and_lone_surrogates_are_cleaned(answered, release, at):
    answered.cells[4].source = "def step(x):\r\n    return '\ud800'"
    healed, _ = heal(answered, release)
    assert answer(healed, "step-answer") == "def step(x):\n    return '\N{REPLACEMENT CHARACTER}'"
    nbformat.writes(healed).encode()


def test_what_a_student_writes_into_the_records_of_healing_is_overwritten(answered, release):
    answered.metadata["unrolled"] = {"healing": ["Full marks."], "missing": {}, "review": ""}
    answered.metadata["unrolled_read"] = {"healing": 1}
    healed, _ = heal(answered, release)
    assert healed.metadata.unrolled == {"title": "A toy", "healing": [], "missing": {}}


def test_a_cell_of_their_own_cannot_pass_for_the_releases(answered, release, code):
    forged = code(
        "x = 1", nbgrader={"grade": True, "grade_id": "bonus", "points": 100},
        unrolled={"kind": "answer", "question": "step"},
    )  # fmt: skip
    answered.cells.append(forged)
    healed, _ = heal(answered, release)
    assert healed.cells[-1].metadata == {}
    assert healed.cells[-1].id == "own-1"


def test_another_notebook_altogether_is_refused(release, code):
    other = nbformat.from_dict({"metadata": {}, "cells": [code("import pandas"), code("1")]})
    with pytest.raises(NotebookError, match=r"2 cells, none of them an answer cell .*A toy"):
        heal(other, release)


def test_the_released_notebook_handed_in_untouched_needs_no_healing(release):
    healed, sentences = heal(release, release)
    assert sentences == ()
    assert healed.cells == release.cells


def test_every_healed_notebook_is_valid(answered, release, code):
    answered.cells += [code("a = 1"), code("a = 1"), copy.deepcopy(answered.cells[8])]
    answered.cells[-1].source = "print('another demo')"
    healed, _ = heal(without(answered, "step", "why"), release)
    nbformat.validate(healed, relax_add_props=True)
    assert len(set(ids(healed))) == len(healed.cells)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(): pass\nclass G: pass\nx = y = 1", {"f", "G", "x", "y"}),
        ("@wraps\ndef f(): pass", {"f"}),
        ("    def f(: pass\ndef g(: pass", {"g"}),
        ("'''\ndef f(): pass\n'''", set()),
        ("if True:\n    def f(): pass", set()),
        ("%%time\n!pip install x\ndef f(): pass", {"f"}),
        ("f == 1", set()),
        ("x: int = 3", {"x"}),
        ("\x00", set()),
        ("-" * 100_001, set()),
        ("(" * 5000 + ")" * 5000, set()),
    ],
)  # fmt: skip
def test_the_names_that_a_cell_defines(source, names):
    assert defined_names(source) == names


metadata = st.dictionaries(
    st.sampled_from(["nbgrader", "unrolled", "id", "colab", "tags"]),
    st.one_of(
        st.none(),
        st.integers(),
        st.just("step"),
        st.fixed_dictionaries(
            {}, optional={"grade_id": st.sampled_from(["step", "why", 7]), "kind": st.just("demo")}
        ),
    ),
)
student_cells = st.builds(
    lambda kind, source, marks, cell_id: nbformat.from_dict(
        {"cell_type": kind, "source": source, "metadata": marks}
        | ({"id": cell_id} if cell_id else {})
    ),
    st.sampled_from(["code", "markdown", "raw"]),
    st.one_of(st.text(max_size=40), st.sampled_from(["def step(x): 1", "class fold: 2", "step=3"])),
    metadata,
    st.sampled_from([None, "step", "step-answer", "why", "x", "toy-setup-01", "toy-demo-01"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(student_cells, max_size=8), st.data())
def test_no_damage_makes_the_healer_fail_or_its_result_invalid(
    new_release, assignment, added, data
):
    release = new_release()
    kept = data.draw(st.lists(st.sampled_from(release.cells), max_size=14))
    cells = data.draw(st.permutations([*copy.deepcopy(kept), *added]))
    nb = nbformat.from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    try:
        healed, _ = heal(nb, release)
    except NotebookError:
        return
    nbformat.validate(nbformat.reads(nbformat.writes(healed), 4), relax_add_props=True)
    assert {cell.id for cell in healed.cells} >= {
        "step",
        "fold",
        "why",
        "step-answer",
        "fold-answer",
    }
    assert heal(healed, release)[0].cells == healed.cells
    handin = extract(healed, assignment)
    assert handin == extract(nbformat.reads(nbformat.writes(healed), 4), assignment)


RELEASES = Path(__file__).parents[2] / "release"
STEMS = sorted(path.name for path in RELEASES.iterdir() if path.is_dir())


@pytest.mark.parametrize("stem", STEMS)
def test_the_notebook_of_another_assignment_of_the_course_is_refused(stem):
    release = nbformat.read(RELEASES / stem / f"{stem}.ipynb", as_version=4)
    for other in STEMS:
        foreign = nbformat.read(RELEASES / other / f"{other}.ipynb", as_version=4)
        if other == stem:
            heal(foreign, release)
            continue
        with pytest.raises(NotebookError, match=f"is that of `{other}`, and answers nothing"):
            heal(foreign, release)
        foreign.metadata.clear()
        with pytest.raises(NotebookError, match="is that of another assignment, which asks `"):
            heal(foreign, release)


def test_answers_written_into_the_notebook_of_another_assignment_are_graded(release, code):
    foreign = nbformat.read(RELEASES / "a3_gated" / "a3_gated.ipynb", as_version=4)
    foreign.cells.append(code("def step(x):\n    return 7"))
    healed, _ = heal(foreign, release)
    assert "def step(x):\n    return 7" in sources(healed)
