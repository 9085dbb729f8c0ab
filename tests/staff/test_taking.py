"""Verdicts from elsewhere count only where they belong to what lies here, and say where from."""

import io
import shutil
import zipfile

import msgspec
import pytest
from rich.console import Console

from autograder.batch import Batch
from autograder.cli.taking import grade_with_journal
from autograder.errors import CourseError, SandboxUnavailable
from autograder.ingredients import ingredients, verdict_key
from autograder.journal import Journal, sealed
from autograder.nbgrader_plugin import booked_points
from autograder.staff.taking import SOMEWHERE, Taking
from autograder.verdict import QuestionResult, TestResult, Verdict

STEM = "a1_rnn"


@pytest.fixture
def batch(course, a1):
    """A class of ada, whom nobody has graded yet."""
    hand_in(course, "ada", "source")
    yield Batch(course, a1)
    for made in (course.submitted, course.journal, course.autograded):
        shutil.rmtree(made, ignore_errors=True)
    (course.root / "gradebook.db").unlink(missing_ok=True)


def hand_in(course, student, kind):
    folder = course.submitted / student / STEM
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(course.root / kind / STEM / f"{STEM}.ipynb", folder)


def journal_of(batch):
    return Journal(batch.course.journal / STEM)


def verdict_on(batch, student="ada", **changes):
    """Full points, made without a sandbox in Colab."""
    results = tuple(
        QuestionResult(name, (TestResult("test_it", "It", worth, worth, "passed"),))
        for name, worth in batch.assignment.questions.items()
    )
    hashes = ingredients(batch.assignment, batch.read(student))
    verdict = Verdict(
        STEM,
        results,
        journal_of(batch).seed(),
        sandbox="none",
        place="Google Colab",
        device="gpu: Tesla T4",
        hashes=hashes,
    )
    return msgspec.structs.replace(verdict, **changes)


def brought(tmp_path, *verdicts):
    """A folder as a staff notebook writes it."""
    folder = tmp_path / "journal" / STEM / "verdicts"
    folder.mkdir(parents=True, exist_ok=True)
    for verdict in verdicts:
        key = verdict_key(verdict.hashes, verdict.seed)
        (folder / f"{key}.json").write_bytes(sealed(key, verdict))
    return tmp_path / "journal"


def weighed(batch, tmp_path, *verdicts):
    return Taking(batch, brought(tmp_path, *verdicts)).weigh()


def other_hash(part):
    def change(batch):
        verdict = verdict_on(batch)
        return {"hashes": {**verdict.hashes, part: "0" * 64}}

    return change


def first_result(**changes):
    def change(batch):
        first, *rest = verdict_on(batch).questions
        test = msgspec.structs.replace(first.tests[0], **changes)
        return {"questions": (QuestionResult(first.question, (test,)), *rest)}

    return change


def test_a_verdict_on_what_lies_here_is_taken_as_it_is(batch, tmp_path):
    verdict = verdict_on(batch)
    taken = weighed(batch, tmp_path, verdict)
    assert (taken.fitting, taken.refused, taken.unclaimed) == ({"ada": verdict}, {}, 0)


def test_another_python_and_other_packages_are_no_reason_to_refuse(batch, tmp_path):
    changes = other_hash("environment")(batch)
    assert weighed(batch, tmp_path, verdict_on(batch, **changes)).refused == {}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (lambda _: {"sandbox": "bubblewrap"}, "says that it was made in a sandbox"),
        (lambda batch: {"seed": journal_of(batch).seed() + 1}, "another seed"),
        (other_hash("grader"), "other files: the grader"),
        (other_hash("rnn_step: the solution"), "other files: the solution, for rnn_step"),
        (other_hash("embed: its tests and probes"), "its tests and probes, for embed"),
        (other_hash("notebook"), "not the notebook that was graded there"),
        (lambda _: {"needs_review": "the grader died"}, "the grader failed"),
        (first_result(state="grader error", earned=0.0), "the grader failed"),
        (first_result(points=50.0, earned=50.0), "not those of points.toml"),
        (first_result(earned=60.0), "more points than there are"),
        (lambda batch: {"questions": verdict_on(batch).questions[1:]}, "its questions"),
        (lambda _: {"assignment": "a3_gated"}, "the verdict is on a3_gated"),
    ],
)
def test_what_does_not_belong_here_is_refused_with_a_reason(batch, tmp_path, changes, why):
    taken = weighed(batch, tmp_path, verdict_on(batch, **changes(batch)))
    assert (taken.fitting, taken.keys) == ({}, {})
    assert why in taken.refused["ada"]


def test_a_verdict_that_hides_where_it_was_made_is_marked(batch, tmp_path):
    taken = weighed(batch, tmp_path, verdict_on(batch, place=""))
    assert taken.fitting["ada"].place == SOMEWHERE
    assert "made without a sandbox" in taken.fitting["ada"].origin


def test_a_verdict_that_was_edited_is_left(batch, tmp_path):
    folder = brought(tmp_path, verdict_on(batch))
    (file,) = folder.rglob("*.json")
    edited = file.read_text().replace("Tesla T4", "Tesla T5")
    assert edited != file.read_text()
    file.write_text(edited)
    taken = Taking(batch, folder).weigh()
    assert taken.damaged == [file.name]
    assert "ada" in taken.refused


