"""What a machine without a sandbox has, and what hand-ins get of it."""

import resource

import pytest

from autograder.errors import CourseError
from autograder.sandbox.environment import BARE, Bare, bare_environment
from autograder.sandbox.limits import HIDDEN_GPU, Limits
from autograder.staff import machine
from autograder.staff.machine import GPU_LIMITS, StaffZygote, sees_gpu, wants_gpu

SEEN = {
    "autograder.suites.seen": """
import os
import resource

def seen(answer):
    return [resource.getrlimit(resource.RLIMIT_AS)[0], os.environ.get("CUDA_VISIBLE_DEVICES", "")]
"""
}


@pytest.fixture
def driver(tmp_path, monkeypatch):
    """Puts a driver's program on the path that prints this and ends with that."""

    def put(printed, status=0):
        program = tmp_path / "nvidia-smi"
        program.write_text(f"#!/bin/sh\necho '{printed}'\nexit {status}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    return put


def test_a_gpu_is_seen_where_its_driver_lists_one(driver):
    driver("GPU 0: Tesla T4 (UUID: GPU-1)")
    assert sees_gpu()
    assert wants_gpu("auto")
    assert wants_gpu("gpu")
    assert not wants_gpu("cpu")


@pytest.mark.parametrize("broken", [("No devices were found", 0), ("GPU driver mismatch", 9)])
def test_a_driver_without_a_gpu_is_none(driver, broken):
    driver(*broken)
    assert not wants_gpu("auto")
    with pytest.raises(CourseError, match="There is no GPU here"):
        wants_gpu("gpu")


def test_an_unknown_device_is_told():
    with pytest.raises(CourseError, match="'tpu'; expected auto, gpu or cpu"):
        wants_gpu("tpu")


def test_the_gpu_is_hidden_unless_asked_for_and_then_rounds_nothing():
    hidden, shown = bare_environment(BARE), bare_environment(Bare(gpu=True))
    assert hidden[HIDDEN_GPU] == "-1"
    assert HIDDEN_GPU not in shown
    assert shown["NVIDIA_TF32_OVERRIDE"] == "0"


def test_a_gpus_limits_never_take_from_what_an_assignment_allows():
    generous = Limits(cpu_s=10_000.0).at_least(GPU_LIMITS)
    assert generous.cpu_s == 10_000.0
    assert generous.cell_s == GPU_LIMITS["cell_s"]
    assert generous.answer_bytes == Limits().answer_bytes


@pytest.mark.parametrize("gpu", [False, True])
def test_address_space_is_limited_unless_a_gpu_needs_it(gpu, tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "can_set_apart", lambda: False)
    with StaffZygote(gpu, "here", (tmp_path, tmp_path / "missing")) as zygote:
        worker = zygote.wait().spawn(Limits())
        worker.define_probes(SEEN)
        space, hidden = worker.ask("seen", {})
        worker.close()
    assert (space == resource.RLIM_INFINITY) is gpu
    assert hidden == ("" if gpu else "-1")
    assert zygote.facts["sandbox"] == "none"
    assert zygote.facts["place"] == "here"
    assert zygote.exposed == [str(tmp_path)]
    assert zygote.networked
