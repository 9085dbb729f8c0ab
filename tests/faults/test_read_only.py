"""What cannot be written is told before anyone is graded. Mounts bind root too; modes do not."""


def test_a_read_only_gradebook_folder_or_disk_is_told_before_anyone_is_graded(run_on_a_small_disk):
    told = run_on_a_small_disk("read_only.py")
    assert told["asked"] == []
    assert "attempt to write a readonly database. Make the file" in told["gradebook.db"]
    assert "autograded cannot be written: Read-only file system." in told["autograded"]
    assert "lock could not be opened: Read-only file system." in told[""]
    assert "is not a database. Put back a copy from before" in told["damaged"]
    for name in ("gradebook.db", "autograded", "", "damaged"):
        assert "run the same command again" in told[name]
    assert (told["after"], told["scores"]) == ("", 6)