def test_a_verdict_under_the_name_of_another_is_left(batch, tmp_path):
    folder = brought(tmp_path, verdict_on(batch))
    (file,) = folder.rglob("*.json")
    moved = file.rename(file.with_name(f"{'a' * 64}.json"))
    assert Taking(batch, folder).weigh().damaged == [moved.name]


def test_the_zip_that_drive_downloads_is_read_like_the_folder(batch, tmp_path):
    folder = brought(tmp_path, verdict_on(batch))
    with zipfile.ZipFile(tmp_path / "a1_rnn-2027.zip", "w") as archive:
        for file in folder.rglob("*.json"):
            archive.write(file, f"a1_rnn/verdicts/{file.name}")
        archive.writestr("a1_rnn/notes.txt", "no verdict")
    taken = Taking(batch, tmp_path / "a1_rnn-2027.zip").weigh()
    assert list(taken.fitting) == ["ada"]
    assert taken.damaged == []


def test_what_is_neither_folder_nor_zip_is_told(batch, tmp_path):
    with pytest.raises(CourseError, match=r"nothing\.zip is not there"):
        Taking(batch, tmp_path / "nothing.zip")
    (tmp_path / "text.zip").write_text("no zip")
    with pytest.raises(CourseError, match="cannot be read as a zip"):
        Taking(batch, tmp_path / "text.zip")


def test_what_was_graded_in_the_sandbox_here_counts_and_a_difference_is_told(batch, tmp_path):
    there = verdict_on(batch)
    worse = first_result(earned=0.0, state="failed")(batch)
    ours = msgspec.structs.replace(there, sandbox="bubblewrap", place="", **worse)
    journal_of(batch).put(verdict_key(ours.hashes, ours.seed), ours)
    taken = weighed(batch, tmp_path, there)
    assert (taken.fitting, taken.ours, taken.differ) == ({}, ["ada"], ["ada"])


def test_a_verdict_that_is_nobodys_is_counted(batch, tmp_path):
    there = verdict_on(batch)
    hand_in(batch.course, "ada", "release")  # handed in again since
    taken = weighed(batch, tmp_path, there)
    assert taken.unclaimed == 1
    assert "handed in again" in taken.refused["ada"]


def test_verdicts_on_those_who_are_not_asked_for_are_not_called_nobodys(batch, tmp_path):
    hand_in(batch.course, "bob", "release")
    verdicts = [verdict_on(batch), verdict_on(batch, "bob")]
    taken = Taking(batch, brought(tmp_path, *verdicts)).weigh(["ada"])
    assert (list(taken.fitting), taken.unclaimed) == (["ada"], 0)


def test_where_the_seed_was_lost_it_is_told_instead_of_drawn_anew(batch, tmp_path):
    verdict = verdict_on(batch)
    (journal_of(batch).folder / "seed").unlink()
    with pytest.raises(CourseError, match=f"lost its seed.* of seed {verdict.seed}: write"):
        weighed(batch, tmp_path, verdict)
    assert not journal_of(batch).is_begun


def test_a_zip_that_was_damaged_on_its_way_is_told(batch, tmp_path):
    (file,) = brought(tmp_path, verdict_on(batch)).rglob("*.json")
    path = tmp_path / "damaged.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(file, file.name)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(CourseError, match="cannot be read as a zip"):
        Taking(batch, path)


def grade(batch, folder, **options):
    console = Console(file=io.StringIO(), width=200)
    try:
        grade_with_journal(batch.course, batch.assignment, (), folder, 1, console, **options)
    finally:
        grade.printed = console.file.getvalue()
    return grade.printed


def test_a_dry_run_says_what_fits_and_writes_nothing(batch, tmp_path):
    printed = grade(batch, brought(tmp_path, verdict_on(batch)), dry_run=True)
    assert "1 made without a sandbox, Google Colab, gpu: Tesla T4" in printed
    assert "Nothing was graded or written" in printed
    assert not (batch.course.journal / STEM / "verdicts").exists()
    assert not (batch.course.root / "gradebook.db").exists()


def test_without_a_sandbox_here_those_that_fit_are_written_and_the_others_named(
    batch, tmp_path, monkeypatch
):
    hand_in(batch.course, "bob", "release")
    hand_in(batch.course, "zoe", "release")
    (batch.course.submitted / "zoe" / STEM / f"{STEM}.ipynb").write_text("{")

    def unavailable(self):
        raise SandboxUnavailable("The program bwrap was not found")

    monkeypatch.setattr(Batch, "start_zygote", unavailable)
    with pytest.raises(SandboxUnavailable, match=r"cannot grade them \(1\): bob"):
        grade(batch, brought(tmp_path, verdict_on(batch)))
    assert "NO SANDBOX" in grade.printed
    points = booked_points(batch.course, batch.assignment)
    waiting = dict.fromkeys(batch.assignment.questions)
    assert points == {"ada": batch.assignment.questions, "zoe": waiting}
