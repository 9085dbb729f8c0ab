"""Hostile notebooks on the real path: nothing gained, nothing leaked, nobody else touched."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

NAMES = [path.stem for path in sorted(Path(__file__).with_name("notebooks").glob("*.py"))]
POINTS = {"embed": 6.0, "rnn_step": 9.0, "rnn_forward": 12.0}
TIMES_HONEST = 2.0
# C0 and C1 but newline and tab, and what reverses the order of letters.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def outcome(verdict):
    return [
        (q.question, [(t.name, t.earned, t.state, t.message, t.note) for t in q.tests])
        for q in verdict.questions
    ]


def texts(verdict):
    """All that a verdict tells of the notebook."""
    told = [verdict.output, *verdict.cell_errors, *verdict.healing]
    for question in verdict.questions:
        for test in question.tests:
            told += [test.message, test.traceback, test.note]
    return told


@pytest.fixture(params=NAMES)
def pair(request, hostile):
    return hostile.pairs[request.param]


def test_without_an_attack_there_are_points_to_gain(hostile):
    earned = {q.question: q.earned for q in hostile.honest.questions if q.earned}
    assert earned == POINTS
    assert hostile.honest.points == 88


def test_there_are_many_attacks():
    assert len(NAMES) >= 50


def test_the_attack_took_place(pair):
    output = pair.hostile.output
    assert [text for text in pair.attack.prints if text not in output] == [], output
    failed = "\n".join(pair.hostile.cell_errors)
    if pair.attack.fails:
        assert any(name in failed for name in pair.attack.fails), failed
    else:
        assert failed == ""


def test_points_are_those_of_the_honest_part(pair, hostile, request):
    if pair.attack.pending:
        request.applymarker(pytest.mark.xfail(reason=pair.attack.pending, strict=True))
    for result in pair.hostile.questions:
        expected = pair.attack.expects.get(result.question)
        if expected is None:
            assert result.earned == hostile.honest.question(result.question).earned, result
            continue
        within = result.earned <= expected.points if expected.at_most else False
        assert within or result.earned == expected.points, result
        if expected.states:
            assert {t.state for t in result.tests} - {"passed"} <= expected.states, result
    states = {test.state for result in pair.hostile.questions for test in result.tests}
    assert "grader error" not in states
    assert pair.hostile.needs_review == ""


def test_the_secret_was_not_read(pair, hostile):
    told = "\n".join([*texts(pair.hostile), hostile.pages[pair.attack.student]])
    assert hostile.secret not in told
    assert hostile.secret[::-1] not in told


def test_the_innocent_neighbour_has_the_same_verdict_in_the_same_time(pair, hostile):
    assert outcome(pair.innocent) == outcome(hostile.honest)
    assert min(pair.slowdowns) <= TIMES_HONEST, pair.slowdowns


def test_nothing_is_left_on_the_machine(pair):
    assert pair.left == []


def test_feedback_shows_plain_escaped_text(pair, hostile):
    page = hostile.pages[pair.attack.student]
    assert UNSEEN.sub("", page) == page
    for tag in ("<script>alert", "<img src=x", "<b>bold", "<svg onload"):
        assert tag not in page


def test_nothing_is_left_at_the_end(hostile):
    assert hostile.left == []


def test_the_table_shows_plain_text(hostile):
    assert UNSEEN.sub("", hostile.printed) == hostile.printed
    assert hostile.secret not in hostile.printed


def test_the_gradebook_holds_the_points_of_the_verdicts(hostile):
    url = f"sqlite:///{hostile.course.root / 'gradebook.db'}"
    with closing(Gradebook(url)) as book:
        for pair in hostile.pairs.values():
            (notebook,) = book.find_submission("a1_rnn", pair.attack.student).notebooks
            scores = {g.cell.name: g.auto_score for g in notebook.grades}
            for result in pair.hostile.questions:
                known = result.state != "grader error"
                assert scores[result.question] == (result.earned if known else None)
