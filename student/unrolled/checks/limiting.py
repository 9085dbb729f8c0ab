"""Ends what takes too long, as the Stop button of a notebook would."""

from __future__ import annotations

import _thread
import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

AGAIN_S = 0.5  # an answer can catch an interrupt and go on


class TookTooLong(Exception):
    """What was run did not end in time, and was interrupted."""


def within(seconds: float, run: Callable[[], T]) -> T:
    """Runs something, and interrupts it when its time is up.

    Only Python's own main thread can be interrupted, and only between two of its instructions: a
    loop that never ends is, and one that TensorFlow runs inside a single operation is not. In
    another thread there is no limit.

    Raises:
        TookTooLong: the time was up.
        KeyboardInterrupt: somebody pressed Stop.
    """
    if threading.current_thread() is not threading.main_thread():
        return run()
    watch = _Watch(seconds)
    try:
        watch.start()
        try:
            return run()
        finally:
            watch.end()
    except KeyboardInterrupt:
        watch.end()
        if watch.fired:
            raise TookTooLong from None
        raise


class _Watch(threading.Thread):
    """Interrupts the main thread from a moment on, until it is told to end."""

    def __init__(self, seconds: float) -> None:
        super().__init__(daemon=True)
        self.fired = False
        self._seconds = seconds
        self._over = threading.Event()
        self._one_at_a_time = threading.Lock()

    def run(self) -> None:
        wait_s = self._seconds
        while not self._over.wait(wait_s):
            wait_s = AGAIN_S
            with self._one_at_a_time:
                if not self._over.is_set():
                    self.fired = True
                    _thread.interrupt_main()

    def end(self) -> None:
        """From here on nothing is interrupted; an interrupt on its way arrives in here."""
        with self._one_at_a_time:
            self._over.set()
        time.sleep(0)
