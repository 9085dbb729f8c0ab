"""How a result looks: as text and as HTML."""

import re
from html.parser import HTMLParser

import pytest
from unrolled.checks.outcome import Frame
from unrolled.checks.result import COLOURS, SYMBOLS, Checked, Result

ATTACK = '<script>alert("1")</script><img src=x onerror=alert(1)>'


def hostile() -> Result:
    return Result(
        ATTACK,
        "failed",
        f"raised {ATTACK}",
        case=ATTACK,
        causes=(ATTACK,),
        frames=(Frame(ATTACK, 1, f"`{ATTACK}`"),),
        where=(ATTACK,),
        timesteps=(True, False),
        advice=f"`{ATTACK}`",
        checked=(Checked(ATTACK, True),),
    )


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.open: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.opened.append(tag)
        self.open.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def parsed(result: Result) -> Tags:
    tags = Tags()
    tags.feed(result._repr_html_())
    assert not tags.open
    return tags


def test_whatever_a_student_wrote_is_escaped():
    tags = parsed(hostile())
    assert set(tags.opened) <= {"div", "span", "code", "table", "tr", "th", "td"}
    assert tags.attributes <= {"style", "role", "scope"}


def test_html_of_a_pass_is_well_formed():
    assert "ul" in parsed(Result("a", "passed", "ok", checked=(Checked("b", True),))).opened


@pytest.mark.parametrize("state", SYMBOLS)
def test_a_state_is_told_by_word_and_symbol_not_by_colour_alone(state):
    result = Result("q", state, "a sentence")
    assert f"{SYMBOLS[state]} {state}" in result._repr_html_()
    assert str(result).startswith(SYMBOLS[state])


def test_text_takes_its_colour_from_the_page_so_dark_mode_stays_readable():
    page = hostile()._repr_html_()
    styles = ";".join(re.findall(r'style="([^"]*)"', page))
    assert "background:#" not in styles
    assert set(re.findall(r"(?<![-\w])color:([^;\"]+)", styles)) <= {"inherit", *COLOURS.values()}


@pytest.mark.parametrize("paper", ["#ffffff", "#111111"])
def test_state_colours_are_told_from_light_and_dark_paper(paper):
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour in COLOURS.values():
        light, dark = sorted((luminance(colour), luminance(paper)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3  # WCAG's bound for bold text and for borders


def test_a_red_text_reads_what_diagnosis_where_try_in_this_order():
    text = str(
        Result("q", "failed", "WHAT", case="CASE", causes=("CAUSE",), certain=True,
               where=("PLACE",), advice="ADVICE")
    )  # fmt: skip
    places = [text.index(word) for word in ("WHAT", "CAUSE", "CASE", "PLACE", "ADVICE")]
    assert places == sorted(places)


def test_the_text_face_is_what_print_and_repr_write():
    result = hostile()
    assert repr(result) == str(result)


def test_a_pass_reminds_that_hidden_tests_differ():
    result = Result("q", "passed", "2 checks pass.")
    assert "hidden tests" in str(result)
    assert "hidden tests" in result._repr_html_()


def test_a_result_fits_on_a_screen():
    assert len(str(hostile()).splitlines()) < 15
