"""Writes a class to the gradebook with so much room left, then with enough: FOLDER LEFT_BYTES.

Prints what the first attempt said (nothing where the room was enough), and then the scores.
"""

import json
import os
import sys
from pathlib import Path

import toy_class

from autograder import grade
from autograder.course import find_course, load_assignment
from autograder.errors import CourseError
from autograder.grade import ingredients, verdict_key
from autograder.journal import Journal
from autograder.lock import grading_lock
from autograder.nbgrader_plugin import write_to_gradebook
from autograder.verdict import QuestionResult, TestResult, Verdict


def played(course, assignment, handin):
    journal = Journal(course.journal / assignment.stem)
    key = verdict_key(ingredients(assignment, handin), journal.seed())
    earned = len(handin.cells[1].source) / 3
    test = TestResult("test_it", "It", 95.0, earned, "failed", "Nearly.")
    if journal.get(key) is None:
        journal.put(key, Verdict(assignment.stem, (QuestionResult("double", (test,)),), 1))
    return journal.get(key)


def attempt(course, assignment, students):
    try:
        with grading_lock(course.journal / assignment.stem, "autograder grade toy"):
            Journal(course.journal / assignment.stem).sweep()
            for _, verdict, review in write_to_gradebook(course, assignment, students):
                assert verdict is not None, review
    except CourseError as error:
        return str(error)
    return ""


def main():
    root, left = Path(sys.argv[1]) / "course", int(sys.argv[2])
    grade.grade_handin = played
    toy_class.with_own_suites()
    toy_class.make_course(root)
    students = toy_class.hand_in_class(root, 3)
    course = find_course(root)
    assignment = load_assignment(course, toy_class.STEM)
    ballast = root.with_name("ballast")
    free = os.statvfs(root).f_bavail * os.statvfs(root).f_frsize
    if left < free:
        ballast.write_bytes(bytes(free - left))
    first = attempt(course, assignment, students)
    ballast.unlink(missing_ok=True)
    second = attempt(course, assignment, students)
    odd = [str(path) for path in root.rglob("*") if path.name.startswith(".")]
    told = {"first": first, "second": second, "odd": odd, "scores": toy_class.scores(root)}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
