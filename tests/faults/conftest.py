import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture
def run_on_a_small_disk(tmp_path):
    """Runs a script of this folder with a disk of its own, 32 MiB, and returns what it prints."""

    def run(script, *arguments):
        disk = tmp_path / "disk"
        disk.mkdir()
        ended = subprocess.run(
            [
                *(sys.executable, "-W", "ignore", HERE / "on_a_small_disk.py", "32m", disk),
                *(HERE / script, disk, *map(str, arguments)),
            ],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'benchmarks'}"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    return run
