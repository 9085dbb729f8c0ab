"""Demos that wait for answers."""

import pytest
from unrolled import needs


def rnn_step():
    raise NotImplementedError("your code here")


def rnn_forward():
    return rnn_step()


def test_an_unanswered_question_is_named_instead_of_failing(capsys):
    with needs("rnn_step"):
        rnn_step()
    assert "waits for `rnn_step`" in capsys.readouterr().out


def test_the_innermost_unanswered_question_is_named(capsys):
    with needs("rnn_forward", "rnn_step"):
        rnn_forward()
    assert "waits for `rnn_step`" in capsys.readouterr().out


def test_a_cell_that_was_not_run_is_named(capsys):
    with needs("lstm_step"):
        lstm_step()  # noqa: F821 -- that it is not defined is the point
    assert "needs `lstm_step`: run the cell above" in capsys.readouterr().out


def test_real_errors_come_through():
    with pytest.raises(ZeroDivisionError), needs("rnn_step"):
        _ = 1 / 0
    with pytest.raises(NameError, match="another"), needs("rnn_step"):
        another  # noqa: B018, F821 -- that it is not defined is the point


def test_a_demo_whose_answers_are_there_runs(capsys):
    with needs("rnn_step"):
        print("shown")
    assert capsys.readouterr().out == "shown\n"
