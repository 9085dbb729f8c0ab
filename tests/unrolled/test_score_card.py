"""`check.all`: every question has its row, whatever the others do."""

import re
import signal
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from unrolled import check
from unrolled.checks import checking
from unrolled.checks.card import Row, ScoreCard
from unrolled.checks.checking import rows_of
from unrolled.checks.registry import assignments, questions_of
from unrolled.outline import Outline, OutlinedCell, outline_of

from tests.unrolled.conftest import RIGHT, in_a_cell

ATTACK = "<img src=x onerror=alert(1)>"
ASKED = ("first_sum", "running_sum", "last_sum")


@pytest.fixture
def card(question, answers, monkeypatch):
    """Makes the card of three questions that ask for the same; `last_sum` builds on `first_sum`."""

    def case(one, name):
        # The same probe, of an answer of another name.
        class Renamed:
            def __init__(self, answer):
                self.running_sum = getattr(answer, name)

        return replace(one, question=name, run=lambda answer: one.run(Renamed(answer)))

    about = {name: replace(question.about, hidden=f"what {name} hides") for name in ASKED}
    about["last_sum"] = replace(about["last_sum"], builds_on=("first_sum",))
    questions = {
        name: replace(
            question,
            name=name,
            about=about[name],
            cases=tuple(case(one, name) for one in question.cases),
        )
        for name in ASKED
    }
    monkeypatch.setattr(checking, "questions_of", lambda _: questions)
    cells = [
        OutlinedCell("why", "written", "why", "YOUR ANSWER HERE", 5),
        *(OutlinedCell(f"{n}-answer", "answer", n, "") for n in ASKED),
        *(OutlinedCell(n, "check", n, "", 10) for n in ASKED),
    ]
    outline = Outline("a0_sums", "Sums", tuple(cells))
    baked = dict.fromkeys(ASKED, answers["running_sum"])

    def made(source, limit_s=5.0):
        rows = rows_of(outline, baked, in_a_cell(source), limit_s)
        return ScoreCard("a0_sums", "Sums", rows)

    return made


def cells(**bodies):
    """The source of the three answers: right ones, but for those given."""
    right = RIGHT.split("\n", 1)[1]
    parts = (f"def {name}(x, start):\n{bodies.get(name, right)}" for name in ASKED)
    return "\n".join(parts)


def state_of(card):
    return {row.question: row.state for row in card.rows}


def test_questions_stand_in_the_notebooks_order_with_their_points(card):
    made = card(cells())
    assert [(row.question, row.points) for row in made.rows] == [
        ("why", 5),
        ("first_sum", 10),
        ("running_sum", 10),
        ("last_sum", 10),
    ]
    assert made.passed
    assert made.headline == "all 3 checks pass"


def test_right_wrong_and_undone_answers_are_counted(card):
    made = card(cells(running_sum="    return x", last_sum="    raise NotImplementedError()"))
    assert state_of(made) == {
        "why": "by hand",
        "first_sum": "passed",
        "running_sum": "failed",
        "last_sum": "not done",
    }
    assert made.headline == "1 of 3 checks pass, 1 wrong, 1 not done yet"
    assert "worth 10 of the 30 points" in str(made)
    assert "5 more by a person" in made._repr_html_()
    assert not made.passed


def test_a_wrong_answer_has_the_sentence_of_its_own_check(card):
    row = card(cells(first_sum="    return x[:1]")).rows[1]
    assert row.sentence.startswith("`sums` is (1, 4, 3); expected")


def test_an_answer_that_never_ends_costs_the_others_nothing(card):
    made = card(cells(first_sum="    while True:\n        pass"), limit_s=0.3)
    assert state_of(made)["first_sum"] == "failed"
    assert made.rows[1].sentence == "Not over after 0.3 seconds: does a loop never end?"
    assert state_of(made)["running_sum"] == state_of(made)["last_sum"] == "passed"


@pytest.mark.parametrize("way_out", ["exit()", "quit()", "raise SystemExit"])
def test_an_answer_that_ends_the_program_ends_nothing(card, way_out):
    # In a notebook, `exit` asks the kernel to go; this one would not be noticed otherwise.
    source = f"exit = quit = lambda: None\n{cells(first_sum=f'    {way_out}')}"
    made = card(source)
    assert "ended the program" in made.rows[1].sentence
    assert state_of(made)["last_sum"] == "passed"


