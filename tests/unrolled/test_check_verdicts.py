"""What `check` says about right and wrong answers, on a question of plain NumPy."""

import re

import pytest
from unrolled.checks import engine
from unrolled.checks.outcome import clean_message
from unrolled.checks.probing import About, Case
from unrolled.checks.registry import Question


def test_a_right_answer_passes_and_says_what_was_checked(checked):
    result = checked("return start + np.cumsum(x, axis=1)")
    assert result.passed
    assert [item.says for item in result.checked] == ["sums from zero", "sums from two"]


def test_a_right_answer_written_otherwise_passes(checked):
    assert checked("return np.tril(np.ones((4, 4))) @ x + start").passed


def test_a_known_mistake_is_named_with_its_hint_alone(checked):
    result = checked("return x.cumsum(2) + start")
    assert result.misconceptions == ("wrong_axis",)
    assert result.causes == ("Summed over the units.",)
    assert result.certain
    assert not result.advice


def test_a_mistake_that_shows_in_one_case_only_is_named_too(checked):
    result = checked("return x.cumsum(1) * 1.0")
    assert result.misconceptions == ("start_ignored",)
    assert result.case == "sums from two"


def test_mistakes_that_look_alike_are_both_named(checked):
    result = checked("return start + x[:, ::-1].cumsum(1)[:, ::-1]")
    assert set(result.misconceptions) == {"backwards", "backwards_too"}


def test_a_known_exception_is_called_likely_not_certain(checked):
    result = checked("y = x\n    return y.append(3)")
    assert result.misconceptions == ("called_wrongly",)
    assert not result.certain


@pytest.mark.parametrize(
    "body",
    [
        "return start + np.cumsum(x, axis=1) + 0.5",
        "return start - np.cumsum(x, axis=1)",
        "return np.cumsum(x, axis=1) if start else np.cumsum(x, axis=2)",
        "return x.extend(start)",
        "return x.astype(int)",
    ],
)
def test_an_unknown_mistake_gets_no_name(checked, body):
    result = checked(body)
    assert result.state == "failed"
    assert result.misconceptions == ()
    assert result.advice


def test_a_mistake_that_public_inputs_cannot_show_is_never_named(checked):
    for body in ("return x", "return np.cumsum(x, axis=1)", "return start + np.cumsum(x, axis=1)"):
        assert "no_mistake" not in checked(body).misconceptions


def test_the_first_wrong_timestep_is_told(checked):
    result = checked("return start + np.concatenate([x[:, :1], x[:, 1:] * 2], axis=1)")
    assert "right at t=0, wrong from t=1" in result.where
    assert result.timesteps == (True, False, False, False)
    assert "is the state carried on?" in result.advice


def test_the_wrong_example_is_told(checked):
    body = "y = start + x.cumsum(1)\n    y[1, 2] += 1\n    return y"
    result = checked(body)
    assert "only in example 1 of 2, counting from 0" in result.where
    assert "wrong at t=2" in result.where


def test_rounding_is_not_a_mistake(checked):
    assert checked("return start + np.cumsum(x, axis=1) * (1 + 1e-9)").passed


@pytest.mark.parametrize(
    ("body", "sentence", "advice"),
    [
        ("return x.T", "`sums` is (3, 4, 2); expected (batch, timesteps, units) = (2, 4, 3).",
         "two axes have changed places"),
        ("return x[:, 1:]", "`sums` is (2, 3, 3); expected (batch, timesteps, units) = (2, 4, 3).",
         "1 timestep too few"),
        ("return x[:, 0]", "`sums` is (2, 3); expected (batch, timesteps, units) = (2, 4, 3).",
         "An axis is missing"),
        ("return x.astype('float32')", "`sums` is float32; expected float64.", "a cast"),
        ("x.cumsum(1)", "`sums` is None; expected a tensor.", "`return`"),
        ("return list(x)", "`sums` is a list of 2; expected one array.", "`np.array`"),
        ("return x / 0", "`sums` holds NaN or infinity.", "division by zero"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_wrong_forms_name_both_sides(checked, body, sentence, advice):
    result = checked(body)
    assert result.sentence == sentence
    assert advice in result.advice


def test_an_exception_shows_the_students_own_line_and_no_other(checked):
    result = checked("y = x\n    return np.linalg.inv(y[:, :2])")
    assert result.sentence.startswith("Your code raised LinAlgError:")
    assert [(f.function, f.line, f.source) for f in result.frames] == [
        ("running_sum", 3, "return np.linalg.inv(y[:, :2])")
    ]


def test_an_answer_with_other_arguments_is_told_how_it_is_called(checked):
    result = checked("def running_sum(x):\n    return x\n")
    assert "takes 1 positional argument but 2 were given" in result.sentence
    assert result.advice == "The check calls `running_sum(x, start)`."


@pytest.mark.parametrize("source", ["", "raise NotImplementedError()"])
def test_an_unanswered_question_is_not_done_rather_than_wrong(checked, source):
    result = checked(source)
    assert result.state == "not done"
    assert result.sentence == "`running_sum` is not done yet."


def test_an_unanswered_earlier_question_is_named(checked):
    source = (
        "def running_sum(x, start):\n    return add(x, start)\n"
        "def add(x, y):\n    raise NotImplementedError()\n"
    )
    result = checked(source)
    assert result.sentence == "`add`, which this uses, is not done yet."


def test_a_name_that_was_overwritten_is_told(checked):
    assert checked("running_sum = 3\n").sentence == (
        "`running_sum` is now of type `int`; expected your function."
    )


def test_a_wrong_earlier_answer_is_mended_first(question, answers, monkeypatch):
    about = About("later(x)", "Think.", builds_on=("running_sum",))
    cases = tuple(Case("later", c.name, c.says, c.axes, c.run) for c in question.cases)
    later = Question("a0_sums", "later", about, cases)
    monkeypatch.setattr(engine, "questions_of", lambda _: {"running_sum": question})
    result = engine.judge(
        later,
        {**answers, "later": answers["running_sum"]},
        {"running_sum": lambda x, start: x},
    )
    assert 'check("running_sum")` first' in result.advice


@pytest.mark.parametrize(
    "body", ["return x", "return x[:, :1]", "return np.cumsum(x, axis=2)", "return x / 0", "1 / 0"]
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_no_face_shows_an_expected_number(checked, answers, body):
    result = checked(body)
    expected = {
        f"{abs(number):.2f}"
        for outputs in answers["running_sum"].solution.values()
        for number in outputs["sums"].flat
    }
    for face in (str(result), re.sub(r'style="[^"]*"', "", result._repr_html_())):
        shown = set(re.findall(r"\d+\.\d\d", face))
        assert not shown & expected


def test_messages_lose_their_noise():
    keras = (
        "Exception encountered when calling C.call().\n\n\x1b[1m{{function_node __wrapped__X}} "
        "Sizes differ: [2,3] [Op:MatMul] name: \x1b[0m\n\nArguments received by C.call():\n x=1"
    )
    assert clean_message(keras) == "Sizes differ: [2,3]"
    assert clean_message("<function f at 0x7f00aa>") == "<function f>"
    assert len(clean_message("x" * 10_000)) < 400


def test_student_prints_and_keyboard_interrupts_are_their_own(checked):
    with pytest.raises(KeyboardInterrupt):
        checked("raise KeyboardInterrupt")


def test_answers_are_compared_by_value_not_by_their_own_equality(checked):
    source = (
        "class Yes(np.ndarray):\n"
        "    def __eq__(self, other):\n        return True\n"
        "def running_sum(x, start):\n    return x.view(Yes)\n"
    )
    assert checked(source).state == "failed"
