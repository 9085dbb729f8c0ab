"""The pages that stock `nbgrader generate_feedback` writes in a course of ours."""

import nbformat

from tests.report.pages import outline


def states(page):
    ((_, *rows),) = outline(page).tables
    return {row[0][2]: (row[1][2], row[2][2]) for row in rows}


def test_the_page_is_ours_and_has_written_answers_too(toy, grader):
    grader.earned["fold"] = 2
    toy.hand_in()
    toy.autograde()
    page = toy.feedback()
    assert states(page) == {
        "step": ("40 of 40", "passed"),
        "fold": ("2 of 55", "failed"),
        "why": ("worth 5", "not graded yet"),
    }
    assert "42 of 100; 1 not graded yet" in page
    assert "<dd>ada</dd>" in page
    assert "<title>Feedback: A toy</title>" in page
    assert "def step(x):" in page
    assert "Because." in page


def test_points_by_hand_stand_on_the_page(toy, grader):
    grader.earned["step"] = 0
    toy.hand_in()
    toy.autograde()
    toy.score_by_hand("step", 30)
    toy.score_by_hand("why", 4)
    page = toy.feedback()
    assert states(page)["step"] == ("30 of 40", "failed; graded by a person")
    assert states(page)["why"] == ("4 of 5", "graded by a person")
    assert "89 of 100" in page


def test_no_html_of_a_student_or_in_a_comment_gets_through(toy):
    attack = "<script>alert(1)</script><h1>Full marks</h1>"
    nb = toy.answered()
    for node in nb.cells:
        if node.id in {"step-answer", "why"}:
            node.source += f"\n# {attack}"
    nb.cells.append(nbformat.v4.new_markdown_cell(attack))
    toy.hand_in("ada", nb)
    toy.autograde()
    with toy.gradebook() as book:
        comment = book.find_comment("why", "toy", "toy", "ada")
        comment.manual_comment = f"**Good.** {attack} [see](https://example.org)"
        book.db.commit()
    page = toy.feedback()
    found = outline(page)
    assert "script" not in found.tags
    assert found.tags.count("h1") == 1
    assert "<strong>Good.</strong>" in page
    assert "https://example.org" in found.links


def test_what_was_graded_before_pages_were_made_of_verdicts_is_still_shown(toy):
    toy.hand_in()
    toy.autograde()
    path = toy.course.autograded / "ada" / "toy" / "toy.ipynb"
    nb = nbformat.read(path, as_version=4)
    del nb.metadata["unrolled"]["verdict"]
    nbformat.write(nb, path)
    assert states(toy.feedback())["step"] == ("40 of 40", "graded")


def test_the_released_notebook_is_not_shown_as_the_answer_of_who_sent_no_notebook(toy):
    toy.hand_in("ada", b"")
    toy.autograde()
    page = toy.feedback()
    assert "is empty" in page
    assert "none yet, of 100" in page
    assert "Your answer" not in page
    assert {state for _, state in states(page).values()} == {"not graded yet"}