def test_stop_leaves_the_rest_unlooked_at_and_shows_the_card(card):
    namespace = "import signal\n"
    stop = "    signal.raise_signal(signal.SIGINT)"
    made = card(namespace + cells(running_sum=stop))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert state_of(made) == {
        "why": "by hand",
        "first_sum": "passed",
        "running_sum": "no check",
        "last_sum": "no check",
    }
    assert "You stopped the checks" in made.rows[-1].sentence


def test_a_check_that_fails_by_itself_is_not_the_students_fault(card, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(checking, "judge_guarded", broken)
    made = card(cells())
    assert {row.state for row in made.rows[1:]} == {"no check"}
    assert made.rows[1].sentence == "The check broke off with ZeroDivisionError: by zero"


def test_an_answer_on_weak_ground_is_told_so(card):
    wrong = "    return x"
    made = card(cells(first_sum=wrong, running_sum=wrong, last_sum=wrong))
    by_question = {row.question: row.sentence for row in made.rows}
    assert "It may build on `first_sum`, which is not right yet." in by_question["last_sum"]
    assert "build on" not in by_question["running_sum"]


def test_what_answers_print_is_not_shown(card, capsys):
    made = card(cells(first_sum="    print('x' * 1000)\n    return start + np.cumsum(x, axis=1)"))
    assert made.passed
    assert capsys.readouterr().out == ""


def test_every_row_says_what_hidden_tests_look_at_in_both_faces(card):
    made = card(cells())
    for face in (str(made), made._repr_html_()):
        for name in ASKED:
            assert f"Hidden tests: what {name} hides." in re.sub(r"\s+", " ", face)
        assert "no proof" in face


def test_an_unknown_assignment_is_answered_with_those_there_are():
    for asked in ("a1_rn", ""):
        card = check.all(asked)
        assert not card.passed
        assert '"a1_rnn", "a2_bptt"' in card.headline


def test_the_namespace_may_be_given():
    card = check.all("a1_rnn", namespace={})
    assert {row.state for row in card.rows} == {"not done", "by hand"}


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_html_is_a_real_table_and_whatever_comes_is_escaped():
    row = Row(ATTACK, "failed", 3, ATTACK, ATTACK)
    tags = Tags()
    tags.feed(ScoreCard(ATTACK, ATTACK, [row, replace(row, state="by hand")])._repr_html_())
    assert not tags.open
    kinds = [tag for tag, _ in tags.seen]
    assert "img" not in kinds
    assert kinds.count("table") == kinds.count("caption") == 1
    assert [a["scope"] for tag, a in tags.seen if tag == "th"] == ["col"] * 4 + ["row"] * 2
    assert tags.seen[0][1]["role"] == "status"
    styles = " ".join(attributes.get("style", "") for _, attributes in tags.seen)
    assert not re.search(r"background(-color)?:(?!none)", styles)


@pytest.mark.parametrize("state", ["passed", "failed", "not done", "no check", "by hand"])
def test_a_state_is_told_by_mark_and_word(state):
    card = ScoreCard("a0_sums", "Sums", [Row("q", state, 1)])
    assert re.search(rf"> ?[✓✗○?✎] {state}<", card._repr_html_())
    assert re.search(rf"[✓✗○?✎] {state} +q +1 point\n", str(card))


@pytest.mark.parametrize("stem", assignments())
def test_every_question_of_the_course_says_what_its_hidden_tests_look_at(stem):
    outline = outline_of(stem)
    asked = [cell.question for cell in outline.answers if cell.kind == "answer"]
    assert asked == list(questions_of(stem))
    for question in questions_of(stem).values():
        words = question.about.hidden
        assert 20 < len(words) < 320
        assert not words.endswith(".")


@pytest.mark.parametrize("stem", assignments())
def test_the_points_of_an_assignment_add_up_to_a_hundred(stem):
    outline = outline_of(stem)
    assert sum(outline.points(cell.question) for cell in outline.answers) == 100


@pytest.mark.parametrize("stem", assignments())
def test_a_solved_assignment_has_a_full_card(stem, solution):
    card = check.all(stem, namespace=solution(stem))
    assert card.passed, str(card)
