"""Baking the answers that the student's check compares with, in a course without TensorFlow."""

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import unrolled.checks

from autograder.build import bake as baking
from autograder.build.bake import bake, npz_bytes, stale
from autograder.course import Assignment, Course
from autograder.errors import BuildError

STEM = "a0_sums"
SOLUTION = """\
import numpy as np


def running_sum(x):
    return np.cumsum(x, axis=1)
"""
MISCONCEPTIONS = """\
import numpy as np
from autograder.testing import misconception


@misconception("running_sum", hint="Summed along the wrong axis.")
def wrong_axis(x):
    return np.cumsum(x, axis=0)


@misconception("running_sum", hint="Arrays do not append.", raises="AttributeError")
def appended(x):
    return x.append(0)
"""
CASES = """\
import sys

import numpy as np

from unrolled.checks.probing import About, collect, public

ABOUT = {"running_sum": About("running_sum(x)", "Add the first two by hand.")}


@public("running_sum", says="a small array", sums="batch timesteps")
def small(answer):
    return {"sums": answer.running_sum(np.arange(6.0).reshape(2, 3) / 7)}


CASES = collect(sys.modules[__name__])
"""


@dataclasses.dataclass
class Toy:
    course: Course
    assignment: Assignment

    @property
    def checks(self) -> Path:
        return self.course.student / "unrolled" / "checks"

    @property
    def cases(self) -> Path:
        return self.checks / "public" / f"{STEM}.py"

    @property
    def misconceptions(self) -> Path:
        return self.assignment.suite / "misconceptions.py"

    @property
    def arrays(self) -> Path:
        return self.checks / "baked" / f"{STEM}.npz"

    @property
    def table(self) -> Path:
        return self.checks / "baked" / f"{STEM}.json"

    def bake(self) -> list[str]:
        return [path.name for path in bake(self.course, self.assignment)]

    def stale(self) -> list[str]:
        return stale(self.course, self.assignment)


