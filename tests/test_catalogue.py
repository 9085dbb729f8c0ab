"""Reading misconceptions and variants without running them."""

from pathlib import Path

import pytest

from autograder.catalogue import Catalogue, read_catalogue
from autograder.errors import BuildError

HEAD = '"""Wrong answers."""\n\nimport math\n\nfrom autograder.testing import misconception\n\n\n'


def read(folder: Path, text: str, name: str = "misconceptions.py") -> Catalogue:
    (folder / name).write_text(text, encoding="utf-8")
    return read_catalogue(folder)


def test_a_misconception_comes_with_question_hint_source_and_line(tmp_path):
    text = HEAD + (
        '@misconception(\n    "root",\n    hint="You squared: "\n    "take the root.",\n)\n'
        "def squares(x):\n    return x * x  # not a root\n"
    )
    (entry,) = read(tmp_path, text).misconceptions
    assert (entry.name, entry.question, entry.raises) == ("squares", "root", "")
    assert entry.hint == "You squared: take the root."
    assert entry.source == "def squares(x):\n    return x * x  # not a root\n"
    assert entry.imports == "import math"
    assert text.splitlines()[entry.line - 1] == "def squares(x):"


def test_its_program_takes_the_questions_place_and_name(tmp_path):
    text = HEAD + (
        '@misconception("root", hint="no")\nclass Wrong(root):\n    size = math.inf\n'
        "    def own(self):\n        return super(Wrong, self).own()\n"
    )
    (entry,) = read(tmp_path, text).misconceptions

    class Right:
        def own(self):
            return "right"

    namespace = {"root": Right}
    exec(entry.program, namespace)
    assert namespace["root"].__name__ == "root"
    assert namespace["root"].own.__qualname__ == "root.own"
    assert namespace["root"].size == float("inf")
    assert namespace["root"]().own() == "right"
    assert issubclass(namespace["root"], Right)


def test_decorators_that_are_not_ours_stay(tmp_path):
    text = HEAD + '@misconception("root", hint="no")\n@math.memo(\n    1)\ndef no(x):\n    pass\n'
    (entry,) = read(tmp_path, text).misconceptions
    assert entry.source == "@math.memo(\n    1)\ndef no(x):\n    pass\n"


def test_an_exception_can_be_what_is_expected(tmp_path):
    text = HEAD + '@misconception("root", hint="no", raises="TypeError")\ndef wrong():\n    pass\n'
    assert read(tmp_path, text).misconceptions[0].raises == "TypeError"


def test_all_files_of_a_kind_are_read_and_sorted_by_question(tmp_path):
    template = '@{kind}("{question}"{hint})\ndef {name}():\n    pass\n'
    read(tmp_path, template.format(kind="misconception", question="a", hint=', hint="h"', name="p"))
    more = template.format(kind="misconception", question="b", hint=', hint="h"', name="q")
    read(tmp_path, more, "misconceptions_cells.py")
    variant = template.format(kind="variant", question="a", hint="", name="r")
    catalogue = read(tmp_path, variant, "variants.py")
    assert [entry.name for entry in catalogue.misconceptions] == ["p", "q"]
    assert [entry.name for entry in catalogue.misconceptions_of("b")] == ["q"]
    assert [entry.name for entry in catalogue.variants_of("a")] == ["r"]


def test_a_suite_without_files_has_an_empty_catalogue(tmp_path):
    assert read_catalogue(tmp_path) == Catalogue((), ())


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("RATE = 2\n", 1, "only imports"),
        ("def wrong():\n    pass\n", 1, "has 0 @misconception"),
        ('@misconception("a")\ndef wrong():\n    pass\n', 1, "`hint` is missing"),
        ('@misconception("a", hint="")\ndef wrong():\n    pass\n', 1, "`hint` is missing"),
        ('@misconception(hint="h")\ndef wrong():\n    pass\n', 1, "`question` is missing"),
        ('\n@misconception("a", hint=HINT)\ndef wrong():\n    pass\n', 2, "`hint` is `HINT`"),
        ('@misconception("a", hint=f"{x}")\ndef wrong():\n    pass\n', 1, "a plain string"),
        ('@misconception("a", hnt="h")\ndef wrong():\n    pass\n', 1, "argument `hnt`"),
        ('@misconception("a", "h")\ndef wrong():\n    pass\n', 1, "by position"),
        ("def broken(:\n", 1, "invalid syntax"),
    ],
)
def test_what_cannot_be_read_is_refused_with_file_and_line(tmp_path, text, line, complaint):
    with pytest.raises(BuildError, match=complaint) as refused:
        read(tmp_path, text)
    assert f"misconceptions.py:{line}:" in str(refused.value)


def test_a_name_stands_for_one_entry_only(tmp_path):
    text = '@misconception("a", hint="h")\ndef same():\n    pass\n'
    read(tmp_path, text)
    with pytest.raises(BuildError, match="`same` is also the name at"):
        read(tmp_path, text, "misconceptions_more.py")
