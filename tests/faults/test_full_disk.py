"""A disk that is really full, at every file that grading writes."""

# From no room at all to enough: the lock, the seed and the verdicts, the gradebook's making, its
# questions, students and scores, the graded notebooks.
LEFT_BYTES = (0, 150_000, 180_000, 200_000, 216_000, 20_000_000)


def test_wherever_a_full_disk_stops_the_gradebook_the_same_command_goes_on(run_on_a_small_disk):
    told = run_on_a_small_disk("full_gradebook.py", *LEFT_BYTES)
    *tight, wide = (told[str(left)] for left in LEFT_BYTES)
    assert wide["first"] == ""
    assert len(wide["scores"]) == 4
    stopped = [one["first"] for one in tight if one["first"]]
    assert len(stopped) >= 3
    for text in stopped:
        assert "could not be written" in text
        assert "ake room" in text
        assert "the same command again" in text
    for one in (*tight, wide):
        assert (one["second"], one["odd"]) == ("", [])
        assert one["scores"] == wide["scores"]


def test_a_full_disk_costs_no_verdict_seed_or_memo_its_earlier_content(run_on_a_small_disk):
    told = run_on_a_small_disk("full_journal.py")
    assert "No space left on device" in told["verdict"]
    assert "make room and run the same command again" in told["verdict"]
    assert "The seed could not be written" in told["seed"]
    assert told["answers"] == [7, 7]  # made twice, since it could not be kept
    assert told["kept"] is True
    assert told["after"] == {"verdict": True, "seed": True, "memo": 7}
    assert told["odd"] == []
