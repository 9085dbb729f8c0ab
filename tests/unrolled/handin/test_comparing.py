"""What `hand_in` says of the file against what ran in the kernel."""

from tests.unrolled.handin.toy_notebook import ANSWER, HERE, RAN, cell_of, compared


def test_a_file_saved_after_all_ran_holds_the_answers(nb):
    assert compared(nb) == {
        "mend": [],
        "look": [],
        "fine": ["The file holds your answers as they ran here last."],
    }


def test_a_file_saved_before_the_last_cells_ran_is_old(nb):
    for cell in nb["cells"][4:]:
        cell["execution_count"] = None
    (sentence,) = compared(nb)["mend"]
    assert sentence.startswith("The file is older than what ran here last: press Ctrl-S")


def test_a_file_saved_in_an_earlier_session_is_old_though_its_numbers_agree(nb):
    (sentence,) = compared(nb, saved_s=10.0, started_s=50.0)["mend"]
    assert sentence.startswith("The file is older")


def test_running_the_last_cell_again_makes_no_file_old(nb):
    assert compared(nb, [*RAN, HERE, HERE])["mend"] == []


def test_a_deleted_cell_misleads_only_until_the_next_save(nb):
    ran = [*RAN[:-1], "print('tried something')", HERE]
    nb["cells"][-1]["execution_count"] = None
    assert "older" in compared(nb, ran)["mend"][0]
    nb["cells"][-1]["execution_count"] = 6  # saved, and run again
    assert compared(nb, [*ran, HERE])["mend"] == []


def test_an_answer_changed_after_it_ran_is_named(nb):
    cell_of(nb, "step-answer")["source"] = ANSWER.replace("2", "3")
    (sentence,) = compared(nb)["mend"]
    assert sentence.startswith("Of `step`, another version ran last than is in the file.")


def test_a_newer_answer_that_ran_is_missed_in_the_file(nb):
    ran = [*RAN[:-1], ANSWER.replace("2", "3"), 'check("Cell")', HERE]
    cell_of(nb, "Cell")["execution_count"] = 6
    (sentence,) = compared(nb, ran)["mend"]
    assert sentence.startswith("Of `step`, another version")


def test_an_answer_that_never_ran_is_worth_a_look(nb):
    cell_of(nb, "step-answer")["execution_count"] = None
    ran = [source if source != ANSWER else "1" for source in RAN]
    assert compared(nb, ran)["look"] == [
        "Never run: the cells of `step`. Do they do what they should?"
    ]


def test_an_answer_that_ran_in_an_earlier_session_is_worth_a_look(nb):
    ran = [source if source != ANSWER else "1" for source in RAN]
    (sentence,) = compared(nb, ran)["look"]
    assert sentence.startswith("Not run since the kernel started: `step`.")


def test_a_kernel_that_has_run_nothing_says_so(nb):
    found = compared(nb, ["", HERE])
    assert found["mend"] == found["fine"] == []
    assert found["look"][0].startswith("Nothing ran since the kernel started")


def test_what_is_on_the_screen_is_never_old(nb):
    for cell in nb["cells"][4:]:
        cell["execution_count"] = None
    assert compared(nb, saved_s=None)["mend"] == []


def test_spaces_at_the_ends_of_lines_make_no_other_version(nb):
    cell_of(nb, "step-answer")["source"] = ANSWER.replace("\n", "  \n") + "\n"
    assert compared(nb)["mend"] == []
