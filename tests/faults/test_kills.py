"""kill -9 of the grader's parts in turn; benchmarks/kill_storm.py does it at random."""

import random
import shutil

import kill_storm
import pytest
import toy_class
from kill_storm import Batch, Moment

from autograder.sandbox import namespaces

STUDENTS = 8


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with a class, partly graded before, and with scores by hand."""
    # Orphans come to this process, so that none can hide.
    namespaces.prctl(kill_storm.PR_SET_CHILD_SUBREAPER, 1)
    kill_storm.prepared(tmp_path / "course", STUDENTS)
    yield tmp_path / "course"
    namespaces.prctl(kill_storm.PR_SET_CHILD_SUBREAPER, 0)


def test_after_four_kills_the_next_run_ends_with_the_gradebook_of_an_undisturbed_one(course):
    calm = course.with_name("calm")
    shutil.copytree(course, calm)
    kill_storm.undisturbed(calm)
    scratch = course.with_name("scratch")
    chance = random.Random(0)
    before = kill_storm.outside()
    running = kill_storm.living()
    for kinds in (("group",), ("zygote",), ("worker", "pool")):
        batch = Batch(course, scratch)
        for kind in kinds:
            assert kill_storm.strike(batch, kind, Moment(1, 0.0), chance).startswith(kind)
        assert (batch.wait() == 0) == (kinds == ("worker", "pool"))
        assert kill_storm.left_behind(scratch, course / "nowhere", before, running) == []
    assert Batch(course, scratch).wait() == 0
    assert kill_storm.left_behind(scratch, course, before, running) == []
    assert toy_class.scores(course) == toy_class.scores(calm)
    manual = {row[:2]: row[3] for row in toy_class.scores(course) if row[3] is not None}
    assert manual == {who: points.hex() for who, points in kill_storm.MANUAL.items()}
