import pytest

from autograder.errors import BuildError
from autograder.points import read_points

TABLE = """\
[questions]
step = 60
loop = 30

[written]
why = 10

[forbidden]
all = ["keras.layers.LSTM"]
loop = ["keras.layers.RNN"]

[limits]
probe_s = 20
"""


@pytest.fixture
def read(tmp_path):
    path = tmp_path / "points.toml"

    def with_change(old="", new=""):
        path.write_text(TABLE.replace(old, new, 1))
        return read_points(path)

    return with_change


def test_points_keep_the_order_of_the_file(read):
    points = read()
    assert list(points.questions.items()) == [("step", 60), ("loop", 30)]
    assert points.written == {"why": 10}


def test_what_is_forbidden_everywhere_is_forbidden_in_every_question(read):
    assert read().forbidden == {
        "step": ("keras.layers.LSTM",),
        "loop": ("keras.layers.LSTM", "keras.layers.RNN"),
    }


def test_limits_are_optional(read):
    assert read().limits == {"probe_s": 20}
    rest = TABLE[TABLE.index("[limits]") :]
    assert read(rest).limits == {}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("loop = 30", "loop = 31", r":1: the points .* add up to 101; expected 100"),
        ("loop = 30", "loop = 0", r":3: `loop` is worth 0; expected a number over 0"),
        ("loop = 30", "loop = true", r":3: `loop` is worth True"),
        ("loop = 30", "lo-op = 30", r":3: `lo-op` cannot be the name of a question"),
        ("why", "step", r":6: `step` is also a coded question"),
        ("[limits]", "[limit]", r":12: unknown key `limit`; known ones are: forbidden"),
        ("probe_s", "prob_s", r":13: no limit is called 'prob_s'"),
        ('loop = ["keras', 'lop = ["keras', r":10: unknown key `lop`"),
        ('["keras.layers.RNN"]', '"keras.layers.RNN"', r":10: .*; expected a list of names"),
        ("keras.layers.RNN", "numpy.add", r":10: `numpy.add` cannot be taken from a worker"),
        ("[limits]", "[later]", r":12: unknown key `later`"),
        ("step = 60", "step 60", r":2: not valid TOML"),
    ],
)
def test_a_wrong_table_is_told_by_file_and_line(read, old, new, message):
    with pytest.raises(BuildError, match=r"points\.toml" + message):
        read(old, new)
