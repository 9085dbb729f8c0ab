"""Shows how training gets on: a progress bar and the loss so far, while it runs."""

from __future__ import annotations

import html
import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from unrolled.plots.charts import loss_curve
from unrolled.plots.figure import BLUE, MUTED

__all__ = ["LiveLoss"]

_WIDTH, _HEIGHT = 420, 90  # pixels of the little curve


class LiveLoss:
    """A progress bar with the loss under it; the finished curve when the `with` block ends.

        with LiveLoss(updates=800, title="plays", bounds={"best without memory": 2.4}) as live:
            for x, y in batches:
                live(train(x, y))

    With `model.fit`, pass `callbacks=[live.callback()]` instead.

    Args:
        updates: how many updates of the weights there will be; at least 1.
        title: stands above the curve.
        bounds: label to height of lines to compare the loss with, in its unit.
        every_s: seconds between two redraws. Redrawing more often than people look costs time.
        unit: of the losses.
    """

    def __init__(
        self,
        updates: int,
        title: str = "training loss",
        bounds: Mapping[str, float] | None = None,
        every_s: float = 0.5,
        unit: str = "nats per character",
    ) -> None:
        if updates < 1:
            raise ValueError(f"`updates` is {updates}; expected at least 1.")
        self.updates, self.title, self.bounds = updates, title, dict(bounds or {})
        self.unit = unit
        self.losses: list[float] = []
        self._per_loss = 1
        self._every_s, self._start, self._shown = every_s, time.monotonic(), -every_s
        self._handle: Any = None

    def __call__(self, *losses: float, updates: int = 1) -> None:
        """Take note of losses, in the order of training.

        Args:
            losses: numbers, or scalar tensors.
            updates: how many updates each of them stands for.
        """
        self.losses += [float(loss) for loss in losses]
        self._per_loss = updates
        now = time.monotonic()
        if self.losses and now - self._shown >= self._every_s:
            self._shown = now
            self._show()

    def callback(self) -> Any:
        """Make a Keras callback that takes note of each epoch's mean loss."""
        import keras

        live = self

        class Callback(keras.callbacks.Callback):  # type: ignore[misc]
            """Hands the mean loss of each epoch on."""

            def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
                live((logs or {})["loss"], updates=self.params["steps"] or 1)

        return Callback()

    def __enter__(self) -> LiveLoss:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.losses:
            self._show(finished=kind is None)
            if self._handle is None and sys.stdout.isatty():
                print()
        if self.losses and kind is None:
            loss_curve(self.losses, self.bounds, self._per_loss, self.title, self.unit)

    def sentence(self) -> str:
        """Say in one line how far training has got."""
        done = min(len(self.losses) * self._per_loss, self.updates)
        spent = time.monotonic() - self._start
        left = spent / done * (self.updates - done)
        when = f"{left:.0f} s left" if done < self.updates else f"{spent:.0f} s in all"
        return f"{self.title}: update {done} of {self.updates}, loss {self.losses[-1]:.3f}, {when}"

    def _show(self, finished: bool = False) -> None:
        shell: Any = None
        if "IPython" in sys.modules:
            from IPython.core.getipython import get_ipython

            shell = get_ipython()
        if shell is None:
            if sys.stdout.isatty():
                print(f"\r{self.sentence()}\x1b[K", end="", flush=True)
            return
        from IPython.display import display

        page = {"text/plain": self.sentence(), "text/html": self._page(curve=not finished)}
        if self._handle is None:
            self._handle = display(page, raw=True, display_id=True)
        else:
            self._handle.update(page, raw=True)

    def _page(self, curve: bool = True) -> str:
        """The bar and the curve as HTML: some hundred bytes, quicker to make than a picture."""
        done = min(len(self.losses) * self._per_loss, self.updates)
        words = html.escape(self.sentence())
        bar = (
            f'<progress value="{done}" max="{self.updates}" aria-label="training" '
            f'style="width: {_WIDTH}px"></progress><div>{words}</div>'
        )
        if not curve:
            return bar
        heights = [*self.losses, *self.bounds.values()]
        low, high = min(heights), max(heights)
        span = (high - low) or 1.0

        def y(loss: float) -> float:
            return 4 + (_HEIGHT - 8) * (high - loss) / span

        step = max(1, len(self.losses) // _WIDTH)  # a point a pixel is enough
        across = _WIDTH * self._per_loss / self.updates
        points = " ".join(
            f"{across * (i + 1):.1f},{y(self.losses[i]):.1f}"
            for i in range(0, len(self.losses), step)
        )
        lines = "".join(
            f'<line x1="0" x2="{_WIDTH}" y1="{y(height):.1f}" y2="{y(height):.1f}" '
            f'stroke="{MUTED}" stroke-dasharray="4 3"/>'
            for height in self.bounds.values()
        )
        return (
            f'{bar}<svg role="img" aria-label="{words}" width="{_WIDTH}" height="{_HEIGHT}">{lines}'
            f'<polyline fill="none" stroke="{BLUE}" stroke-width="2" points="{points}"/></svg>'
        )
