"""What takes too long is ended, and nothing else is."""

import contextlib
import signal
import threading
import time

import pytest
from unrolled.checks import limiting
from unrolled.checks.limiting import TookTooLong, within


def forever():
    while True:
        time.sleep(0.001)


def test_what_is_over_in_time_gives_its_result():
    assert within(5.0, lambda: "done") == "done"


def test_a_loop_that_never_ends_is_ended():
    start = time.perf_counter()
    with pytest.raises(TookTooLong):
        within(0.2, forever)
    assert time.perf_counter() - start < 2


def test_a_loop_that_catches_the_first_interrupt_gets_another(monkeypatch):
    monkeypatch.setattr(limiting, "AGAIN_S", 0.1)
    caught = []

    def stubborn():
        try:
            forever()
        except KeyboardInterrupt as error:
            caught.append(error)
        forever()

    with pytest.raises(TookTooLong):
        within(0.1, stubborn)
    assert len(caught) == 1


def test_stop_is_told_from_a_limit():
    with pytest.raises(KeyboardInterrupt):
        within(5.0, lambda: signal.raise_signal(signal.SIGINT))


def test_nothing_is_interrupted_once_it_is_over():
    for _ in range(200):
        with contextlib.suppress(TookTooLong):  # near misses, on both sides, are what this is about
            within(0.002, lambda: time.sleep(0.0019))
    time.sleep(0.1)


def test_an_exception_comes_through():
    with pytest.raises(ZeroDivisionError):
        within(5.0, lambda: 1 / 0)


def test_in_another_thread_it_just_runs():
    found = []
    thread = threading.Thread(target=lambda: found.append(within(0.01, lambda: time.sleep(0.1))))
    thread.start()
    thread.join()
    assert found == [None]
