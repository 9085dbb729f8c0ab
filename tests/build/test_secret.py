import ast

import pytest

from autograder.build.secret import Secret, as_text, found_in, logical_lines, parse_cell, squeeze


def test_squeezing_leaves_what_two_formattings_of_the_same_code_share():
    assert squeeze('f( "a",\n   b )') == squeeze("f('a', b)") == "f('a',b)"


def test_a_logical_line_is_one_statement_however_many_lines_it_takes():
    code = "x = f(\n    1,  # one\n)\n\n# then\nreturn x + 2"
    assert logical_lines(code) == ("x=f(1,)", "x+2")


def test_a_cell_with_magics_parses_and_keeps_its_line_numbers():
    tree = parse_cell("if True:\n    %pip install x\n!ls\ny = 5")
    assert [node.lineno for node in tree.body] == [1, 3, 4]


def test_a_cell_that_is_not_python_is_refused():
    with pytest.raises(SyntaxError):
        parse_cell("so it goes")


def secret(*lines, by_line=True):
    trees = tuple(ast.dump(node) for line in lines for node in ast.parse(line).body)
    return Secret("it", "file:1", logical_lines("\n".join(lines)), trees, by_line=by_line)


def test_a_short_answer_is_no_secret_even_where_the_trees_agree():
    assert found_in(secret("return ids"), as_text("return ids")) is None


@pytest.mark.parametrize(
    ("by_line", "line_length", "found"), [(True, 25, True), (True, 60, False), (False, 25, False)]
)
def test_one_line_of_several_counts_from_the_length_asked_for(by_line, line_length, found):
    lines = secret("first = one_long_thing(x, y, z)", "return first", by_line=by_line)
    text = as_text("first = one_long_thing(x, y, z)\nprint(first)")
    assert bool(found_in(lines, text, line_length)) is found


def test_two_lines_in_a_row_count_where_neither_is_long():
    lines = secret("first = one_thing(x, y, z)", "second = another_thing(first)", "return 1")
    text = as_text("first = one_thing(x, y, z)\nsecond = another_thing(first)")
    assert found_in(lines, text)


def test_an_answer_of_short_lines_is_found_in_a_text_with_its_return():
    lines = secret("last = lengths - 1", "return pick(states, last)")
    assert found_in(lines, as_text("See:\n\n    last = lengths - 1\n    return pick(states, last)"))


def test_what_every_layer_holds_gives_nothing_away():
    lines = secret("super().__init__(name=name, **kwargs)", "self.units = units")
    assert found_in(lines, as_text("super().__init__(name=name, **kwargs)"), 25) is None
