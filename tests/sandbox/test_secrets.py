"""A worker looks for what it must not have: by name, by content, in its environment and memory."""

import re
from pathlib import Path

import pytest

from autograder.catalogue import read_catalogue
from autograder.sandbox.launch import INSIDE

# Runs in the worker. It is asked piece by piece, so that what it looks for reaches it last.
SEARCH = """
import os

SUFFIXES = ('.py', '.toml', '.ipynb', '.db', '.json', '.md', '.txt', '.csv', '.pth', '.html')

def all_files():
    # /proc has numbers without end; the parts of it that could tell something are asked for apart.
    stack = ['/']
    while stack:
        try:
            entries = list(os.scandir(stack.pop()))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.path != '/proc':
                    stack.append(entry.path)
            yield entry

def named(answer, names, parts):
    found = []
    for entry in all_files():
        if entry.name in names or any(part in entry.name for part in parts):
            found.append(entry.path)
    return found

def holding(answer, needles):
    needles = [needle.encode() for needle in needles]
    found, read = [], 0
    for entry in all_files():
        if not entry.name.endswith(SUFFIXES) or not entry.is_file():
            continue
        # The operating system's own files are many, and no course puts its there.
        if entry.path.startswith('/usr/') and not entry.path.startswith('/usr/local/'):
            continue
        try:
            if entry.stat().st_size > 2 ** 20:
                continue
            with open(entry.path, 'rb') as file:
                data = file.read()
        except OSError:
            continue
        read += 1
        if any(needle in data for needle in needles):
            found.append(entry.path)
    return [found, read]

def own_process(answer):
    told = {}
    for at, folders, files in os.walk('/proc/self', followlinks=False):
        folders[:] = [] if at != '/proc/self' else ['net', 'attr']
        for name in files:
            if name in ('mem', 'pagemap', 'clear_refs', 'kpagecount'):
                continue
            try:
                with open(os.path.join(at, name), 'rb') as file:
                    told[name] = file.read(2 ** 20).decode('latin-1')
            except OSError:
                pass
    return told

def memory_areas(answer):
    areas = []
    for line in open('/proc/self/maps'):
        span, access, _, _, _, *path = line.split()
        if access.startswith('r') and path not in (['[vvar]'], ['[vsyscall]'], ['[vvar_vclock]']):
            if not path or not path[0].startswith('/'):
                areas.append([int(edge, 16) for edge in span.split('-')])
    return areas

def memory(answer, start, end):
    import numpy as np
    with open('/proc/self/mem', 'rb', 0) as file:
        file.seek(start)
        return np.frombuffer(file.read(end - start), 'uint8')
"""
PIECE = 32 * 2**20
# A file that may be seen: without finding it, the tests below could pass by not looking.
SEEN = Path(INSIDE, "autograder", "sandbox", "zygote.py")


@pytest.fixture(scope="module")
def needles(a1_rnn, planted):
    """Texts that only the staff's files hold, by kind."""
    tests = [path.read_text() for path in a1_rnn.suite.glob("test_*.py")]
    names = re.findall(r"def (test_\w+)", "\n".join(tests))
    catalogue = read_catalogue(a1_rnn.suite)
    wrong = [entry.source.strip().splitlines()[-1] for entry in catalogue.misconceptions]
    solution = a1_rnn.solution.read_text()
    bodies = re.findall(r"### BEGIN SOLUTION\n(.*?)\n *### END SOLUTION", solution, re.DOTALL)
    assert min(map(len, (names, wrong, bodies))) >= 9
    return {
        "a hidden test": names,
        "a probe": ["def usable_step(", "def fold_of_own_step(", "class StandInCell("],
        "a misconception": [line for line in wrong if len(line) > 40],
        "a solution": bodies,
        "the table of points": a1_rnn.points_table.read_text().splitlines()[:1],
        # The course's own name stands in the list of mounts, which TensorFlow 2.21 reads.
        "another hand-in": [f"# {planted[1]}", f"grace-{planted[1]}"],
    }


@pytest.fixture
def searcher(spawn):
    worker = spawn(probe_s=120, cpu_s=240)
    worker.define_probes({"probes": SEARCH})
    return worker


def test_no_file_has_the_name_of_a_secret(searcher, a1_rnn, planted):
    # Other software has files of these names; the test below looks into files.
    common = {"__init__.py", "probes.py", "draw.py", "variants.py", "test_embed.py"}
    names = {path.name for path in a1_rnn.suite.glob("*.*")} - common
    assert {"points.toml", "misconceptions.py", "test_rnn_step.py"} <= names
    names |= {"gradebook.db", "a1_rnn.py", "a1_rnn.ipynb"}
    found = searcher.ask("named", {"names": [*sorted(names), SEEN.name], "parts": ["grace-"]})
    assert str(SEEN) in found
    found.remove(str(SEEN))
    assert [path for path in found if "/nbgrader/tests/" not in path] == []
    # That the planted course lies here is told by the empty folder that covers it, and no more.
    assert len(searcher.ask("named", {"names": [planted[0].name], "parts": []})) == 1


def test_no_readable_file_holds_a_secret(searcher, needles):
    few = [text for texts in needles.values() for text in (texts[0], texts[-1])]
    found, read = searcher.ask("holding", {"needles": [*few, "The warm interpreter: imports Te"]})
    assert found == [str(SEEN)]
    assert read > 10_000


def test_neither_environment_nor_process_tells_a_secret(searcher, needles, planted):
    told = searcher.ask("own_process", {})
    assert {"environ", "cmdline", "status", "maps"} <= set(told)
    everything = "\n".join(told.values())
    for kind, texts in needles.items():
        assert not [text for text in texts if text in everything], kind
    # The mount that covers the course names its place; nothing else does.
    told_by = {name for name, text in told.items() if planted[1] in text}
    assert told_by <= {"mountinfo", "mounts", "mountstats"}


def test_memory_holds_no_secret_before_probes_arrive(spawn, needles):
    worker = spawn(
        "marker = 'seen ' * 3 + 'in memory'", probe_s=60, cpu_s=120, answer_bytes=2 * PIECE
    )
    areas_and_memory = SEARCH[SEARCH.index("def memory_areas") :]
    worker.define_probes({"probes": areas_and_memory})
    texts = {text.encode(): kind for kind, some in needles.items() for text in some}
    found, marked, total = set(), False, 0
    for start, end in worker.ask("memory_areas", {}):
        for at in range(start, end, PIECE):
            # Pieces overlap, or a text that lies across two of them would be missed.
            piece = worker.ask("memory", {"start": at, "end": min(end, at + PIECE + 4096)})
            data = piece.tobytes()
            total += len(data)
            marked = marked or b"seen seen seen in memory" in data
            found |= {kind for text, kind in texts.items() if text in data}
    assert marked
    assert total > 50 * 2**20
    assert found == set()
