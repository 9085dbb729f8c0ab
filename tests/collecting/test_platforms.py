"""Archives as each platform writes them end up as submitted/STUDENT/a3_gated/a3_gated.ipynb."""

import dataclasses
import zipfile
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from autograder.errors import SourceError
from tests.collecting.conftest import as_folder, as_tar, as_zip, notebook

A, B, C, D = (notebook(f"x = {number}") for number in range(4))


def unmatched(found):
    return dict(found.unmatched)


class TestCanvas:
    """lib/content_zipper.rb: NAME[_LATE]_USER_ATTACHMENT_FILE."""

    def test_students_are_found_by_canvas_number_and_by_sortable_name(self, klass):
        archive = as_zip(
            klass.downloads / "submissions.zip",
            {
                "lovelaceada_4711_1001_a3_gated.ipynb": A,
                "obrienbob_LATE_99999_1002_a3_gated-1.ipynb": B,
                "grüßeñandú_4713_1003_Copy_of_a3_gated.ipynb": C,
            },
        )
        found = klass.collect(archive)
        assert klass.handed_in() == {
            "ada": {"a3_gated.ipynb": A},
            "bob": {"a3_gated.ipynb": B},
            "gru": {"a3_gated.ipynb": C},
        }
        assert found.is_clean
        assert found.missing == ["li_wei"]
        assert found.layouts[str(archive)] == "Canvas"

    def test_late_is_told_and_no_time_is_made_up(self, klass):
        archive = as_zip(
            klass.downloads / "s.zip", {"lovelaceada_LATE_4711_1001_a3_gated.ipynb": A}
        )
        found = klass.collect(archive)
        ((chosen, _),) = found.outcomes
        assert chosen.late
        assert klass.time_of("ada") is None
        assert any("does not say when" in remark for remark in found.remarks)

    def test_of_several_uploads_the_one_with_the_highest_number_is_taken(self, klass):
        klass.collect(
            as_zip(
                klass.downloads / "s.zip",
                {
                    "lovelaceada_4711_1009_a3_gated-1.ipynb": B,
                    "lovelaceada_4711_1001_a3_gated.ipynb": A,
                },
            )
        )
        assert klass.notebook_of("ada") == B

    def test_a_newer_download_replaces_and_an_older_one_does_not(self, klass):
        old = as_zip(klass.downloads / "old.zip", {"lovelaceada_4711_1001_a3_gated.ipynb": A})
        new = as_zip(klass.downloads / "new.zip", {"lovelaceada_4711_1055_a3_gated-1.ipynb": B})
        klass.collect(old)
        ((_, what),) = klass.collect(new).outcomes
        assert (klass.notebook_of("ada"), what) == (B, "replaced")
        kept = list((klass.course.collected / "a3_gated" / "replaced" / "ada").rglob("*.ipynb"))
        assert [path.read_bytes() for path in kept] == [A]
        ((_, what),) = klass.collect(old).outcomes
        assert (klass.notebook_of("ada"), what) == (B, "older")

    def test_a_text_in_place_of_a_file_is_a_hand_in_for_a_person(self, klass):
        klass.collect(as_zip(klass.downloads / "s.zip", {"lovelaceada_4711_text.html": b"<p>hi"}))
        assert klass.handed_in() == {"ada": {"text.html": b"<p>hi"}}

    def test_an_anonymous_download_needs_the_anonymous_ids(self, klass):
        archive = as_zip(klass.downloads / "s.zip", {"LATE_anon_x7Yz2_1001_a3_gated.ipynb": A})
        found = klass.collect(archive, layout="canvas")
        assert list(unmatched(found).values()) == ["not in the roster"]
        assert klass.handed_in() == {}

    def test_a_stranger_is_listed_with_whom_they_are_like(self, klass):
        archive = as_zip(klass.downloads / "s.zip", {"lovelacceada_1_1001_a3_gated.ipynb": A})
        found = klass.collect(archive)
        assert unmatched(found) == {
            "s.zip: lovelacceada_1_1001_a3_gated.ipynb": "not in the roster; like ada"
        }
        assert not found.is_clean

    def test_without_a_roster_it_says_to_write_one(self, klass):
        archive = as_zip(klass.downloads / "s.zip", {"lovelaceada_4711_1001_a3_gated.ipynb": A})
        found = klass.collect(archive, roster=False)
        assert "write a roster.csv" in next(iter(unmatched(found).values()))


