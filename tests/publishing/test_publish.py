"""What students get is all of it, nothing else, and never an answer before its day."""

import dataclasses
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

import pytest
from typer.testing import CliRunner

from autograder.build.pipeline import secrets
from autograder.cli.app import app
from autograder.course import find_course
from autograder.errors import CourseError, LeakFound, StaleBuild
from autograder.publishing import publish as module
from autograder.publishing.publish import publish
from autograder.publishing.tree import student_tree

ROOT = Path(__file__).parents[2]
NOW = datetime(2027, 3, 1, tzinfo=UTC)
WHEEL = "release/unrolled-0.1.0-py3-none-any.whl"


@pytest.fixture(scope="module")
def hidden():
    """What no student may see of one assignment; to look for those of all seven takes longer."""
    return secrets(find_course(ROOT), ["a7_trees"])


@pytest.fixture
def course(monkeypatch, hidden):
    """`whole` without a look into the wheel, which takes seconds each time."""
    return _prepared(monkeypatch, hidden, wheel=False)


@pytest.fixture
def whole(monkeypatch, hidden):
    """This course, whose release `make lint` compares with its sources."""
    return _prepared(monkeypatch, hidden, wheel=True)


def _prepared(monkeypatch, hidden, wheel):
    monkeypatch.setattr(module, "stale_files", lambda course: [])
    monkeypatch.setattr(module, "secrets", lambda course, stems: hidden)
    looks = module.check_release
    if not wheel:
        monkeypatch.setattr(
            module,
            "check_release",
            lambda files, of: looks({p: c for p, c in files.items() if p.suffix != ".whl"}, of),
        )
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "Grace")
        monkeypatch.setenv(f"{name}_EMAIL", "grace@example.org")
    return find_course(ROOT)


def git(folder, *arguments):
    done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, check=True)
    return done.stdout.decode()


def committed(folder):
    return set(git(folder, "ls-tree", "-r", "--name-only", "HEAD").split())


def test_students_get_notebooks_package_licences_a_page_and_nothing_else(whole, tmp_path):
    course = whole
    done = publish(course, tmp_path / "students", NOW)
    notebooks = {f"release/{stem}/{stem}.ipynb" for stem in course.stems}
    others = {"README.md", "LICENSE", "LICENSE-texts.md", "binder/requirements.txt", WHEEL}
    assert committed(tmp_path / "students") == notebooks | others
    assert "a1_rnn.ipynb" in done.summary
    assert len(notebooks) == 7


def test_the_first_page_leads_to_every_notebook_and_says_when_it_is_due(course, tmp_path):
    due = {"a1_rnn": datetime(2027, 4, 1, 23, 59, tzinfo=UTC)}
    tree = student_tree(dataclasses.replace(course, due=due, repository="ada/rnn"), NOW)
    page = tree.files[PurePosixPath("README.md")].decode()
    (line,) = [line for line in page.splitlines() if "(release/a1_rnn/a1_rnn.ipynb)" in line]
    assert "2027-04-01 23:59 UTC" in line
    assert "/github/ada/rnn/blob/main/release/a1_rnn/a1_rnn.ipynb" in line
    assert "mybinder.org/v2/gh/ada/rnn/main" in page
    assert "git-pull?repo=https%3A%2F%2Fgithub.com%2Fada%2Frnn&branch=main" in page
    assert "| beam search | a4_decoding, a6_captioning |" in page


def test_publishing_again_changes_nothing_and_keeps_the_history(course, tmp_path):
    folder = tmp_path / "students"
    publish(course, folder, NOW)
    assert publish(course, folder, NOW).summary == ""
    other = dataclasses.replace(course, title="Another title")
    assert "README.md" in publish(other, folder, NOW).summary
    assert git(folder, "rev-list", "--count", "HEAD").strip() == "2"


def test_assignments_and_solutions_appear_on_their_day(course, tmp_path):
    folder = tmp_path / "students"
    day = timedelta(days=1)
    dated = dataclasses.replace(
        course, published={"a7_trees": NOW + day}, solved={"a2_bptt": NOW + 2 * day}
    )
    publish(dated, folder, NOW)
    assert "release/a7_trees/a7_trees.ipynb" not in committed(folder)
    assert "| a7_trees | from 2027-03-02 |" in (folder / "README.md").read_text()
    publish(dated, folder, NOW + day)
    assert "release/a7_trees/a7_trees.ipynb" in committed(folder)
    assert "solutions/a2_bptt.ipynb" not in committed(folder)
    publish(dated, folder, NOW + 2 * day)
    assert "solutions/a2_bptt.ipynb" in committed(folder)


