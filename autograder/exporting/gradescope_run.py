"""Grades one hand-in in Gradescope's container: what `run_autograder` of the zip starts.

Gradescope documents the layout: `source/` is the unpacked zip, `submission/` the student's files,
`results/results.json` what it reads.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path

from autograder.atomic import write_whole
from autograder.batch import released
from autograder.course import find_course, load_assignment
from autograder.errors import NotebookError, SandboxUnavailable
from autograder.exporting.results import results_json
from autograder.grade import Grader
from autograder.notebook import extract, heal, read_folder
from autograder.sandbox.client import Zygote

OPTIONS = "gradescope.json"
NO_SANDBOX = (
    "The autograder's container does not let it lock hand-ins away, so nothing was run. This is "
    "not your fault, and costs you nothing. Tell the instructor."
)
FOR_STAFF = (
    "No hand-in is graded unprotected unless you choose so. Collect the hand-ins and grade them on "
    "a machine of yours (`autograder collect`, `autograder grade`), or upload a zip that was made "
    "with --no-sandbox: then a hand-in can read the hidden tests and the solution in this "
    "container, and write its own results."
)
BROKEN = "Grading failed, through no fault of the student's. Tell the instructor."


def main(root: Path) -> None:
    """Grades `root/submission` and writes `root/results/results.json`.

    Whatever happens, that file is written, and holds a score only if there is a verdict.
    """
    try:
        data = graded(root)
    except NotebookError as error:
        data = results_json(None, str(error))
    except SandboxUnavailable as error:
        # Standard output is shown to staff alone.
        print(f"{error}\n\n{FOR_STAFF}")
        data = results_json(None, NO_SANDBOX)
    except Exception:
        traceback.print_exc(file=sys.stdout)
        data = results_json(None, BROKEN)
    write_whole(root / "results" / "results.json", data)


def graded(root: Path) -> bytes:
    """The results of the hand-in in `root/submission`.

    Raises:
        NotebookError: there is no notebook that can be graded.
        SandboxUnavailable: the container has none, and the instructor did not choose to do without.
    """
    course = find_course(root / "source")
    options = json.loads((course.root / OPTIONS).read_text(encoding="utf-8"))
    assignment = load_assignment(course, options["assignment"])
    release = released(course, assignment.stem)
    folder = _folder_with_notebook(root / "submission")
    handin = extract(heal(read_folder(folder, assignment.stem, release), release)[0], assignment)
    with Zygote(options["protect"], secret=(root,)) as zygote:
        verdict = Grader(course, assignment, zygote.wait()).grade(handin)
    written = {name: (None, worth) for name, worth in assignment.written.items()}
    return results_json(verdict, verdict.needs_review, written)


def _folder_with_notebook(submission: Path) -> Path:
    """Where the notebook lies: students hand in folders, too, and Gradescope keeps them."""
    if any(submission.glob("*.ipynb")):
        return submission
    found = {
        path.parent
        for path in submission.rglob("*.ipynb")
        if not any(
            part.startswith((".", "__MACOSX")) for part in path.relative_to(submission).parts
        )
    }
    return found.pop() if len(found) == 1 else submission


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
