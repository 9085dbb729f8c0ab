"""The drawings of assignment 5: coloured text, the picker of units, and all units at once."""

import builtins
import re
import sys
from html.parser import HTMLParser

import numpy as np
import pytest
from unrolled import plots

TEXT = 'a<b>&"c"\n{d}'


class Characters(HTMLParser):
    """What is to be seen of a page: the text of the first `pre`, and each character's ground."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text, self.grounds, self.ground = [], "", [], None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag == "span":
            self.ground = re.search(r"background-color: (#\w{6})", dict(attributes)["style"])[1]

    def handle_data(self, data):
        if self.tags.count("pre") == 1 and self.tags[-1] == "span":
            self.text += data
            self.grounds += [self.ground] * len(data)


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(one, other):
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_coloured_text_is_the_text_and_nothing_in_it_is_markup():
    shown = plots.coloured_text(TEXT, np.linspace(-1, 1, len(TEXT)), "<script>x</script>")
    page = Characters(shown.html)
    assert page.text == TEXT.replace("\n", "↵\n")
    assert set(page.tags) == {"div", "span", "pre", "details", "summary"}
    assert "<script" not in shown.html


def test_zero_is_white_and_both_ends_have_colours_of_their_own():
    page = Characters(plots.coloured_text("abcde", [-1, -0.5, 0, 0.5, 1]).html)
    assert page.grounds[2] == "#ffffff"
    assert len(set(page.grounds)) == 5
    below, above = page.grounds[0], page.grounds[-1]
    assert int(below[1:3], 16) > int(below[5:], 16)  # orange: more red than blue
    assert int(above[5:], 16) > int(above[3:5], 16)  # purple: more blue than green


def test_values_beyond_the_scale_have_the_last_colour():
    page = Characters(plots.coloured_text("abc", [4, 8, -9], scale=4).html)
    assert page.grounds[0] == page.grounds[1] != page.grounds[2]


def test_letters_stand_out_from_every_ground():
    values = np.linspace(-1, 1, 41)
    shown = plots.coloured_text("x" * 41, values).html
    pairs = re.findall(r"background-color: (#\w{6}); color: (#\w{6})", shown)
    assert len({ground for ground, _ in pairs}) > 15
    assert min(contrast(*pair) for pair in pairs) > 4.5  # what WCAG asks for


def test_without_colours_there_are_signs_below_each_line():
    shown = plots.coloured_text("ab\ncde", [1, 0.5, 0, -0.5, -1, 0], "unit 3")
    lines = shown.plain.splitlines()
    assert lines[0].startswith("unit 3. Orange is below 0")
    assert lines[-4:] == ["ab", "#+", "cde", "-="]
    assert "From -1.00, first at “ab↵cd”, to 1.00, first at “a”." in shown.description
    assert "cde\n-=" in shown.html


def test_outside_of_a_notebook_the_plain_text_is_printed(capsys):
    shown = plots.coloured_text("ab", [1, -1])
    assert capsys.readouterr().out.strip() == shown.plain


@pytest.mark.parametrize(
    ("text", "values", "scale", "says"),
    [
        ("abc", [1, 2], 1, "3 characters and 2 values"),
        ("", [], 1, "0 characters"),
        ("a", [1], 0, "`scale` is 0"),
        ("a", [[1]], 1, "`values` has shape"),
    ],
)
def test_what_does_not_fit_is_told(text, values, scale, says):
    with pytest.raises(ValueError, match=says):
        plots.coloured_text(text, values, scale=scale)


class Page:
    """Stands for a notebook: keeps what was displayed."""

    def __init__(self, monkeypatch):
        self.bundles = []
        ipython = pytest.importorskip("IPython")
        monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: ipython)
        monkeypatch.setattr(
            "IPython.display.display", lambda bundle, raw: self.bundles.append(bundle)
        )


@pytest.fixture
def page(monkeypatch):
    return Page(monkeypatch)


@pytest.fixture
def activations():
    return np.random.default_rng(5).uniform(-1, 1, (len(TEXT), 4))


def test_a_notebook_shows_the_colours(page):
    shown = plots.coloured_text("ab", [1, -1])
    assert page.bundles == [{"text/html": shown.html, "text/plain": shown.plain}]


def test_a_picker_offers_every_unit_and_a_still_text_for_pages_without_widgets(page, activations):
    shown = plots.pick_unit(TEXT, activations, {2: "quotes"}, unit=2)
    still, picker = page.bundles
    assert still == {"text/html": shown.html, "text/plain": shown.plain}
    assert "unit 2: quotes" in shown.html
    assert "application/vnd.jupyter.widget-view+json" in picker
    assert "where widgets can run" in picker["text/plain"]


def test_choosing_a_unit_shows_its_colours(page, activations, monkeypatch):
    ipywidgets = pytest.importorskip("ipywidgets")
    made = []
    original = ipywidgets.VBox
    monkeypatch.setattr(
        ipywidgets, "VBox", lambda children: made.append(children) or original(children)
    )
    plots.pick_unit(TEXT, activations, {2: "quotes"}, unit=2)
    ((menu, text),) = made
    labels = [label for label, _ in menu.options]
    assert labels == ["choose another unit", "unit 0", "unit 1", "unit 2: quotes", "unit 3"]
    assert text.value == ""
    menu.value = 1
    assert text.value == plots.coloured_text(TEXT, activations[:, 1], "unit 1").html


def test_without_ipywidgets_the_text_is_there_all_the_same(page, activations, monkeypatch):
    real = builtins.__import__

    def missing(name, *rest, **more):
        if name == "ipywidgets":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    monkeypatch.delitem(sys.modules, "ipywidgets", raising=False)
    shown = plots.pick_unit(TEXT, activations, unit=1)
    assert page.bundles == [{"text/html": shown.html, "text/plain": shown.plain}]


def test_each_signals_best_unit_is_named(capsys):
    figure = plots.unit_correlations({"quotes": [0.1, -0.9, 0.3], "depth": [0.5, 0.2, 0.1]})
    assert "quotes: unit 1, -0.90; depth: unit 0, 0.50" in figure.description
    assert [text.get_text() for text in figure.axes[0].texts] == ["unit 1", "unit 0"]
    assert "quotes: unit 1" in capsys.readouterr().out


def test_each_gate_has_a_panel_and_each_unit_a_point():
    left, right = [0.0, 1.0, 0.25], [0.9, 0.0, 0.25]
    figure = plots.gate_saturation({"i": (left, right), "f": (right, left)}, marked=[2])
    assert [axes.get_title() for axes in figure.axes] == ["i", "f"]
    np.testing.assert_allclose(
        figure.axes[0].collections[0].get_offsets(), np.column_stack([left, right])
    )
    assert "i, shut 42% and open 38% of the time" in figure.description
    assert figure.description.endswith("Named, in orange: units 2.")
