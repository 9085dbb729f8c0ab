"""No mistake that the catalogue does not know is ever given the name of one that it knows."""

import pytest
from unrolled import check

from tests.unlisted_mistakes import UNLISTED, program_of

ALL = [(stem, name) for stem, mistakes in UNLISTED.items() for name in mistakes]


@pytest.mark.parametrize("stem", UNLISTED)
def test_every_assignment_has_ten(stem):
    assert len(UNLISTED[stem]) == 10


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("stem", "name"), ALL)
def test_a_mistake_that_is_not_listed_gets_no_name(solution, stem, name):
    question, program = program_of(stem, name)
    result = check(f"{stem}.{question}", namespace=solution(stem, program))
    assert result.state == "failed"
    assert result.misconceptions == (), result
