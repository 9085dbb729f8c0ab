"""Runs each way of grading as commands of its own, and takes their time, memory and scores."""

from __future__ import annotations

import ast
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from inprocess import ANSWERS, STEM
from memory import Memory, Sampler

from autograder.sandbox.environment import ENVIRONMENT

HERE = Path(__file__).parent
PROGRAMS = Path(sys.executable).parent
# What our workers get, every way gets: one thread each, the same bits, no GPU.
SAME_FOR_ALL = (
    *("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"),
    *("OPENBLAS_NUM_THREADS", "TF_ENABLE_ONEDNN_OPTS", "TF_CPP_MIN_LOG_LEVEL"),
    *("CUDA_VISIBLE_DEVICES", "KERAS_BACKEND", "PYTHONHASHSEED", "MPLBACKEND"),
)
PEER_INTERVAL_S = 0.5  # seldom, so that sampling slows nobody down

Scores = dict[str, dict[str, float]]


class CommandFailed(Exception):
    """A way of grading ended with an error."""


@dataclass
class Result:
    """What one way took.

    Attributes:
        name: what the table calls it.
        processes: how many hand-ins were graded at a time.
        hand_ins: how many there were.
        whole_s: wall seconds from the start of the command to the last result.
        steady_s: wall seconds of a later pass of a process that is already warm; 0: none was made.
        cpu_s: CPU seconds of all processes, over `gradings` hand-ins.
        gradings: hand-ins times passes.
        scores: student -> question -> points.
        memory: what was sampled.
        probes_s: of `steady_s`, the part that passed in probes, where known.
    """

    name: str
    processes: int
    hand_ins: int
    whole_s: float = 0.0
    steady_s: float = 0.0
    cpu_s: float = 0.0
    gradings: int = 0
    scores: Scores = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    probes_s: float = 0.0

    @property
    def each_s(self) -> float:
        """Seconds per hand-in, start-up included."""
        return self.whole_s / self.hand_ins

    @property
    def each_steady_s(self) -> float:
        """Seconds per hand-in without start-up."""
        return self.steady_s / self.hand_ins


class Runner:
    """Runs commands with the same environment, and keeps their output in a log.

    Args:
        log: where output goes.
        answers: the pickle of the reference's answers.
    """

    def __init__(self, log: Path, answers: Path) -> None:
        self._log = log
        same = {name: ENVIRONMENT[name] for name in SAME_FOR_ALL}
        path = f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        own = {"PATH": path, "PYTHONPATH": str(HERE), ANSWERS: str(answers)}
        self._environment = os.environ | same | own

    def run(
        self, command: list[str], cwd: Path, interval_s: float = PEER_INTERVAL_S
    ) -> tuple[float, float, Memory]:
        """Runs a command to its end.

        Returns:
            Wall seconds, CPU seconds of all its processes, and its memory.

        Raises:
            CommandFailed: it ended with an error.
        """
        with self._log.open("ab") as log:
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
            process = subprocess.Popen(
                command, cwd=cwd, env=self._environment, stdout=log, stderr=log
            )
            with Sampler(process.pid, interval_s) as memory:
                status = process.wait()
            wall_s = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if status != 0:
            end = self._log.read_text(encoding="utf-8", errors="replace")[-3000:]
            raise CommandFailed(f"{' '.join(command)} ended with {status}:\n{end}")
        cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return wall_s, cpu_s + memory.sandbox_cpu_s, memory


def program(name: str) -> str:
    """A command that is installed beside this Python."""
    return str(PROGRAMS / name)


def record_answers(runner: Runner, course: Path, file: Path) -> None:
    """Computes the reference's answers, for all who have no memo of them."""
    runner.run([sys.executable, str(HERE / "floor.py"), "answers", str(course), str(file)], course)


def run_floor(runner: Runner, course: Path, out: Path, hand_ins: int, passes: int) -> Result:
    """The same probes and tests in one warm unprotected interpreter."""
    command = [sys.executable, str(HERE / "floor.py"), "grade", str(course), str(passes), str(out)]
    wall_s, cpu_s, memory = runner.run(command, course)
    told = json.loads(out.read_text(encoding="utf-8"))
    last = told["passes"][-1]
    return Result(
        name="floor: one warm interpreter, no protection",
        processes=1,
        hand_ins=hand_ins,
        whole_s=wall_s - sum(one["seconds"] for one in told["passes"][1:]),
        steady_s=last["seconds"],
        cpu_s=cpu_s,
        gradings=hand_ins * passes,
        scores=told["scores"],
        memory=memory,
        probes_s=last["probes_s"],
    )