FOLDERS = {
    "Ada Lovelace_301_assignsubmission_file/a3_gated.ipynb": A,
    "Ada Lovelace_301_assignsubmission_onlinetext/onlinetext.html": b"<p>done",
    "Bob O'Brien_302_assignsubmission_file/notebooks/a3_gated (2).ipynb": B,
    "Wei Li_303_assignsubmission_onlinetext/onlinetext.html": b"<p>see mail",
}
WORKSHEET = (
    "Identifier,Full name,ID number,Email address,Status,Grade,Maximum grade,"
    "Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments\n"
    "Participant 301,Ada Lovelace,,ada@x.edu,Submitted for grading - - ,,100.00,Yes,"
    '"Wednesday, 3 February 2027, 11:59 PM",-,\n'
    'Participant 302,Bob O\'Brien,bob,,"Submitted for grading - 2 days late",,100.00,Yes,'
    '"Friday, February 5, 2027, 1:02 AM",-,\n'
    "Participant 303,Wei Li,,wl@x.edu,No submission,,100.00,Yes,-,-,\n"
)


class TestMoodle:
    """mod/assign/classes/downloader.php: NAME_PARTICIPANT_assignsubmission_file/FILE."""

    def test_folders_of_students_are_read(self, klass):
        found = klass.collect(as_zip(klass.downloads / "m.zip", FOLDERS))
        assert klass.handed_in() == {
            "ada": {"a3_gated.ipynb": A},
            "bob": {"a3_gated.ipynb": B},
            "li_wei": {"onlinetext.html": b"<p>see mail"},
        }
        assert found.is_clean
        assert klass.time_of("ada") is None

    def test_so_are_files_without_folders(self, klass):
        flat = {"Ada Lovelace_301_assignsubmission_file_a3_gated.ipynb": A}
        klass.collect(as_zip(klass.downloads / "m.zip", flat))
        assert klass.notebook_of("ada") == A

    def test_the_worksheet_gives_times_late_marks_and_addresses(self, klass):
        sheet = klass.downloads / "Grades.csv"
        sheet.write_text("\ufeff" + WORKSHEET, encoding="utf-8")
        klass.course = dataclasses.replace(klass.course, timezone=ZoneInfo("America/New_York"))
        anonymous = {
            "Participant_301_assignsubmission_file/a3_gated.ipynb": A,
            "Participant_302_assignsubmission_file/a3_gated.ipynb": B,
        }
        found = klass.collect(as_zip(klass.downloads / "m.zip", anonymous), sheet)
        assert klass.time_of("ada") == datetime(2027, 2, 4, 4, 59, tzinfo=UTC)
        assert klass.time_of("bob") == datetime(2027, 2, 5, 6, 2, tzinfo=UTC)
        assert {chosen.student: chosen.late for chosen, _ in found.outcomes} == {
            "ada": False, "bob": True,
        }  # fmt: skip

    def test_a_participants_number_is_never_taken_for_another_systems_id(self, klass):
        archive = {"Somebody Else_4711_assignsubmission_file/a3_gated.ipynb": A}
        found = klass.collect(as_zip(klass.downloads / "m.zip", archive))
        assert klass.handed_in() == {}
        assert len(found.unmatched) == 1

    def test_another_table_is_refused_by_file_and_line(self, klass):
        sheet = klass.downloads / "other.csv"
        sheet.write_text("a,b\n1,2\n")
        archive = as_zip(klass.downloads / "m.zip", FOLDERS)
        with pytest.raises(SourceError, match=r"other\.csv:1: there is no column `Identifier`"):
            klass.collect(archive, sheet)
        assert klass.handed_in() == {}


