"""Takes the pictures of what `check` shows in JupyterLab: `python docs/pictures/check_faces.py`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from tests.lab import Notebook, jupyter_lab  # noqa: E402 - the repository is no package

STEP = """def lstm_step(x, h, c, Wx, Wh, b):
    gates = x @ Wx + h @ Wh + b
    i, f, o, g = tf.split(gates, 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c
"""
FACES = {
    "passed": STEP,
    "diagnosed": STEP.replace("i, f, o, g =", "f, i, o, g ="),
    "shape": STEP.replace("return tf.sigmoid(o) * tf.tanh(c), c", "return h[:, :-1], c"),
    "exception": STEP.replace("tf.split(gates, 4, axis=-1)", "tf.split(gates, 4, axis=0)"),
    "terms": STEP.replace("h @ Wh", "h @ tf.transpose(tf.reshape(Wh, Wh.shape[::-1]))"),
}
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


def take(theme: str, folder: Path) -> None:
    """Takes one picture a face."""
    shutil.copy(ROOT / "release" / "a3_gated" / "a3_gated.ipynb", folder)
    home = Path(tempfile.mkdtemp())
    with (
        sync_playwright() as playwright,
        jupyter_lab(folder, home, THEMES[theme]) as address,
    ):
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        notebook = Notebook(browser, address.format("a3_gated.ipynb"))
        for first in ("find_spec", "import keras", "from unrolled import LiveLoss"):
            notebook.run(notebook.cells(first).first)
        answer = notebook.cells("def lstm_step").first
        asked = notebook.cells('check("lstm_step")').first
        for face, source in FACES.items():
            notebook.write(answer, source)
            notebook.run(answer)
            shown = notebook.run(asked)
            notebook.page.mouse.move(0, 0)
            shown.locator("[role=status]").screenshot(path=HERE / f"check_{face}_{theme}.png")
            print(f"{face}, {theme}:\n{shown.inner_text()}\n")
        browser.close()


if __name__ == "__main__":
    for theme in THEMES:
        take(theme, Path(tempfile.mkdtemp()))
