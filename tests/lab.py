"""JupyterLab as a student meets it: a server on loopback, and the page of one notebook."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

START_S = 90
CELL_S = 120  # the first one imports TensorFlow
AGAIN_S = 5
SETTINGS = {
    # Cells out of sight are part of the page too, and no box asks for news.
    "notebook-extension/tracker": {"windowingMode": "none", "recordTiming": False},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


@contextlib.contextmanager
def jupyter_lab(folder: Path, home: Path, theme: str = "JupyterLab Light") -> Iterator[str]:
    """Runs a server for a folder of notebooks, with nothing of the machine's own settings.

    Args:
        folder: where the notebooks lie.
        home: an empty folder for what Jupyter and IPython write.
        theme: how pages look.

    Yields:
        The address of a notebook, to be filled in: `url.format("a1_rnn.ipynb")`.
    """
    token = secrets.token_hex(8)
    settings = SETTINGS | {"apputils-extension/themes": {"theme": theme}}
    for name, values in settings.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    places = {
        name: str(home / name.lower())
        for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    }
    environment = os.environ | places | {"JUPYTERLAB_SETTINGS_DIR": str(home / "settings")}
    for place in places.values():
        Path(place).mkdir(parents=True, exist_ok=True)
    arguments = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"]
    arguments += [f"--ServerApp.root_dir={folder}", f"--IdentityProvider.token={token}"]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *arguments],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        port = _port(server, Path(places["JUPYTER_RUNTIME_DIR"]), home / "log")
        yield f"http://127.0.0.1:{port}/lab/tree/{{}}?token={token}"
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:  # on a busy machine
            server.kill()
            server.wait()


def _port(server: subprocess.Popen[bytes], runtime: Path, log: Path) -> int:
    told = runtime / f"jpserver-{server.pid}.json"
    ends = time.monotonic() + START_S
    while time.monotonic() < ends and server.poll() is None:
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
            return int(json.loads(told.read_text())["port"])
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start within {START_S} s:\n{log.read_text()[-3000:]}")


class Notebook:
    """A notebook that is open in a browser.

    Args:
        browser: where.
        address: of the notebook.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        self.page: Page = browser.new_page(viewport={"width": 1280, "height": 1000})
        self.page.goto(address)
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=START_S * 1000)
        self._wait_for_kernel()

    def cells(self, source: str) -> Locator:
        """The code cells whose text holds `source`."""
        return self.page.locator(".jp-CodeCell").filter(
            has=self.page.locator(".cm-content", has_text=source)
        )

    def write(self, cell: Locator, source: str) -> None:
        """Replaces a cell's text, as who selects all and pastes."""
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)

    def run(self, cell: Locator) -> Locator:
        """Runs a cell by Ctrl-Enter, waits until it is done, and returns what it shows."""
        cell.locator(".cm-content").click()
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        self.page.keyboard.press("Control+Enter")
        begun = time.monotonic()
        again = False
        while (now := prompt.inner_text()) in (before, "[*]:", "[ ]:"):
            waited = time.monotonic() - begun
            if waited > AGAIN_S and now == before and not again:
                self.page.keyboard.press("Control+Enter")  # a new kernel can lose the first one
                again = True
            if waited > CELL_S:
                raise TimeoutError(f"a cell is not done after {CELL_S} s; its prompt is {now}")
            time.sleep(0.05)
        return cell.locator(".jp-Cell-outputArea")

    def save(self) -> None:
        """Saves by Ctrl-S, and waits until the tab bears no mark of unsaved changes."""
        self.page.keyboard.press("Control+s")
        self.page.wait_for_selector(".lm-TabBar-tab.lm-mod-current:not(.jp-mod-dirty)")

    def _wait_for_kernel(self) -> None:
        idle = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
        self.page.wait_for_selector(idle, timeout=START_S * 1000)