class TestGradescope:
    """submission_metadata.yml beside submission_ID/FILE."""

    TABLE = b"""\
---
submission_501:
  :submitters:
  - :name: Ada Lovelace
    :sid: '900001'
    :email: ada@x.edu
  :created_at: 2027-02-03 23:59:30.364532000 Z
  :score: 12.0
  :status: processed
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    tests: []
  :history:
  - :id: 499
    :created_at: 2027-02-01 10:00:00.000000000 Z
    :score: 3.0
  - :id: 500
    :created_at: 2027-02-02 10:00:00.000000000 Z
    :score: 4.0
submission_502:
  :submitters:
  - :name: Bob O'Brien
    :sid:
    :email: bob.obrien@x.edu
  - :name: Wei Li
    :sid: '900004'
    :email: wl@x.edu
  :created_at: 2027-02-02 08:00:00.000000000 Z
  :history: []
submission_503:
  :submitters:
  - :name: Nobody Known
    :sid: '1'
    :email: nk@x.edu
"""

    def archive(self, klass, table=TABLE):
        root = "assignment_77_export"
        files = {
            f"{root}/submission_metadata.yml": table,
            f"{root}/submission_501/a3_gated.ipynb": A,
            f"{root}/submission_502/work/a3_gated.ipynb": B,
            f"{root}/submission_503/a3_gated.ipynb": C,
            f"{root}/submission_599/a3_gated.ipynb": D,
        }
        return as_zip(klass.downloads / "g.zip", files)

    def test_people_and_times_are_those_of_its_table_and_a_group_gets_one_each(self, klass):
        found = klass.collect(self.archive(klass))
        assert klass.handed_in() == {
            "ada": {"a3_gated.ipynb": A},
            "bob": {"a3_gated.ipynb": B},
            "li_wei": {"a3_gated.ipynb": B},
        }
        assert klass.time_of("ada") == datetime(2027, 2, 3, 23, 59, 30, tzinfo=UTC)
        assert klass.time_of("li_wei") == datetime(2027, 2, 2, 8, tzinfo=UTC)
        assert list(unmatched(found).values()) == [
            "not in submission_metadata.yml", "not in the roster",
        ]  # fmt: skip
        assert any("2 older ones" in remark for remark in found.remarks)

    @pytest.mark.parametrize(
        "table", [b"submission_501: [", b"just text", b"a: !!python/object/apply:os.getcwd []"]
    )
    def test_a_damaged_table_ends_the_run_before_anything_is_written(self, klass, table):
        archive = self.archive(klass, table)
        with pytest.raises(SourceError, match=r"submission_metadata\.yml"):
            klass.collect(archive)
        assert klass.handed_in() == {}


class TestBlackboard:
    """ASSIGNMENT_USERNAME_attempt_TIME_FILE and a receipt beside it."""

    RECEIPT = b"Name: Wei Li (li_wei)\nAssignment: a3_gated\nDate Submitted: ...\nFiles:\n"

    def test_usernames_and_times_come_from_the_names_and_the_newest_attempt_counts(self, klass):
        klass.course = dataclasses.replace(klass.course, timezone=ZoneInfo("America/New_York"))
        found = klass.collect(
            as_zip(
                klass.downloads / "gradebook_X_a3.zip",
                {
                    "a3_gated_ada_attempt_2027-02-01-10-00-00_a3_gated.ipynb": A,
                    "a3_gated_ada_attempt_2027-02-01-10-00-00.txt": b"Name: Ada Lovelace (ada)",
                    "a3_gated_ada_attempt_2027-02-03-23-59-00_a3_gated(1).ipynb": B,
                    "a3_gated_ada_attempt_2027-02-03-23-59-00.txt": b"Name: Ada Lovelace (ada)",
                    "a3_gated_li_wei_attempt_2027-02-03-09-00-00_a3_gated.ipynb": C,
                    "a3_gated_li_wei_attempt_2027-02-03-09-00-00.txt": self.RECEIPT,
                },
            )
        )
        assert klass.handed_in() == {"ada": {"a3_gated.ipynb": B}, "li_wei": {"a3_gated.ipynb": C}}
        assert klass.time_of("ada") == datetime(2027, 2, 4, 4, 59, tzinfo=UTC)
        assert "the newest of 2 hand-ins; 1 older left" in found.outcomes[0][0].notes
        assert (found.is_clean, found.passed) == (True, 3)

    def test_a_username_with_an_underscore_is_told_by_the_receipt_without_a_roster(self, klass):
        files = {
            "a3_gated_li_wei_attempt_2027-02-03-09-00-00_a3_gated.ipynb": C,
            "a3_gated_li_wei_attempt_2027-02-03-09-00-00.txt": self.RECEIPT,
        }
        klass.collect(as_zip(klass.downloads / "b.zip", files), roster=False)
        assert list(klass.handed_in()) == ["li_wei"]

    def test_without_a_receipt_it_is_told_by_the_roster(self, klass):
        files = {"a3_gated_li_wei_attempt_2027-02-03-09-00-00_a3_gated.ipynb": C}
        klass.collect(as_zip(klass.downloads / "b.zip", files))
        assert list(klass.handed_in()) == ["li_wei"]


