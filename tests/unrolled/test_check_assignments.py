"""The public checks of every assignment: right answers pass, known mistakes get their names.

Run with `-s` to see how many known mistakes show on public inputs.
"""

from pathlib import Path

import pytest
from unrolled import check
from unrolled.checks.answers import load
from unrolled.checks.registry import assignments, questions_of

from autograder.catalogue import read_catalogue
from autograder.course import find_course, load_assignment
from tests.double_mistakes import GATED

COURSE = find_course(Path(__file__))
CATALOGUES = {stem: read_catalogue(load_assignment(COURSE, stem).suite) for stem in assignments()}
QUESTIONS = [(stem, question) for stem in CATALOGUES for question in questions_of(stem)]
VARIANTS = [(stem, entry) for stem, known in CATALOGUES.items() for entry in known.variants]
MISTAKES = [(stem, entry) for stem, known in CATALOGUES.items() for entry in known.misconceptions]


def visible(stem):
    """Names of the mistakes that show on public inputs."""
    return {
        mistake.name
        for answers in load(stem).values()
        for mistake in answers.mistakes
        if mistake.baked
    }


# Where two mistakes give the same on public inputs, each is named together with the other.
VISIBLE = [(stem, entry) for stem, entry in MISTAKES if entry.name in visible(stem)]


def named(pairs):
    return [f"{stem}-{getattr(entry, 'name', entry)}" for stem, entry in pairs]


def test_every_assignment_of_the_course_can_be_checked():
    assert tuple(CATALOGUES) == COURSE.stems


@pytest.mark.parametrize("stem", CATALOGUES)
def test_every_coded_question_has_one_to_three_public_cases(stem):
    assert list(load_assignment(COURSE, stem).questions) == list(questions_of(stem))
    for question in questions_of(stem).values():
        assert 1 <= len(question.cases) <= 3


@pytest.mark.parametrize("stem", CATALOGUES)
def test_the_baked_table_knows_every_misconception(stem):
    baked = {m.name for answers in load(stem).values() for m in answers.mistakes}
    assert baked == {entry.name for entry in CATALOGUES[stem].misconceptions}


@pytest.mark.parametrize(("stem", "question"), QUESTIONS, ids=named(QUESTIONS))
def test_the_solution_passes(solution, stem, question):
    result = check(f"{stem}.{question}", namespace=solution(stem))
    assert result.passed, result


@pytest.mark.parametrize(("stem", "variant"), VARIANTS, ids=named(VARIANTS))
def test_right_answers_written_otherwise_pass(solution, stem, variant):
    result = check(f"{stem}.{variant.question}", namespace=solution(stem, variant.program))
    assert result.passed, result


# As in a notebook: NumPy warns of overflows, and Keras of gradients that are not there.
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.filterwarnings("ignore:Gradients do not exist:UserWarning")
@pytest.mark.parametrize(("stem", "mistake"), VISIBLE, ids=named(VISIBLE))
def test_a_known_mistake_gets_its_own_name(solution, stem, mistake):
    result = check(f"{stem}.{mistake.question}", namespace=solution(stem, mistake.program))
    assert result.state == "failed"
    assert mistake.name in result.misconceptions, result
    assert mistake.hint in result.causes


@pytest.mark.parametrize(("question", "first", "second"), GATED)
def test_two_mistakes_at_once_in_a_gated_cell_are_both_named(solution, question, first, second):
    program = GATED[question, first, second]
    result = check(f"a3_gated.{question}", namespace=solution("a3_gated", program))
    assert set(result.misconceptions) == {first, second}, result
    assert result.together


@pytest.mark.parametrize("question", sorted({question for question, _, _ in GATED}))
def test_a_single_mistake_is_never_called_two(solution, question):
    # Pairs that look like a single mistake are not baked: all stand beside all others.
    for entry in CATALOGUES["a3_gated"].misconceptions_of(question):
        result = check(f"a3_gated.{question}", namespace=solution("a3_gated", entry.program))
        assert not result.together, result


@pytest.mark.parametrize("stem", CATALOGUES)
def test_nearly_all_known_mistakes_show_on_public_inputs(stem):
    known = {entry.name for entry in CATALOGUES[stem].misconceptions}
    hidden = known - visible(stem)
    print(f"\n{stem}: {len(known) - len(hidden)} of {len(known)} show; not: {sorted(hidden)}")
    assert len(hidden) <= 0.1 * len(known)
