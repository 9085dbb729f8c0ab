"""What formgrader shows of a graded notebook, made as formgrader makes it; without a browser."""

from html.parser import HTMLParser

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

# nbgrader 0.9 under SQLAlchemy 2.1.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
RUBRIC = "Powers of two."


@pytest.fixture
def page(toy):
    """The page of ada's hand-in, once it is graded; the course's settings name our classes."""

    def shown(content=None, **resources):
        if content is not None or not (toy.course.submitted / "ada").exists():
            toy.hand_in("ada", content)
        toy.autograde()
        config = Config(toy.config())
        config.HTMLExporter.template_name = "formgrade"
        config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
        names = {"assignment_id": "toy", "notebook_id": "toy", "submission_id": "1", "index": 0}
        names |= {"base_url": "", "notebook_path": "", "total": 1, "student": "ada"} | resources
        path = toy.course.autograded / "ada" / "toy" / "toy.ipynb"
        return HTMLExporter(config=config).from_filename(str(path), resources=names)[0]

    return shown


def answering(toy, text):
    nb = toy.answered()
    next(node for node in nb.cells if node.id == "why").source = text
    return nb


def test_it_begins_with_states_points_and_what_was_mended(page, toy, grader, twice):
    grader.earned["fold"] = 2
    html = page(twice(toy.answered(), "step"))
    summary = html.partition('id="unrolled-summary"')[2].partition("</section>")[0]
    assert "42 of 95 points by tests" in summary
    assert '<a href="#fold">fold</a>' in summary
    assert "2 of 55" in summary
    assert "halved" in summary
    assert "was there 2 times; one was kept" in summary
    assert '<a href="#why">why</a>' in summary
    assert html.index("unrolled-summary") < html.index("A toy</h1>")


def test_a_hand_in_that_needs_review_says_why_and_shows_no_points(page, toy):
    summary = page(b"").partition('id="unrolled-summary"')[2].partition("</section>")[0]
    assert "no points yet" in summary
    assert "is empty" in summary
    assert "What stands below is the released notebook" in summary


def test_the_model_answer_stands_below_the_written_one_and_in_no_file(page, toy):
    html = page()
    assert html.index("Because.") < html.index(RUBRIC)
    graded = (toy.course.autograded / "ada" / "toy" / "toy.ipynb").read_text(encoding="utf-8")
    assert RUBRIC not in graded
    assert RUBRIC not in toy.feedback()


def test_other_pages_than_formgraders_have_no_model_answer(page, toy, grader):
    toy.hand_in()
    toy.autograde()
    config = toy.config()
    path = toy.course.autograded / "ada" / "toy" / "toy.ipynb"
    html, _ = HTMLExporter(config=config).from_filename(str(path))
    assert "Because." in html
    assert RUBRIC not in html
    assert "unrolled-summary" not in html


def test_a_course_whose_source_is_gone_is_shown_without_rubrics(page, toy):
    toy.hand_in()
    toy.autograde()
    (toy.course.source / "toy" / "toy.ipynb").rename(toy.course.source / "gone.ipynb")
    html = page()
    assert "95 of 95 points by tests" in html
    assert RUBRIC not in html


HOSTILE = {
    "a script": "<script>stolen()</script>",
    "a handler": '<img src="https://example.org/x.png" onerror="stolen()">',
    "a link": "[a](javascript:stolen())",
    "a link of data": '<a href="data:text/html,stolen()">a</a>',
    "a form": '<form action="https://example.org"><button>stolen</button></form>',
    "a field like formgrader's": '<input class="score" id="stolen">',
    "a frame": '<iframe src="https://example.org/stolen"></iframe>',
    "a style": "<style>.stolen { display: none }</style>",
    "a name": '<p id="stolen" class="stolen">a</p>',
    "a formula with a link": r"$\href{javascript:stolen()}{x}$",
    "markup in a picture": '<svg><script>stolen()</script></svg><math href="javascript:stolen()">',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_nothing_of_a_student_acts(kind, page, toy):
    """Text may be left of it, but no element, attribute or command."""
    html = page(answering(toy, f"Mine.\n\n{HOSTILE[kind]}\n"))
    answer = "<p>" + html.partition("<p>Mine.")[2].partition("</div>")[0]
    reader = Elements()
    reader.feed(answer)
    tags = {tag for tag, _ in reader.found}
    attributes = [f"{name}={value}" for _, pairs in reader.found for name, value in pairs]
    assert not {"script", "form", "button", "input", "iframe", "style", "svg", "math"} & tags
    assert not [
        one for one in attributes if "stolen" in one or one.startswith(("on", "id", "class"))
    ]
    assert "\\href" not in answer


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, attrs))


def test_a_student_cannot_pass_for_staff(page, toy):
    nb = toy.answered()
    mark = {"unrolled": {"kind": "shown to staff"}}
    nb.cells.append(nbformat.v4.new_markdown_cell("<script>stolen()</script>", metadata=mark))
    assert "<script>stolen()" not in page(nb)


def test_what_is_harmless_is_shown_as_it_was_written(page, toy):
    text = "**Bold**, `<b>`, 1 < 2, $a_1 < b$\n\n| a |\n|---|\n| 1 |\n\n![it](attachment:p.png)"
    nb = answering(toy, text)
    why = next(node for node in nb.cells if node.id == "why")
    why["attachments"] = {"p.png": {"image/png": "iVBORw0KGgo="}}
    html = page(nb)
    assert "<strong>Bold</strong>" in html
    assert "<code>&lt;b&gt;</code>" in html
    assert "1 &lt; 2" in html
    assert "$a_1 &lt; b$" in html
    assert "<td>1</td>" in html
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in html