class TestGoogle:
    """Drive's download of Classroom's folder, and Takeout: `Student - title`."""

    def test_a_drive_download_is_read_with_the_time_of_the_last_change(self, klass):
        info = zipfile.ZipInfo("a3_gated/Ada Lovelace - a3_gated.ipynb", (2027, 2, 3, 20, 0, 0))
        other = zipfile.ZipInfo(
            "a3_gated/Bob O'Brien - Copy of a3_gated.ipynb", (2027, 2, 3, 9, 0, 0)
        )
        archive = as_zip(klass.downloads / "a3_gated-2027.zip", [(info, A), (other, B)])
        found = klass.collect(archive)
        assert found.layouts[str(archive)] == "Google Classroom and Drive"
        assert klass.handed_in() == {"ada": {"a3_gated.ipynb": A}, "bob": {"a3_gated.ipynb": B}}
        assert klass.time_of("ada") == datetime(2027, 2, 3, 20, tzinfo=UTC)
        assert any("changed last" in remark for remark in found.remarks)

    def test_takeout_is_read_by_the_students_folders(self, klass):
        files = {
            "Takeout/Classroom/Classes/RNNs/Assignments/a3_gated/Ada Lovelace/a3_gated.ipynb": A,
            "Takeout/archive_browser.html": b"<html>",
        }
        found = klass.collect(as_tar(klass.downloads / "takeout.tgz", files))
        assert klass.notebook_of("ada") == A
        assert list(unmatched(found)) == ["takeout.tgz: Takeout/archive_browser.html"]


class TestFoldersAndExchange:
    def test_nbgraders_exchange_gives_ids_and_times(self, klass):
        inbound = as_folder(
            klass.downloads / "inbound",
            {
                "ada+a3_gated+2027-02-01 10:00:00.123456 UTC+Zm9v/a3_gated.ipynb": A,
                "ada+a3_gated+2027-02-03 10:00:00 UTC/a3_gated.ipynb": B,
                "ada+a3_gated+2027-02-03 10:00:00 UTC/timestamp.txt": b"2027-02-03 10:00:00 UTC",
                "zoe+a3_gated+2027-02-02 10:00:00 UTC/a3_gated.ipynb": C,
            },
        )
        klass.collect(inbound, roster=False)
        assert klass.handed_in() == {"ada": {"a3_gated.ipynb": B}, "zoe": {"a3_gated.ipynb": C}}
        assert klass.time_of("ada") == datetime(2027, 2, 3, 10, tzinfo=UTC)

    @pytest.mark.parametrize(
        "files",
        [
            {"ada/a3_gated.ipynb": A, "bob/a3_gated.ipynb": B},
            {"hand-ins/ada/a3_gated.ipynb": A, "hand-ins/bob/a3_gated.ipynb": B},
            {"submitted/ada/a3_gated/a3_gated.ipynb": A, "submitted/bob/a3_gated/x.ipynb": B},
            {"ada.ipynb": A, "bob.ipynb": B},
            {"down/loads/ada.ipynb": A, "down/loads/bob.ipynb": B},
        ],
    )
    @pytest.mark.parametrize("roster", [True, False])
    def test_folders_or_files_by_student_are_read_at_any_depth(self, klass, files, roster):
        found = klass.collect(as_zip(klass.downloads / "f.zip", files), roster=roster)
        assert klass.handed_in() == {"ada": {"a3_gated.ipynb": A}, "bob": {"a3_gated.ipynb": B}}
        assert found.is_clean

    @pytest.mark.parametrize("name", ["ada/a3_gated.ipynb", "x/ada/a3_gated/a3_gated.ipynb"])
    @pytest.mark.parametrize("roster", [True, False])
    def test_so_is_a_single_students(self, klass, name, roster):
        klass.collect(as_zip(klass.downloads / "f.zip", {name: A}), roster=roster)
        assert klass.handed_in() == {"ada": {"a3_gated.ipynb": A}}

    def test_a_timestamp_beside_the_notebook_is_its_time(self, klass):
        files = {"ada/a3_gated.ipynb": A, "ada/timestamp.txt": b"2027-02-03 10:00:00 UTC\n"}
        klass.collect(as_folder(klass.downloads / "f", files))
        assert klass.time_of("ada") == datetime(2027, 2, 3, 10, tzinfo=UTC)

    def test_other_assignments_in_the_same_folder_are_passed_over(self, klass):
        files = {"ada/a3_gated/a3_gated.ipynb": A, "ada/a1_rnn/a1_rnn.ipynb": B}
        found = klass.collect(as_folder(klass.downloads / "submitted", files))
        assert klass.handed_in() == {"ada": {"a3_gated.ipynb": A}}
        assert found.passed == 1

    def test_folders_may_be_named_after_students_or_their_addresses(self, klass):
        files = {"Ada Lovelace/a3_gated.ipynb": A, "bob.obrien@x.edu/a3_gated.ipynb": B}
        klass.collect(as_folder(klass.downloads / "f", files))
        assert list(klass.handed_in()) == ["ada", "bob"]

    def test_a_single_notebook_is_a_source_too(self, klass):
        path = klass.downloads / "ada.ipynb"
        path.write_bytes(A)
        klass.collect(path)
        assert klass.notebook_of("ada") == A
