"""Grades a class into a gradebook, folder or disk that cannot be written, then into it: FOLDER."""

import json
import sys
from pathlib import Path

import toy_class
from played import attempt, play

from autograder.course import find_course, load_assignment
from autograder.sandbox import namespaces

BIND, REMOUNT, READ_ONLY = namespaces.MS_BIND, namespaces.MS_REMOUNT, namespaces.MS_RDONLY


def main():
    root = Path(sys.argv[1]) / "course"
    play()
    toy_class.make_course(root)
    students = toy_class.hand_in_class(root, 3)
    course = find_course(root)
    assignment = load_assignment(course, toy_class.STEM)
    assert attempt(course, assignment, students[:1]) == ""
    asked = []

    def watched():
        for student in students:
            asked.append(student)
            yield student

    told = {}
    for name in ("gradebook.db", "autograded", ""):
        path = str(root / name)
        namespaces.mount(path, path, flags=BIND)
        namespaces.mount("none", path, flags=BIND | REMOUNT | READ_ONLY)
        told[name] = attempt(course, assignment, watched())
        namespaces.mount("none", path, flags=BIND | REMOUNT)
    whole = (root / "gradebook.db").read_bytes()
    (root / "gradebook.db").write_bytes(b"not a database, but a text of some length" * 99)
    told["damaged"] = attempt(course, assignment, watched())
    (root / "gradebook.db").write_bytes(whole)
    told["asked"] = list(asked)
    told["after"] = attempt(course, assignment, watched())
    told["scores"] = len(toy_class.scores(root))
    print(json.dumps(told))


if __name__ == "__main__":
    main()