def run_ours(
    runner: Runner, course: Path, out: Path, hand_ins: int, processes: int, passes: int
) -> Result:
    """Zygote and Pool, without the gradebook."""
    script = str(HERE / "pooled.py")
    command = [sys.executable, script, str(course), str(processes), str(passes), str(out)]
    start = time.monotonic()
    _, cpu_s, memory = runner.run(command, course)
    told = json.loads(out.read_text(encoding="utf-8"))
    ends = told["ends"]
    return Result(
        name="ours: Pool",
        processes=processes,
        hand_ins=hand_ins,
        whole_s=ends[0] - start,
        steady_s=ends[-1] - ends[-2] if passes > 1 else 0.0,
        cpu_s=cpu_s,
        gradings=hand_ins * passes,
        scores=told["scores"],
        memory=memory,
    )


def watch_ours(runner: Runner, course: Path, out: Path, processes: int) -> Memory:
    """The memory of `run_ours`, looked at so often that it would cost time."""
    command = [sys.executable, str(HERE / "pooled.py"), str(course), str(processes), "1", str(out)]
    return runner.run(command, course, interval_s=0.02)[2]


def run_command_line(
    runner: Runner, course: Path, questions: list[str], hand_ins: int, cores: int
) -> Result:
    """`autograder grade`: everything, from the command to the gradebook."""
    wall_s, cpu_s, memory = runner.run([program("autograder"), "grade", STEM], course)
    scores = gradebook_scores(course, "unrolled", questions)
    return Result(
        name="ours: autograder grade, gradebook included",
        processes=cores,
        hand_ins=hand_ins,
        whole_s=wall_s,
        cpu_s=cpu_s,
        gradings=hand_ins,
        scores=scores,
        memory=memory,
    )


def run_nbgrader(runner: Runner, course: Path, questions: list[str], hand_ins: int) -> Result:
    """Stock `nbgrader autograde`: one command for all, one kernel for each."""
    wall_s, cpu_s, memory = runner.run([program("nbgrader"), "autograde", STEM], course)
    scores = gradebook_scores(course, "peer", questions)
    return Result(
        name="stock nbgrader autograde",
        processes=1,
        hand_ins=hand_ins,
        whole_s=wall_s,
        cpu_s=cpu_s,
        gradings=hand_ins,
        scores=scores,
        memory=memory,
    )


def run_otter(runner: Runner, course: Path, hand_ins: int) -> Result:
    """`otter run`, once for each hand-in."""
    result = Result("otter run", 1, hand_ins, gradings=hand_ins)
    for path in sorted(course.glob(f"submitted/*/{STEM}/{STEM}.ipynb")):
        folder = path.parent
        archive = str(course / "autograder.zip")
        command = [program("otter"), "run", "--no-logo", "-a", archive, "-o", str(folder)]
        wall_s, cpu_s, memory = runner.run([*command, str(path)], folder)
        result.whole_s += wall_s
        result.cpu_s += cpu_s
        for role, sizes in memory.roles.items():
            result.memory.roles[role].raise_to(sizes)
        result.memory.total_pss = max(result.memory.total_pss, memory.total_pss)
        result.memory.most = max(result.memory.most, memory.most)
        told = json.loads((folder / "results.json").read_text(encoding="utf-8"))
        result.scores[path.parts[-3]] = {
            test["name"]: test["score"] for test in told["tests"] if "score" in test
        }
    return result


def gradebook_scores(course: Path, course_id: str, questions: list[str]) -> Scores:
    """The points that a gradebook holds for the coded questions."""
    from nbgrader.api import Gradebook

    scores: Scores = {}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", course_id) as gradebook:
        for submission in gradebook.assignment_submissions(STEM):
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            scores[submission.student_id] = {
                grade.name: grade.auto_score for grade in grades if grade.name in questions
            }
    return scores


def test_points(suite: Path) -> dict[str, dict[str, float]]:
    """Question -> hidden test -> points, read from the suite without importing it."""
    found: dict[str, dict[str, float]] = {}
    for path in sorted(suite.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                mark = node.decorator_list[0]
                assert isinstance(mark, ast.Call), "every hidden test has its @question(...)"
                question = ast.literal_eval(mark.args[0])
                points = ast.literal_eval(mark.keywords[0].value)
                found.setdefault(question, {})[node.name] = points
    return found
