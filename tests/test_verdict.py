import itertools

import msgspec
import pytest

from autograder.verdict import (
    WORST_FIRST,
    Diagnosis,
    QuestionResult,
    TestResult,
    Verdict,
    decode,
    encode,
    json_schema,
)


def result(state="passed", points=2.0, earned=None):
    got = points if state == "passed" else 0.0
    return TestResult("test_it", "It", points, got if earned is None else earned, state)


VERDICT = Verdict(
    assignment="a1",
    questions=(
        QuestionResult("embed", (result(), result("failed", 3.0))),
        QuestionResult("step", (result("crashed", 5.0),), Diagnosis("no_bias", "Where is `b`?")),
    ),
    seed=7,
    healing=("A cell was moved.",),
    limits={"probe_s": 10.0},
    versions={"keras": "3.13.2"},
    hashes={"notebook": "ab"},
    output="\x1b[31m<script>\u2028",
)


def test_points_add_up_over_tests_and_questions():
    assert [(q.points, q.earned) for q in VERDICT.questions] == [(5.0, 2.0), (5.0, 0.0)]
    assert (VERDICT.points, VERDICT.earned) == (10.0, 2.0)


@pytest.mark.parametrize(("worse", "better"), list(itertools.combinations(WORST_FIRST, 2)))
def test_a_question_shows_the_worst_state_of_its_tests(worse, better):
    for tests in ((result(worse), result(better)), (result(better), result(worse))):
        assert QuestionResult("q", tests).state == worse


def test_every_state_has_a_rank():
    assert set(WORST_FIRST) == set(msgspec.inspect.type_info(TestResult).fields[4].type.values)


def test_a_question_without_tests_is_the_graders_error():
    assert QuestionResult("q", ()).state == "grader error"


def test_a_question_is_found_by_name():
    assert VERDICT.question("step") is VERDICT.questions[1]
    assert VERDICT.question("unknown") is None


def test_a_verdict_survives_its_json():
    assert decode(encode(VERDICT)) == VERDICT


def test_the_same_verdict_is_the_same_bytes():
    assert encode(decode(encode(VERDICT))) == encode(VERDICT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"state": "failed"', b'"state": "perfect"'),
        (b'"earned": 2.0', b'"earned": "all"'),
        (b'"seed": 7', b'"seed": null'),
        (b'"sandbox": "bubblewrap"', b'"sandbox": "trust me"'),
    ],
)
def test_json_that_is_no_verdict_is_refused(old, new):
    text = encode(VERDICT)
    assert text.count(old) >= 1
    with pytest.raises(msgspec.DecodeError):
        decode(text.replace(old, new, 1))


def test_the_schema_documents_every_field():
    schema = json_schema()["$defs"]
    assert set(schema["Verdict"]["properties"]) == set(Verdict.__struct_fields__)
    assert set(schema["TestResult"]["properties"]) == set(TestResult.__struct_fields__)


def test_a_verdict_names_no_student():
    names = {
        field for kind in (Verdict, QuestionResult, TestResult) for field in kind.__annotations__
    }
    assert not {name for name in names if "student" in name or "user" in name}
