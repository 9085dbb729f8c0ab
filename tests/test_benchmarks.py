"""The benchmark against peers compares graders that give the same points."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HAND_INS = 4  # right, untouched, and two with a mistake in an early answer


def test_the_unprotected_way_gives_the_same_points_as_the_sandbox():
    command = [sys.executable, ROOT / "benchmarks" / "grading.py", "--ways", "floor,ours"]
    done = subprocess.run(
        [*command, "--hand-ins", str(HAND_INS), "--passes", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "the same points by all 3 ways" in done.stdout, done.stdout + done.stderr
