"""What stands out in a class, and what must not."""

import os
import random
import subprocess
import sys

import pytest
from writings import disguised, in_own_hand, independent, pool

from autograder.course import find_course, load_assignment
from autograder.similarity import compare

CLASS = 30


@pytest.fixture(scope="module")
def gated(root):
    return load_assignment(find_course(root), "a3_gated")


@pytest.fixture(scope="module")
def known(gated):
    return [gated.solution.read_text(encoding="utf-8")]


@pytest.fixture
def alone(gated):
    """A class of 30 who wrote by themselves."""
    return independent(pool(gated), CLASS, seed=5)


def named(found):
    return [{pair.left, pair.right} for pair in found.pairs]


@pytest.mark.parametrize("stem", ["a1_rnn", "a3_gated", "a4_decoding"])
def test_who_writes_alone_does_not_stand_out(root, stem):
    assignment = load_assignment(find_course(root), stem)
    known = [assignment.solution.read_text(encoding="utf-8")]
    found = [compare(independent(pool(assignment), CLASS, seed), known).found for seed in range(2)]
    assert sum(found) == 0


@pytest.mark.parametrize("stem", ["a1_rnn", "a3_gated", "a4_decoding"])
def test_a_copy_with_other_names_and_comments_stands_out_first(root, stem):
    assignment = load_assignment(find_course(root), stem)
    students = independent(pool(assignment), CLASS, seed=5)
    draw = random.Random(1)
    students["s001"] = {q: disguised(code, draw) for q, code in students["s000"].items()}
    found = compare(students, [assignment.solution.read_text(encoding="utf-8")])
    assert named(found)[0] == {"s000", "s001"}
    assert found.pairs[0].likeness > 0.95


def test_a_copy_whose_cells_were_reordered_stands_out_as_much(alone, known):
    draw = random.Random(2)
    copied = {q: disguised(code, draw) for q, code in alone["s000"].items()}
    in_order = compare(alone | {"s001": copied}, known)
    turned = compare(alone | {"s001": dict(reversed(copied.items()))}, known)
    assert named(turned)[0] == {"s000", "s001"}
    assert turned.pairs[0].likeness == in_order.pairs[0].likeness


def test_half_a_copy_stands_out_and_the_questions_are_told(alone, known):
    draw = random.Random(3)
    questions = list(alone["s000"])[:6]
    for question in questions:
        alone["s001"][question] = disguised(alone["s000"][question], draw)
    pair = compare(alone, known).pairs[0]
    assert {pair.left, pair.right} == {"s000", "s001"}
    whole = {one.question for one in pair.questions if one.share > 0.95}
    assert set(questions[:1]) <= whole
    assert whole <= set(questions) | {"cell_gradient"}  # of which there are but two writings


def test_a_group_of_four_that_copied_is_found_whole(alone, known):
    draw = random.Random(4)
    for name in ("s001", "s002", "s003"):
        alone[name] = {q: disguised(code, draw) for q, code in alone["s000"].items()}
    found = named(compare(alone, known))
    group = ["s000", "s001", "s002", "s003"]
    assert all({a, b} in found[:6] for a in group for b in group if a < b)


def test_right_answers_of_a_few_lines_do_not_stand_out(gated, known):
    """Five ways to write three lines: many are the same by necessity."""
    short = {q: codes for q, codes in pool(gated).items() if q in {"gru_step", "cell_gradient"}}
    students = independent(short, CLASS, seed=6)
    draw = random.Random(7)
    students["s001"] = {q: in_own_hand(code, draw) for q, code in students["s000"].items()}
    assert compare(students, known).found == 0


def test_a_class_that_is_right_the_same_way_is_not_flagged_wholesale(gated, known):
    writings = pool(gated)
    draw = random.Random(8)
    solved = {q: codes[0] for q, codes in writings.items()}
    another = {q: codes[1] for q, codes in writings.items()}
    for same in (solved, another):
        students = {
            f"s{n}": {q: disguised(code, draw) for q, code in same.items()} for n in range(CLASS)
        }
        assert compare(students, known).found == 0


def test_a_class_that_writes_in_three_ways_is_not_flagged_wholesale(gated, known):
    ways = [{q: codes[way % len(codes)] for q, codes in pool(gated).items()} for way in (1, 2, 3)]
    draw = random.Random(9)
    students = {
        f"s{n}": {q: disguised(code, draw) for q, code in ways[n % 3].items()} for n in range(CLASS)
    }
    assert compare(students, known).found == 0


def test_what_the_release_has_counts_nothing(alone, known, gated):
    longest = max((c for codes in pool(gated).values() for c in codes), key=len)
    for name in ("s000", "s001"):
        alone[name] = {"LSTMCell": longest}
    assert {"s000", "s001"} in named(compare(alone, known))
    assert {"s000", "s001"} not in named(compare(alone, [*known, longest]))


@pytest.mark.parametrize("students", [0, 1, 2])
def test_there_is_no_norm_for_hardly_anyone(students):
    code = {"f": "\n".join(f"a{n} = b{n} * (c + {n}) - d[{n}]" for n in range(60))}
    found = compare({f"s{n}": code for n in range(students)}, [])
    assert (found.students, found.found) == (students, 0)


@pytest.mark.parametrize(
    "code",
    ["", "\0\0", "def f(:\n  'unfinished", "x" * 20_000, "(" * 5_000, "\n" * 9_000, "é𝛼 = 'λ' # ᚠ"],
)
def test_code_of_any_kind_is_compared(alone, known, code):
    alone["s000"] = alone["s001"] = {"lstm_step": code}
    assert compare(alone, known).students == CLASS


def test_marked_lines_are_those_that_both_have(alone, known):
    draw = random.Random(10)
    alone["s001"] = {q: disguised(code, draw) for q, code in alone["s000"].items()}
    pair = compare(alone, known).pairs[0]
    top = pair.questions[0]
    left = "\n".join(line.text for line in top.left)
    assert left == alone["s000"][top.question]
    assert any(line.shared for line in top.left)
    assert not any(line.shared for line in top.left if not line.text.strip())


def test_likeness_is_the_same_in_every_run_of_python():
    told = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert told != {""}


PROGRAM = """
from autograder.similarity import compare
def code(n):
    return {"f": "\\n".join(f"a = b{'+' * (i % n + 1)}c[{i * n}] * {i % 7}" for i in range(40))}
found = compare({f"s{n}": code(1 + n % 9) for n in range(12)}, [])
print(found.norm, [(p.left, p.right, round(p.likeness, 3)) for p in found.pairs])
"""
