"""The import rules of the design, held by reading the imports."""

import ast
from pathlib import Path

import pytest

from autograder.sandbox.launch import INSIDE_MODULES

ROOT = Path(__file__).parents[1]
STAFF = sorted((ROOT / "autograder").rglob("*.py"))
STUDENT = sorted((ROOT / "student" / "unrolled").rglob("*.py"))
SOLUTIONS = sorted((ROOT / "solutions").rglob("*.py"))
SUITES = ROOT / "autograder" / "suites"
INSIDE = {ROOT / "autograder" / f"{name}.py" for name in INSIDE_MODULES}
LEARNING = ("tensorflow", "keras")


def name_of(path):
    base = ROOT / "student" if ROOT / "student" in path.parents else ROOT
    parts = path.relative_to(base).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path, inside_functions=True):
    """The dotted names that a file imports, relative ones resolved."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = ast.walk(tree) if inside_functions else _outside_functions(tree)
    package = name_of(path) if path.stem == "__init__" else name_of(path).rpartition(".")[0]
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            home = ".".join([*above, node.module or ""]).strip(".") if node.level else node.module
            # `from autograder.sandbox import worker` imports autograder.sandbox.worker.
            yield from (f"{home}.{alias.name}" for alias in node.names)


def _outside_functions(tree):
    stack = [tree]
    while stack:
        for node in ast.iter_child_nodes(stack.pop()):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node
                stack.append(node)


def within(name, *packages):
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def offences(paths, refused, allowed=lambda path: False, **options):
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        if not allowed(path)
        for name in imports(path, **options)
        if refused(path, name)
    ]


def test_the_files_are_found():
    """Without this, the rules below could hold for nothing."""
    assert len(STAFF) > 40
    assert len(STUDENT) > 10
    assert SOLUTIONS
    assert "autograder.sandbox.protocol.Channel" in imports(
        ROOT / "autograder" / "sandbox" / "client.py"
    )


def test_the_student_package_imports_neither_autograder_nor_solutions():
    assert offences(STUDENT, lambda _, n: within(n, "autograder", "solutions", "nbgrader")) == []


def test_solutions_import_nothing_of_the_staffs():
    assert offences(SOLUTIONS, lambda _, name: within(name, "autograder", "nbgrader")) == []


def test_suites_import_the_test_api_the_probing_api_and_themselves_only():
    def refused(path, name):
        own = f"autograder.suites.{path.relative_to(SUITES).parts[0].removesuffix('.py')}"
        allowed = ("autograder.testing", "autograder.sandbox.probing", own)
        return within(name, "autograder", "solutions", "unrolled") and not within(name, *allowed)

    assert offences(sorted(SUITES.rglob("*.py")), refused) == []


def test_hidden_tests_never_import_what_runs_inside():
    def refused(_, name):
        return within(name, *LEARNING, "autograder.sandbox") or ".probes" in name

    assert offences(sorted(SUITES.rglob("test_*.py")), refused) == []


def test_the_trusted_side_never_imports_tensorflow_or_keras():
    def runs_inside(path):
        # Suites hold what is sent inside; bake_worker.py is a program that runs on its own.
        return path in INSIDE or SUITES in path.parents or path.stem == "bake_worker"

    assert offences(STAFF, lambda _, name: within(name, *LEARNING), runs_inside) == []


def test_what_runs_inside_imports_nothing_of_the_trusted_side():
    inside = {name_of(path) for path in INSIDE}
    packages = ("autograder", "autograder.sandbox")

    def refused(_, name):
        return (
            within(name, "autograder")
            and name not in packages
            and not any(within(name, module) for module in inside - set(packages))
        )

    assert offences(sorted(INSIDE), refused) == []


def test_tensorflow_is_not_needed_to_start_the_zygotes_modules():
    def refused(path, name):
        return within(name, *LEARNING)

    assert offences(sorted(INSIDE), refused, inside_functions=False) == []


def test_only_the_plugin_imports_nbgrader():
    def may(path):
        # release.py runs nbgrader's own generate_assignment, and nothing else of it.
        return "nbgrader_plugin" in path.parts or path == ROOT / "autograder/build/release.py"

    assert offences(STAFF, lambda _, name: within(name, "nbgrader"), may) == []


LAYERS = {
    "errors": (),
    "verdict": (),
    "sandbox": ("errors", "sandbox"),
    "notebook": ("errors", "notebook"),
    "atomic": (),
    "lock": ("errors",),
    "testing": ("errors", "sandbox", "notebook", "verdict", "testing", "atomic"),
    "journal": ("errors", "verdict", "atomic"),
    "combining": ("catalogue",),
    "diagnosis": ("errors", "testing"),
    "similarity": ("similarity",),
    "report": (
        "errors",
        "verdict",
        "notebook",
        "course",
        "report",
        "grade",
        "testing",
        "explaining",
        "similarity",
    ),
}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_what_lies_below_it(layer):
    path = ROOT / "autograder" / layer
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    below = [f"autograder.{name}" for name in LAYERS[layer]]

    def refused(_, name):
        # `from autograder import errors` reads as autograder.errors; the package itself is empty.
        return within(name, "autograder") and name != "autograder" and not within(name, *below)

    assert offences(files, refused) == []


def test_no_module_is_called_utils_or_helpers():
    vague = {"utils", "util", "helpers", "helper", "misc", "common"}
    everything = [*STAFF, *STUDENT, *SOLUTIONS]
    assert [
        path for path in everything if vague & {*path.relative_to(ROOT).with_suffix("").parts}
    ] == []


def test_no_module_is_longer_than_300_lines():
    lengths = {path: len(path.read_text().splitlines()) for path in (*STAFF, *STUDENT, *SOLUTIONS)}
    assert {str(path): lines for path, lines in lengths.items() if lines > 300} == {}
