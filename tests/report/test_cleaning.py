import pytest

from autograder.report.cleaning import points_text, printable, seconds_text, shortened, ticked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\x00b\x08c\x9bd", "abcd"),
        ("left\u202etfel", "lefttfel"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
        ("tab\tstays", "tab\tstays"),
        ("été 数", "été 数"),
    ],
)
def test_control_characters_are_taken_out(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("short\nand  whole", "short and whole"),
        ("cut here, at a word", "cut here, at a…"),
        ("a_word_without_end", "a_word_without_…"),
        ("", ""),
    ],
)
def test_a_line_is_shortened_at_its_end_and_at_a_word(text, line):
    assert shortened(text, 16) == line


def test_a_long_text_keeps_both_ends_and_says_what_is_gone():
    shown = printable("a\n" * 3000 + "the end", limit=100)
    assert shown.startswith("a\na\n")
    assert shown.endswith("the end")
    assert "characters left out" in shown


def test_an_endless_line_is_cut():
    assert len(printable("x" * 10**6)) < 600


def test_words_between_backticks_become_code_and_everything_is_escaped():
    assert ticked("is `<b>` transposed & `h`?") == (
        "is <code>&lt;b&gt;</code> transposed &amp; <code>h</code>?"
    )


def test_an_odd_backtick_is_left_as_it_is():
    assert ticked("a ` b <i>") == "a ` b &lt;i&gt;"


def test_numbers_are_written_as_people_do():
    assert [points_text(p) for p in (4.0, 2.5, 4 / 3)] == ["4", "2.5", "1.33"]
    assert [seconds_text(s) for s in (0.0123, 10.04)] == ["12 ms", "10.0 s"]
