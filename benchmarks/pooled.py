"""Our grader without the gradebook: a zygote and a `Pool`, as `autograder grade` uses them.

Run by `grading.py`: `pooled.py COURSE PROCESSES PASSES FILE` grades submitted/ so many times, and
writes points and the moments at which passes ended (of the monotonic clock, which all processes of
a machine share) as JSON. The first pass may find no answer of the reference on disk; later ones do.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from inprocess import STEM

from autograder.batch import Batch
from autograder.course import find_course, load_assignment
from autograder.journal import Journal
from autograder.pool import Job, Pool
from autograder.sandbox.client import Zygote


def main() -> None:
    """Grades all hand-ins of a course."""
    root, processes, passes, file = sys.argv[1:]
    course = find_course(Path(root))
    assignment = load_assignment(course, STEM)
    batch = Batch(course, assignment)
    seed = Journal(course.journal / STEM).seed()
    ends, verdicts = [], {}
    with Zygote(secret=(course.root,)) as zygote:
        jobs = [Job.of(student, batch.read(student)) for student in batch.chosen(())]
        with Pool(course, assignment, zygote, int(processes), seed) as pool:
            for _ in range(int(passes)):
                verdicts = dict(pool.grade(jobs))
                ends.append(time.monotonic())
    scores = {
        student: {question.question: question.earned for question in verdict.questions}
        for student, verdict in verdicts.items()
    }
    Path(file).write_text(json.dumps({"scores": scores, "ends": ends}), encoding="utf-8")


if __name__ == "__main__":
    main()
