"""A small course with one assignment, in which every part agrees with every other."""

import dataclasses
import textwrap

import pytest

from autograder.course import find_course

PARTS = {
    "nbgrader_config.py": 'c = get_config()\nc.CourseDirectory.course_id = "toys"\n',
    "course.toml": """\
        id = "toys"
        title = "Toys"
        repository = "someone/toys"
        """,
    "assignments/a1_toy.md": """\
        ---
        unrolled:
          title: Toys
        ---

        # Scaling

        Multiply by a factor, then add an offset.

        ```python tags=["setup"]
        import numpy as np
        from unrolled import check
        ```

        ```python solution="scale"
        ```

        ```python tags=["demo"]
        print(scale(np.ones(3), 2.0, 1.0))
        ```

        Why is this linear?


        It need not be.

        <!-- #region written="why_linear" -->
        ### BEGIN SOLUTION
        Since sums and multiples of inputs go over into sums and multiples of outputs.
        ### END SOLUTION
        <!-- #endregion -->

        ```python solution="Scaler"
        ```
        """,
    "solutions/a1_toy.py": '''\
        """Reference."""

        import functools

        import numpy as np


        def scale(x, factor, offset):
            """Return factor times x plus offset."""
            ### BEGIN SOLUTION
            # elementwise
            product = np.multiply(factor, x)
            return np.add(product, offset)
            ### END SOLUTION


        @functools.total_ordering
        class Scaler:
            """Remembers a factor."""

            def __init__(self, factor):
                self.factor = factor

            def __call__(self, x):
                """Apply `scale` without an offset."""
                ### BEGIN SOLUTION
                return scale(x, self.factor, offset=0.0)
                ### END SOLUTION

            def __lt__(self, other):
                ### BEGIN SOLUTION
                return self.factor < other.factor
                ### END SOLUTION
        ''',
    "suites/a1_toy/points.toml": """\
        [questions]
        scale = 50
        Scaler = 40

        [written]
        why_linear = 10

        [forbidden]
        all = ["keras.layers.LSTM"]
        Scaler = ["keras.layers.GRU"]
        """,
    "suites/a1_toy/test_toy.py": '''\
        """Hidden tests."""
        from autograder.testing import agree, question


        @question("scale", points=20)
        def test_offset_is_added_once(submission, reference, rng):
            """The offset."""
            given = {"x": rng.normal(size=(2, 3)), "factor": 2.0, "offset": 5.0}
            agree(submission, reference, "scaled_once", given)


        @question("scale", points=30)
        def test_factor_multiplies_every_entry(submission, reference, rng):
            given = {"x": rng.normal(size=(4,)), "factor": 3.0, "offset": 0.0}
            agree(submission, reference, "scaled_once", given)


        @question("Scaler", points=40)
        def test_scaler_applies_its_factor(submission, reference, rng):
            agree(submission, reference, "scaler_called_twice", {"x": rng.normal(size=3)})
        ''',
    "suites/a1_toy/probes.py": '''\
        """Probes."""


        def scaled_once(answer, x, factor, offset):
            return answer.scale(x, factor, offset)


        def scaler_called_twice(answer, x):
            scaler = answer.Scaler(2.5)
            return [scaler(x), scaler(scaler(x))]
        ''',
    "suites/a1_toy/misconceptions.py": """\
        import numpy as np
        from autograder.testing import misconception


        @misconception("scale", hint="The offset comes after the product.")
        def offset_multiplied_as_well(x, factor, offset):
            shifted = np.add(x, offset)
            return np.multiply(factor, shifted)


        @misconception("Scaler", hint="The factor is squared.")
        class FactorSquared:
            def __init__(self, factor):
                self.factor = factor

            def __call__(self, x):
                return scale(x, self.factor**2, offset=0.0)
        """,
    "suites/a1_toy/variants.py": """\
        import numpy as np
        from autograder.testing import variant


        @variant("scale")
        def with_operators_instead(x, factor, offset):
            return np.asarray(factor) * x + offset
        """,
    "student/pyproject.toml": """\
        [build-system]
        requires = ["hatchling"]
        build-backend = "hatchling.build"

        [project]
        name = "unrolled"
        version = "0.3.0"
        description = "Checks"
        requires-python = ">=3.11"
        dependencies = ["numpy<3,>=1.26"]

        [tool.hatch.build.targets.wheel]
        packages = ["unrolled"]
        """,
    "student/unrolled/__init__.py": """\
        def check(question):
            print("checked", question)
        """,
    "student/unrolled/checks/public/a1_toy.py": """\
        from unrolled.checks.probing import About, public

        ABOUT = {
            "scale": About("scale(x, 2.0, 1.0)", "Look at zeros.", hidden="other factors"),
            "Scaler": About("Scaler(2.0)(x)", "Look at ones.", hidden="two calls"),
        }


        @public("scale", says="zeros")
        def zeros(answer):
            return {"scaled": answer.scale(np.zeros(3), 2.0, 1.0)}


        @public("scale", says="the factor alone", term="factor * x")
        def factor_alone(answer):
            return {"scaled": answer.scale(np.ones(2), 3.0, 0.0)}


        @public("Scaler", says="ones")
        def ones(answer):
            return {"scaled": answer.Scaler(3.0)(np.ones(2))}
        """,
}


class ToyCourse:
    """The small course on disk, for tests to break."""

    def __init__(self, root):
        self.root = root
        for name, text in PARTS.items():
            self.write(name, textwrap.dedent(text))

    @property
    def course(self):
        return dataclasses.replace(find_course(self.root), suites=self.root / "suites")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def read(self, name):
        return (self.root / name).read_text(encoding="utf-8")

    def replace(self, name, old, new):
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {name}"
        return self.write(name, text.replace(old, new))

    def line(self, name, content):
        """The `file:line:` of the only line with this content."""
        lines = self.read(name).splitlines()
        (number,) = [n for n, line in enumerate(lines, start=1) if content in line]
        return f"{self.root / name}:{number}:"


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """The small course; its public cases are read but not run, which would take TensorFlow."""
    for step in ("bake", "stale"):
        monkeypatch.setattr(f"autograder.build.pipeline.{step}", lambda *_: [])
    return ToyCourse(tmp_path.resolve())
