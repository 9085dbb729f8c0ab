"""Writes verdict, seed and memo to a disk without room, then with some: FOLDER."""

import json
import os
import sys
from pathlib import Path

from autograder.errors import CourseError
from autograder.journal import Journal
from autograder.testing.memo import Memo
from autograder.verdict import Verdict

KEY, OTHER = "a" * 64, "b" * 64


def told(act):
    try:
        act()
    except CourseError as error:
        return str(error)
    return ""


def fill(path):
    with path.open("wb", buffering=0) as file:
        for piece in (2**20, 4096, 1):
            try:
                while file.write(bytes(piece)) == piece:
                    pass
            except OSError:
                continue


def main():
    disk = Path(sys.argv[1])
    old, new = (Verdict("toy", (), seed) for seed in (1, 2))
    journal = Journal(disk / "journal")
    fresh = Journal(disk / "fresh")
    fresh.folder.mkdir()
    journal.put(KEY, old)
    fill(disk / "ballast")
    made = []

    def make():
        made.append(7)
        return 7

    result = {
        "verdict": told(lambda: journal.put(KEY, new)),
        "seed": told(fresh.seed),
        "answers": [Memo(disk / "memo").get_or_make(OTHER, make) for _ in range(2)],
        "kept": journal.get(KEY) == old and len(made) == 2,
    }
    os.unlink(disk / "ballast")
    journal.put(KEY, new)
    seed = fresh.seed()
    memo = Memo(disk / "memo").get_or_make(OTHER, make)
    result["after"] = {
        "verdict": journal.get(KEY) == new,
        "seed": fresh.seed() == seed,
        "memo": memo,
    }
    result["odd"] = [str(path) for path in disk.rglob(".*")]
    print(json.dumps(result))


if __name__ == "__main__":
    main()
