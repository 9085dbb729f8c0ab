"""The progress of a training run, as a notebook and as a terminal show it."""

import re
import xml.etree.ElementTree as ET

import keras
import numpy as np
import pytest
from unrolled import LiveLoss


def test_a_sentence_tells_update_loss_and_time():
    live = LiveLoss(updates=8, title="plays")
    live(2.0, 1.5)
    assert re.fullmatch(r"plays: update 2 of 8, loss 1\.500, \d+ s left", live.sentence())
    live(*[1.0] * 6)
    assert re.fullmatch(r"plays: update 8 of 8, loss 1\.000, \d+ s in all", live.sentence())


def test_losses_of_several_updates_each_count_as_so_many():
    live = LiveLoss(updates=100)
    live(2.0, updates=25)
    live(1.0, updates=25)
    assert "update 50 of 100" in live.sentence()


def test_the_page_is_well_formed_and_its_curve_ends_where_training_is():
    live = LiveLoss(updates=4, title="a < b", bounds={"best without memory": 0.5})
    live(2.0, 1.0)
    page = ET.fromstring(f"<page>{live._page()}</page>")
    assert page.find("progress").attrib["value"] == "2"
    points = [
        tuple(map(float, p.split(","))) for p in page.find(".//polyline").get("points").split()
    ]
    assert points[-1][0] == 210.0  # half of the width
    assert points[0][1] < points[1][1] < float(page.find(".//line").get("y1"))  # y grows downwards
    assert page.find("svg").get("aria-label") == live.sentence()


def test_a_long_run_stays_a_small_page():
    live = LiveLoss(updates=20_000, every_s=1e9)
    live(*np.linspace(4, 1, 20_000))
    assert len(live._page()) < 10_000


def test_the_finished_curve_is_drawn_once_and_an_error_draws_none(capsys):
    with LiveLoss(updates=2, every_s=1e9) as live:
        live(2.0, 1.0)
    assert "falls from 2.00 to 1.00" in capsys.readouterr().out
    live = LiveLoss(updates=2, every_s=1e9)
    with pytest.raises(ValueError, match="no number"), live:
        live(2.0), live("no number")
    assert "falls from" not in capsys.readouterr().out


def test_a_run_without_a_loss_draws_nothing(capsys):
    with LiveLoss(updates=1):
        pass
    assert capsys.readouterr().out == ""


def test_no_updates_are_refused():
    with pytest.raises(ValueError, match="`updates` is 0; expected at least 1"):
        LiveLoss(updates=0)


def test_the_callback_takes_note_of_each_epoch_of_keras():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("sgd", loss="mse", jit_compile=False)
    x, y = np.ones((8, 3), "float32"), np.zeros((8, 1), "float32")
    live = LiveLoss(updates=8)
    history = model.fit(x, y, batch_size=2, epochs=2, verbose=0, callbacks=[live.callback()])
    assert live.losses == pytest.approx(history.history["loss"])
    assert "update 8 of 8" in live.sentence()