def test_an_answer_in_what_would_be_published_stops_it(course, tmp_path):
    solved = dataclasses.replace(course, solved={"a7_trees": NOW})
    with pytest.raises(LeakFound, match=r"solutions.a7_trees.ipynb"):  # its secrets count as hidden
        publish(solved, tmp_path / "students", NOW)
    assert not (tmp_path / "students").exists()


def test_an_answer_that_was_ever_in_the_repository_stops_it(course, tmp_path):
    folder = tmp_path / "students"
    publish(course, folder, NOW)
    answer = folder / "notes.py"
    answer.write_text((ROOT / "solutions" / "a7_trees.py").read_text())
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "Oops")
    git(folder, "rm", "--quiet", "notes.py")
    git(folder, "commit", "--quiet", "-m", "Nobody saw that")
    with pytest.raises(LeakFound, match=r"in the history of .*commit .* Begin a new"):
        publish(course, folder, NOW)


def test_what_somebody_put_there_is_neither_lost_nor_published(course, tmp_path):
    folder = tmp_path / "students"
    publish(course, folder, NOW)
    (folder / "mine.txt").write_text("notes")
    with pytest.raises(CourseError, match=r"holds what was not published: mine\.txt"):
        publish(course, folder, NOW)
    assert (folder / "mine.txt").read_text() == "notes"


def test_a_folder_of_something_else_and_one_around_the_answers_are_refused(course, tmp_path):
    (tmp_path / "mine.txt").write_text("notes")
    with pytest.raises(CourseError, match="no git repository and not empty"):
        publish(course, tmp_path, NOW)
    for folder in (ROOT, ROOT / "build" / "students", ROOT.parent):
        with pytest.raises(CourseError, match="repository, which holds the answers, or around it"):
            publish(course, folder, NOW)


def test_a_stale_release_is_refused(course, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "stale_files", lambda course: ["release/x differs"])
    with pytest.raises(StaleBuild, match=r"release/x differs\. Run `autograder build`"):
        publish(course, tmp_path / "students", NOW)


@pytest.mark.parametrize("stem", ["a1_rnn", "a4_decoding"])
def test_a_solution_can_come_out_before_others_that_share_a_line_with_it(stem):
    course = dataclasses.replace(find_course(ROOT), solved={stem: NOW})
    tree = student_tree(course, NOW)
    hidden = module.hidden_from(course, tree)
    assert any(secret.what == "the solution of `lstm_step`" for secret in hidden)
    assert not any(secret.what == "the solution of `beam_search`" for secret in hidden) or (
        stem == "a1_rnn"
    )
    notebooks = {Path(p): c for p, c in tree.files.items() if p.suffix == ".ipynb"}
    module.check_release(notebooks, hidden)
    other = Path("solutions/a3_gated.ipynb")
    with pytest.raises(LeakFound):
        module.check_release(
            {other: (course.source / "a3_gated" / other.name).read_bytes()}, hidden
        )


def test_another_repository_keeps_its_files(course, tmp_path):
    git(tmp_path, "init", "--quiet")
    (tmp_path / "thesis.tex").write_text("years of work")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "-m", "Mine")
    with pytest.raises(CourseError, match="repository that `autograder release` has not written"):
        publish(course, tmp_path, NOW)
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_a_commit_that_failed_is_made_up_for_by_the_same_command(course, tmp_path):
    folder = tmp_path / "students"
    folder.mkdir()
    git(folder, "init", "--quiet")
    hook = folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(CourseError, match="git commit failed"):
        publish(course, folder, NOW)
    hook.unlink()
    assert "README.md" in publish(course, folder, NOW).summary


def test_what_git_is_told_to_ignore_is_published_all_the_same(course, tmp_path):
    folder = tmp_path / "students"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / ".git" / "info" / "exclude").write_text("*.whl\n")
    publish(course, folder, NOW)
    assert WHEEL in committed(folder)


def test_a_day_to_come_is_looked_at_in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(Path(__file__).parent)
    (tmp_path / "README.md").write_text("published")
    future = f"{datetime.now(UTC) + timedelta(days=40):%Y-%m-%d}"
    command = ["release", "--publish", str(tmp_path), "--on", future]
    result = CliRunner().invoke(app, command)
    assert isinstance(result.exception, CourseError)
    assert "is not empty" in str(result.exception)
    assert "Take a new folder" in str(result.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
