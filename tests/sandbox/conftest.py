import pytest

from autograder.sandbox.limits import Limits


@pytest.fixture
def spawn(zygote):
    """Makes workers that have run a cell, and closes them after the test."""
    made = []

    def spawn(cell="", forbidden=(), **limits):
        worker = zygote.spawn(Limits().replaced(limits), forbidden)
        made.append(worker)
        if cell:
            worker.run_cell(cell, worker._limits.cell_s)
        return worker

    yield spawn
    for worker in made:
        worker.close()


@pytest.fixture
def call():
    """Calls a function of the notebook."""

    def call(worker, name, *arguments):
        given = {"name": name, "arguments": list(arguments), "keywords": {}}
        return worker.ask("call", {**given, "as_tensors": False})

    return call


@pytest.fixture
def result_of(spawn, call):
    """What `return ...` gives in a fresh worker: the body of one function."""

    def result_of(body, **options):
        lines = "\n".join(f"    {line}" for line in body.splitlines())
        return call(spawn(f"def body():\n{lines}\n", **options), "body")

    return result_of
