"""What a verdict is made from: a change concerns the questions that it can reach, and no others."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import ingredients as module
from autograder.course import find_course, load_assignment
from autograder.ingredients import changes, ingredients, verdict_key
from autograder.notebook import Cell, Handin
from autograder.reaching import Reachable

ROOT = Path(__file__).parents[1]
RIGHT = Handin("two", (Cell("a", "def double(x): return 2 * x", "answer", "double"),))
OTHER = Handin("two", (Cell("a", "def double(x): return x + x", "answer", "double"),))


def replaced(course, two, name, old, new):
    """Changes a file; gives the questions that this concerns, and what is said of it."""
    before = ingredients(two, RIGHT)
    path = two.solution if name == "solution" else two.suite / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    now = ingredients(load_assignment(course, "two"), RIGHT)
    return changes(before, now, two.questions)


@pytest.mark.parametrize(
    ("name", "old", "new", "concerned"),
    [
        ("test_double.py", "points=40", "points=41", {"double": "its tests and probes"}),
        # `halve` imports the module as a whole.
        (
            "draw.py",
            "return rng.normal()",
            "return 2.0",
            {"double": "its tests and probes", "halve": "its tests and probes"},
        ),
        ("draw.py", "LARGE = 100", "LARGE = 99", {"halve": "its tests and probes"}),
        ("probes_asking.py", "return function(x)", "return x", {"root": "its tests and probes"}),
        ("probes_asking.py", "def unused(x):\n    return x", "", {}),
        ("probes.py", "(answer.double(x))", "(1)", {}),  # no test names that probe
        ("solution", "math.sqrt(x)", "x ** 0.5", {"root": "the solution"}),
        ("solution", "x * by", "by * x", {"double": "the solution", "halve": "the solution"}),
        ("solution", "return x * by", "return x * by  # a remark", {}),
        ("misconceptions.py", "x / 3", "x / 4", {"halve": "its misconceptions"}),
        ("misconceptions.py", "Half, not a third", "Half", {"halve": "its misconceptions"}),
        ("points.toml", "keras.ops.sqrt", "keras.ops.square", {"root": "points and limits"}),
    ],
)
def test_a_change_concerns_what_it_can_reach(toy, two, name, old, new, concerned):
    found = replaced(toy[0], two, name, old, new)
    assert found == {question: [part] for question, part in concerned.items()}


def test_an_import_of_a_module_concerns_who_uses_the_module(toy, two):
    found = replaced(toy[0], two, "probes.py", "import ask", "import ask, unused")
    assert set(found) == {"double", "halve", "root"}


def test_a_probe_that_asks_for_a_name_made_at_run_time_reaches_the_whole_solution(two):
    (two.suite / "probes.py").write_text(
        "def called(answer, name, x):\n    return getattr(answer, name[::-1])(x)\n"
    )
    reach = Reachable(two.suite, two.solution).of("double")
    assert {"double", "halve", "root"} <= set(reach.solution)


def test_a_name_that_a_text_is_made_of_is_reached(two):
    path = two.suite / "test_double.py"
    path.write_text(path.read_text().replace('"name": "double"', """"name": f"{'ro'}ot\""""))
    assert "root" in Reachable(two.suite, two.solution).of("double").solution


FOLLOWS = """
from autograder.suites.two.draw import number
from autograder.testing import Follows, agree, question

OWN = Follows("double", {"x": 1.0}, None)

@question("halve", points=30)
def test_large_numbers(submission, reference, rng):
    agree(submission, reference, "called", {"name": "halve", "x": number(rng)}, follows=OWN)
"""


def test_a_stand_in_for_what_a_test_follows_is_reached(two):
    (two.suite / "test_halve.py").write_text(FOLLOWS)
    probes = two.suite / "probes.py"
    probes.write_text(f"{probes.read_text()}\ndef stand_in_double(x):\n    return x + 7\n")
    reachable = Reachable(two.suite, two.solution)
    assert "probes: stand_in_double" in reachable.of("halve").suite
    assert "probes: stand_in_double" not in reachable.of("root").suite


