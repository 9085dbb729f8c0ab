"""Grading with the sandbox played: journal, lock, nbgrader and gradebook are the real ones."""

import toy_class

from autograder import grade
from autograder.errors import CourseError
from autograder.ingredients import ingredients, verdict_key
from autograder.journal import Journal
from autograder.lock import grading_lock
from autograder.nbgrader_plugin import write_to_gradebook
from autograder.verdict import QuestionResult, TestResult, Verdict


def play():
    """Points that depend on nothing but the hand-in."""
    grade.grade_handin = played
    toy_class.with_own_suites()


def played(course, assignment, handin, acceptance):
    journal = Journal(course.journal / assignment.stem)
    key = verdict_key(ingredients(assignment, handin), journal.seed())
    earned = len(handin.cells[1].source) / 3
    test = TestResult("test_it", "It", 95.0, earned, "failed", "Nearly.")
    if journal.get(key) is None:
        journal.put(key, Verdict(assignment.stem, (QuestionResult("double", (test,)),), 1))
    return journal.get(key)


def attempt(course, assignment, students):
    """Writes a class to the gradebook; returns the error, or nothing."""
    try:
        with grading_lock(course.journal / assignment.stem, "autograder grade toy"):
            Journal(course.journal / assignment.stem).sweep()
            for _, verdict, review in write_to_gradebook(course, assignment, students):
                assert verdict is not None, review
    except CourseError as error:
        return str(error)
    return ""
