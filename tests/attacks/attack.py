"""How a hostile notebook is written down: one file, one technique, named attack-then-outcome.

A file starts with a docstring that says what is tried and why it could work elsewhere. Comments
below it say what must come of it, where that is not the rule:

    # expects: rnn_step 0 crashed     points of a question; how it ends, if that matters: `crashed`,
                                      `timed out`, `failed`; several with `or` between them
    # expects: rnn_step at most 9     it may also break itself
    # fails: SystemExit               a cell of its own may end so; else no cell may fail
    # prints: looked                  what the notebook prints, to show that the attack took place
    # student: <b>x</b>               the name of the folder in submitted/
    # after: other_file               graded right after that one
    # pending: why                    it still gains something; to be mended elsewhere

By rule every question earns what it earns without the attack. Cells follow: `# %%` is one of the
student's own, `# %% rnn_step` stands in the place of the answer to that question.
"""

import ast
import re
from dataclasses import dataclass, field

# All of it is right but the gradient for the state before: 9 of 12 points, and 3 to gain.
HONEST_STEP = """
def honest(x, h, Wx, Wh, b):
    return tf.tanh(tf.matmul(x, Wx) + tf.stop_gradient(tf.matmul(h, Wh)) + b)
def rnn_step(x, h, Wx, Wh, b):
    return honest(x, h, Wx, Wh, b)
"""
HONEST_FORWARD = """
def rnn_forward(x, h0, Wx, Wh, b):
    states = [h0]
    for t in range(x.shape[1]):
        states.append(rnn_step(x[:, t], states[-1], Wx, Wh, b))
    return tf.stack(states[1:], axis=1)
"""
HONEST_EMBED = "def embed(ids, table):\n    return tf.gather(table, ids)\n"
HONEST = {"embed": HONEST_EMBED, "rnn_step": HONEST_STEP, "rnn_forward": HONEST_FORWARD}


@dataclass(frozen=True)
class Expected:
    """What one question must earn."""

    points: float
    at_most: bool
    states: frozenset[str]


@dataclass(frozen=True)
class Attack:
    """One hostile notebook."""

    name: str
    cells: tuple[tuple[str, str], ...]  # question or "", source
    expects: dict[str, Expected] = field(default_factory=dict)
    fails: frozenset[str] = frozenset()
    prints: tuple[str, ...] = ()
    student: str = ""
    after: str = ""
    pending: str = ""

    @property
    def neighbour(self):
        """Whose hand-in is graded at the same time."""
        return f"beside-{self.name}"

    @property
    def on_screen(self):
        """Whether it aims at who looks at pages: by its texts or by its name."""
        return self.student != self.name or any("<script>" in source for _, source in self.cells)


def honest(name):
    """A notebook without any attack."""
    return Attack(name, (), student=name)


def read_all(folder):
    """The notebooks of a folder; one that comes after another stands right behind it."""
    found = [read(path) for path in sorted(folder.glob("*.py"))]
    return sorted(found, key=lambda one: (one.after or one.name, bool(one.after)))


def read(path):
    """Reads one file."""
    text = path.read_text(encoding="utf-8")
    head, *parts = re.split(r"^# %%(.*)\n", text, flags=re.MULTILINE)
    if not ast.get_docstring(ast.parse(head)):
        raise ValueError(f"{path.name} does not say what it tries")
    marks = re.findall(
        r"^# (expects|fails|prints|student|after|pending): (.*)$", head, re.MULTILINE
    )
    told = {key: [text for name, text in marks if name == key] for key, _ in marks}
    names, sources = parts[::2], parts[1::2]
    cells = zip((name.strip() for name in names), sources, strict=True)
    return Attack(
        path.stem,
        tuple((name, source.strip("\n") + "\n") for name, source in cells),
        dict(_expected(line) for line in told.get("expects", [])),
        frozenset(name for line in told.get("fails", []) for name in line.split()),
        tuple(told.get("prints", [])),
        ast.literal_eval(told["student"][0]) if "student" in told else path.stem,
        told.get("after", [""])[0],
        told.get("pending", [""])[0],
    )


def _expected(line):
    found = re.fullmatch(r"(\w+) (at most )?([\d.]+) ?(.*)", line)
    question, at_most, points, states = found.groups()
    known = frozenset(state.strip() for state in states.split(" or ") if state.strip())
    return question, Expected(float(points), bool(at_most), known)
