"""Writes a class to the gradebook with so much room left, then with enough: FOLDER LEFT_BYTES...

Prints for each: what the two attempts said (nothing where all went well), and the scores.
"""

import json
import os
import shutil
import sys
from pathlib import Path

import toy_class
from played import attempt, play

from autograder.course import find_course, load_assignment
from autograder.journal import Journal


def with_room(root, left):
    toy_class.make_course(root)
    students = toy_class.hand_in_class(root, 2)
    course = find_course(root)
    assignment = load_assignment(course, toy_class.STEM)
    Journal(course.journal / toy_class.STEM).folder.mkdir(parents=True)
    (course.journal / toy_class.STEM / "seed").write_text("7")
    ballast = root.with_name("ballast")
    disk = os.statvfs(root)
    free = disk.f_bavail * disk.f_frsize
    ballast.write_bytes(bytes(max(0, free - left)))
    first = attempt(course, assignment, students)
    ballast.unlink()
    second = attempt(course, assignment, students)
    odd = [str(path) for path in root.rglob("*") if path.name.startswith(".")]
    told = {"first": first, "second": second, "odd": odd, "scores": toy_class.scores(root)}
    shutil.rmtree(root)
    return told


def main():
    play()
    root = Path(sys.argv[1]) / "course"
    print(json.dumps({left: with_room(root, int(left)) for left in sys.argv[2:]}))


if __name__ == "__main__":
    main()