@pytest.fixture
def toy(tmp_path) -> Toy:
    suite = tmp_path / "suites" / STEM
    course = Course(tmp_path, "toys", "Toys", "someone/toys", suites=suite.parent)
    assignment = Assignment(
        stem=STEM,
        handout=course.assignments / f"{STEM}.md",
        solution=course.solutions / f"{STEM}.py",
        suite=suite,
        questions={"running_sum": 1.0},
        written={},
        forbidden={},
        limits={},
    )
    made = Toy(course, assignment)
    package = Path(unrolled.checks.__file__).parent
    shutil.copytree(package, made.checks, ignore=shutil.ignore_patterns("a[0-9]_*", "__pycache__"))
    (course.student / "unrolled" / "__init__.py").write_text("")
    for name in ("faces.py", "outline.py"):  # what the checks need of the rest of the package
        shutil.copy(package.parent / name, course.student / "unrolled")
    for path, text in (
        (assignment.solution, SOLUTION),
        (made.misconceptions, MISCONCEPTIONS),
        (made.cases, CASES),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return made


def test_the_solutions_and_every_misconceptions_answers_are_baked(toy):
    assert toy.bake() == [f"{STEM}.npz", f"{STEM}.json"]
    with np.load(toy.arrays) as arrays:
        x = np.arange(6.0).reshape(2, 3) / 7
        assert np.allclose(arrays["running_sum/small/sums"], x.cumsum(1))
        assert len(arrays.files) == 1
    first, second = json.loads(toy.table.read_text())["questions"]["running_sum"]["mistakes"]
    assert (first["name"], first["hint"]) == ("wrong_axis", "Summed along the wrong axis.")
    # The weights of `unrolled.checks.fingerprint`: cos(1 + k i) for k = 1 and the root of 2.
    wrong = x.cumsum(0).ravel()
    weights = np.cos(1 + np.outer([1, np.sqrt(2)], np.arange(6)))
    assert np.allclose(first["sums"], weights @ wrong, rtol=1e-9)
    assert first["certain"]
    assert second["sums"] == []
    assert not second["certain"]


def test_no_source_of_an_answer_is_baked(toy):
    toy.bake()
    for path in (toy.arrays, toy.table):
        content = path.read_bytes()
        assert b"np." not in content
        assert b"return" not in content
        assert str(toy.course.root).encode() not in content


def test_baking_twice_runs_nothing_the_second_time(toy, monkeypatch):
    toy.bake()

    def refuse(*_):
        raise AssertionError("the worker ran")

    monkeypatch.setattr(baking, "_run_worker", refuse)
    assert toy.stale() == []
    assert toy.bake() == []


@pytest.mark.parametrize("part", ["solution", "misconceptions", "cases"])
def test_a_changed_source_is_named_as_stale_until_baked_again(toy, part):
    toy.bake()
    path = toy.assignment.solution if part == "solution" else getattr(toy, part)
    path.write_text(path.read_text() + "\n# another comment\n")
    (sentence,) = toy.stale()
    assert sentence.startswith("student/unrolled/checks/baked/a0_sums.json was made from another")
    assert sentence.endswith(path.name)
    assert toy.bake() == [f"{STEM}.json"]
    assert toy.stale() == []


def test_a_missing_or_broken_file_is_stale(toy):
    assert toy.stale() == ["student/unrolled/checks/baked/a0_sums.npz is missing"]
    toy.bake()
    toy.table.write_text("{")
    assert toy.stale()
    assert toy.bake() == [f"{STEM}.json"]


def test_last_bits_of_another_processor_change_no_byte(toy, monkeypatch):
    toy.bake()
    before = toy.arrays.read_bytes()
    real = baking._run_worker

    def other_processor(*given):
        outcomes, arrays = real(*given)
        return outcomes, {name: array * (1 + 1e-12) for name, array in arrays.items()}

    monkeypatch.setattr(baking, "_run_worker", other_processor)
    toy.misconceptions.write_text(MISCONCEPTIONS + "# touched\n")
    assert toy.bake() == [f"{STEM}.json"]
    assert toy.arrays.read_bytes() == before


@pytest.mark.parametrize(("much", "kept"), [(1e-10, True), (1e-6, False)])
def test_of_an_old_table_nothing_but_the_last_digits_of_sums_is_kept(toy, much, kept):
    toy.bake()
    table = json.loads(toy.table.read_text())
    first = table["questions"]["running_sum"]["mistakes"][0]
    made, first["sums"] = first["sums"], [total + much for total in first["sums"]]
    first["certain"] = not first["certain"]
    toy.table.write_text(json.dumps(table))
    toy.misconceptions.write_text(MISCONCEPTIONS + "# touched\n")
    toy.bake()
    again = json.loads(toy.table.read_text())["questions"]["running_sum"]["mistakes"][0]
    assert again["sums"] == (first["sums"] if kept else made)
    assert again["certain"] != first["certain"]
    assert "slack" not in again


def test_arrays_that_really_changed_are_written_anew(toy):
    toy.bake()
    toy.assignment.solution.write_text(SOLUTION.replace("axis=1)", "axis=1) + 1e-3"))
    assert toy.bake() == [f"{STEM}.npz", f"{STEM}.json"]


def test_the_bytes_depend_on_the_arrays_alone():
    arrays = {"b": np.ones(2), "a": np.zeros(3)}
    assert npz_bytes(arrays) == npz_bytes(dict(reversed(arrays.items())))


def test_a_solution_that_raises_is_refused_with_its_line(toy):
    toy.assignment.solution.write_text("def running_sum(x):\n    return x.append(1)\n")
    with pytest.raises(BuildError, match=r"fails its public case `small`: AttributeError") as error:
        toy.bake()
    assert "line 2" in str(error.value)


def test_a_solution_without_the_object_is_refused(toy):
    toy.assignment.solution.write_text("\n")
    with pytest.raises(BuildError, match=r"`running_sum` is missing"):
        toy.bake()


def test_a_misconception_that_cannot_be_defined_is_refused(toy):
    toy.misconceptions.write_text("import nowhere_at_all\n" + MISCONCEPTIONS)
    with pytest.raises(BuildError, match="nowhere_at_all"):
        toy.bake()


def test_an_assignment_without_public_cases_needs_no_baking(toy):
    toy.cases.unlink()
    assert toy.stale() == []
    assert toy.bake() == []