def test_every_stand_in_of_the_course_is_reached(root):
    course = find_course(root)
    for stem in course.stems:
        assignment = load_assignment(course, stem)
        reachable = Reachable(assignment.suite, assignment.solution)
        reached = {
            place for question in assignment.questions for place in reachable.of(question).suite
        }
        there = {
            f"{path.stem}: {name}"
            for path in assignment.suite.glob("probes*.py")
            for name in re.findall(r"^def (stand_in_\w+)", path.read_text(), re.MULTILINE)
        }
        assert there <= reached, stem


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("conftest.py", "import pytest\n\n@pytest.fixture(autouse=True)\ndef ready():\n    pass\n"),
        (
            "test_root.py",
            "from .probes_asking import unused\n\nfrom autograder.testing import question\n\n"
            '@question("root", points=30)\ndef test_roots(submission):\n    unused(1)\n',
        ),
        (
            "test_root.py",
            "from autograder.testing import question\n\n"
            '@question("root", points=30)\ndef test_roots(submission):\n'
            "    from autograder.suites.two.probes_asking import unused\n    unused(1)\n",
        ),
        (
            "test_root.py",
            "from autograder.suites.two.probes_asking import unused\n"
            "from autograder.testing import question\n\nTABLE = {}\nTABLE.update(a=unused(1))\n\n"
            '@question("root", points=30)\ndef test_roots(submission):\n    pass\n',
        ),
        (
            "test_root.py",
            "from autograder.suites.two.probes_asking import unused\n"
            "from autograder.testing import question\n\nclass TestRoots:\n"
            '    @question("root", points=30)\n    def test_roots(self, submission):\n'
            "        unused(1)\n",
        ),
    ],
    ids=["fixture", "relative import", "import in a function", "at import", "class of tests"],
)
def test_however_a_suite_is_written_what_a_test_uses_is_reached(two, name, text):
    (two.suite / name).write_text(text)
    reached = Reachable(two.suite, two.solution).of("root").suite
    expected = "conftest: ready" if name == "conftest.py" else "probes_asking: unused"
    assert expected in reached


def test_a_variant_is_an_ingredient_for_two_mistakes_may_be_put_together_over_it(toy, two):
    variants = two.suite / "variants.py"
    variants.write_text(
        "from autograder.testing import variant\n\n"
        '@variant("double")\ndef added(x):\n    return x + x\n'
    )
    found = replaced(toy[0], two, "variants.py", "x + x", "x - (-x)")
    assert found == {"double": ["its misconceptions"]}


def test_another_notebook_or_environment_concerns_every_question(two, monkeypatch):
    before = ingredients(two, RIGHT)
    found = changes(before, ingredients(two, OTHER), two.questions)
    assert found == {question: ["the notebook"] for question in two.questions}
    monkeypatch.setattr(module, "_environment", lambda: "another TensorFlow")
    found = changes(before, ingredients(two, RIGHT), two.questions)
    assert found == {q: ["Python or a package"] for q in two.questions}


def test_a_question_that_was_not_there_is_new(two):
    before = {k: v for k, v in ingredients(two, RIGHT).items() if not k.startswith("root")}
    found = changes(before, ingredients(two, RIGHT), two.questions)
    assert found == {"root": ["the question is new"]}


def test_each_ingredient_and_the_seed_change_the_key_and_nothing_else_does(toy):
    _, assignment = toy
    keys = [verdict_key(ingredients(assignment, RIGHT), 1)]
    assert verdict_key(ingredients(assignment, RIGHT), 1) == keys[0]
    keys.append(verdict_key(ingredients(assignment, RIGHT), 2))
    keys.append(verdict_key(ingredients(assignment, OTHER), 1))
    for path, old, new in (
        (assignment.solution, "2 * x", "x + x"),
        (assignment.suite / "test_double.py", "size=5", "size=6"),
        (assignment.suite / "probes.py", "double(x)", "double(x + 0)"),
    ):
        path.write_text(path.read_text().replace(old, new))
        keys.append(verdict_key(ingredients(assignment, RIGHT), 1))
    (assignment.suite / "notes.txt").write_text("no part of the suite")
    assert verdict_key(ingredients(assignment, RIGHT), 1) == keys[-1]
    assert len(set(keys)) == len(keys)


REACHED = """
import sys
from pathlib import Path
from autograder.reaching import Reachable
reachable = Reachable(Path(sys.argv[1]), Path(sys.argv[2]))
for question in sys.argv[3:]:
    reach = reachable.of(question, [])
    print(question, ascii(sorted(reach.suite.items())), ascii(sorted(reach.solution.items())))
"""


def pythons():
    """Every version of Python that runs here."""
    found = [shutil.which(f"python3.{minor}") for minor in range(11, 20)]
    # pyenv keeps them side by side, and puts one of them on the path.
    found += map(str, Path(sys.base_prefix).parent.glob("3.1[1-9]*/bin/python"))
    return [path for path in found if path and runs(path)]


def runs(path):
    return subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("stem", find_course(ROOT).stems)
def test_what_a_question_reaches_is_the_same_in_every_python(stem):
    """Verdicts made with Colab's Python belong to the same files as those made with this one."""
    if len(pythons()) < 2:
        pytest.skip("ONE PYTHON: no other version is here to compare with")
    assignment = load_assignment(find_course(ROOT), stem)
    told = {
        subprocess.run(
            [python, "-c", REACHED, assignment.suite, assignment.solution, *assignment.questions],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for python in pythons()
    }
    assert len(told) == 1
    assert told.pop().count(b"\n") == len(assignment.questions)
