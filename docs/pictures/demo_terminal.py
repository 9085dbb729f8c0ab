"""Takes the picture of what `make demo` prints: `python docs/pictures/demo_terminal.py`.

It runs `autograder demo` and draws what came, colours and all, from the table on; the list of the
class before it, and the last lines of paths, are left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COLUMNS = 92


def printed() -> list[Text]:
    """The lines that the demo prints in a terminal, from the table to the sum below it."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(  # noqa: S603 - ourselves
            [Path(sys.executable).with_name("autograder"), "demo", "--folder", f"{folder}/demo"],
            cwd=ROOT,
            # Colours, but no progress bar that draws over itself.
            env={
                **os.environ,
                "FORCE_COLOR": "1",
                "TTY_INTERACTIVE": "0",
                "COLUMNS": str(COLUMNS),
            },
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    lines = Text.from_ansi(done.stdout).split("\n")
    first = next(number for number, line in enumerate(lines) if "graded," in line.plain)
    last = max(number for number, line in enumerate(lines) if "review." in line.plain)
    return list(lines[first : last + 1])


def picture(lines: list[Text]) -> str:
    """A terminal with these lines, as SVG without fonts from elsewhere."""
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w"))  # noqa: SIM115
    console.print(Text("$ make demo", style="bold"))
    console.print(Text("...", style="dim"))
    for line in lines:
        console.print(line)
    return console.export_svg(title="Unrolled", theme=DIMMED_MONOKAI)


if __name__ == "__main__":
    drawn = picture(printed())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1000, "height": 800}, device_scale_factor=1.5)
        page.set_content(f"<body style='margin:0'>{drawn}")
        taken = page.locator("svg").screenshot()
        browser.close()
    # A terminal has few colours.
    Image.open(BytesIO(taken)).quantize(64).save(HERE / "demo_terminal.png", optimize=True)
