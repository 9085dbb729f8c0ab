"""The two cells at the top of every notebook: the Colab badge and the installation."""

from __future__ import annotations

from autograder.course import Course

COLAB = "https://colab.research.google.com"


def badge(course: Course, stem: str) -> str:
    """Markdown of a badge that opens the released notebook in Colab."""
    notebook = f"{course.repository}/blob/{course.ref}/release/{stem}/{stem}.ipynb"
    return f"[![Open in Colab]({COLAB}/assets/colab-badge.svg)]({COLAB}/github/{notebook})"


def install(course: Course, wheel: str) -> str:
    """Code that installs the student package where it is missing, and does nothing elsewhere.

    Args:
        course: the course, whose repository serves the wheel.
        wheel: file name of the wheel in `release/`.
    """
    address = f"https://github.com/{course.repository}/raw/{course.ref}/release/{wheel}"
    return f"""\
# Run this first. It installs the course package `unrolled` where it is missing, as on Colab.
import importlib.util
import os

# TensorFlow remarks on the processor in red; nothing is wrong, so it need not.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
if importlib.util.find_spec("unrolled") is None:
    %pip install -q {address}
    importlib.invalidate_caches()
    if importlib.util.find_spec("unrolled") is None:
        raise ImportError(
            "The course package `unrolled` could not be installed; pip says why above. "
            "Is this computer online? Then run this cell again. "
            "Without a network, download the package on another computer, copy it here, and run "
            "%pip install {wheel} first. It is at {address}"
        )"""


def open_elsewhere(course: Course) -> dict[str, str]:
    """Where else than in Colab the released notebooks open -> the address."""
    name = course.repository.partition("/")[2]
    pull = (
        f"git-pull?repo=https%3A%2F%2Fgithub.com%2F{course.repository.replace('/', '%2F')}"
        f"&branch={course.ref}&urlpath=lab%2Ftree%2F{name}%2Frelease"
    )
    return {
        "Binder": f"<https://mybinder.org/v2/gh/{course.repository}/{course.ref}?labpath=release>",
        "a JupyterHub with nbgitpuller": f"your hub's address, then `/hub/user-redirect/{pull}`",
    }
