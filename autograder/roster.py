"""Who is in the class: a CSV that maps names, addresses and a platform's ids to nbgrader's ids."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import process

from autograder.errors import CourseError, RosterError

ROSTER = "roster.csv"
KNOWN = ("id", "name", "email")
# Of Canvas' gradebook, where `ID` is Canvas' own number; the first of these is what people log in
# with, and so what a folder is best called.
CANVAS = {"student", "id", "section"}
OURS = {"name", "email", "canvas", "gradescope", "blackboard", "google"}  # of a roster alone
CANVAS_LOGINS = ("sis login id", "sis user id", "id")
CANVAS_NOBODY = ("Student, Test", "Test Student")
# nbgrader takes folder names for patterns, and a folder name may not lead elsewhere.
UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\*?\[\]+]")
MAX_BYTES = 50 * 2**20


@dataclass(frozen=True)
class Student:
    """One line of the roster.

    Attributes:
        id: nbgrader's id, which is the folder's name in `submitted/`.
        name: as the platform shows it.
        email: address.
        others: column -> id in another system, such as `canvas` -> `4711`.
    """

    id: str
    name: str = ""
    email: str = ""
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Who:
    """What a file's name, or a line of a platform's table, tells of a student.

    Attributes:
        label: how the platform writes it, for people.
        ids: (column of the roster, value), the surest first; an empty column means any of them.
        name: the student's name, in the platform's spelling.
        email: address.
    """

    label: str
    ids: tuple[tuple[str, str], ...] = ()
    name: str = ""
    email: str = ""


class Roster:
    """The students of a class, to be found by whatever a platform says of them.

    Args:
        students: all of them.
        path: where they were read from, for messages; None where there is no roster.
    """

    def __init__(self, students: Iterable[Student] = (), path: Path | None = None) -> None:
        self.students = tuple(students)
        self.path = path
        self._by_id: dict[tuple[str, str], set[str]] = {}
        self._by_email: dict[str, set[str]] = {}
        self._by_name: dict[str, set[str]] = {}
        for student in self.students:
            columns = {"id": student.id, **student.others}
            for column, value in columns.items():
                for key in ((column, value.casefold()), ("", value.casefold())):
                    self._by_id.setdefault(key, set()).add(student.id)
            if student.email:
                email = student.email.casefold()
                self._by_email.setdefault(email, set()).add(student.id)
                self._by_id.setdefault(("", email.split("@")[0]), set()).add(student.id)
            for name in spellings(student.name):
                self._by_name.setdefault(name, set()).add(student.id)

    def __bool__(self) -> bool:
        return bool(self.students)

    def find(self, who: Who) -> str:
        """Nbgrader's id of a student; empty where nobody, or more than one, is meant."""
        for column, value in who.ids:
            if found := _only(self._by_id.get((column, value.casefold()))):
                return found
        if found := _only(self._by_email.get(who.email.casefold())):
            return found
        for name in spellings(who.name):
            if found := _only(self._by_name.get(name)):
                return found
        return ""

    def nearest(self, who: Who) -> str:
        """Whose name is the most like it, for a person to decide; empty where none is."""
        wanted = key_of(who.name or who.label)
        found = process.extractOne(wanted, list(self._by_name), score_cutoff=75) if wanted else None
        return " or ".join(sorted(self._by_name[found[0]])) if found else ""

    def why_not(self, who: Who, *, guess: bool = True) -> str:
        """Why nobody was found.

        Args:
            who: whom nobody is.
            guess: whether to say whose name is like it, which takes time in a large class.
        """
        if not self:
            return "there is no roster to look them up in"
        alike = set[str]().union(*(self._by_name.get(n, set()) for n in spellings(who.name)))
        if len(alike) > 1:
            return f"could be {' or '.join(sorted(alike))}"
        near = self.nearest(who) if guess else ""
        return f"not in the roster; like {near}" if near else "not in the roster"


def read_roster(path: Path) -> Roster:
    """Reads a roster.

    Args:
        path: a CSV with a header: `id`, and any of `name`, `email`, and columns named after a
            platform (`canvas`, `gradescope`, `blackboard`, `google`) with its ids. Or Canvas'
            gradebook, as Canvas exports it.

    Raises:
        RosterError: it cannot be read, has no column `id`, or an id stands twice or cannot be the
            name of a folder.
    """
    table = read_table(path, RosterError)
    header = [name.strip().casefold() for name in table[0]] if table else []
    if set(header) >= CANVAS and not set(header) & OURS:
        table = [["id", "name", "email", "canvas"], *_of_canvas(header, table[1:])]
        header = table[0]
    if "id" not in header:
        raise RosterError(
            f"{path}:1: there is no column `id`, but {', '.join(header) or 'nothing'}; expected a "
            "header such as id,name,email,canvas"
        )
    for name in header:
        if name and header.count(name) > 1:
            raise RosterError(f"{path}:1: the column `{name}` stands twice; expected each once")
    students: list[Student] = []
    seen: dict[str, int] = {}
    for line, row in enumerate(table[1:], start=2):
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        if not any(cells.values()):
            continue
        identity = cells.get("id", "")
        if problem := wrong_id(identity):
            raise RosterError(f"{path}:{line}: the id {identity!r} {problem}")
        if identity in seen:
            raise RosterError(
                f"{path}:{line}: the id `{identity}` is that of line {seen[identity]}"
            )
        seen[identity] = line
        others = {k: v for k, v in cells.items() if k and v and k not in KNOWN}
        students.append(Student(identity, cells.get("name", ""), cells.get("email", ""), others))
    return Roster(students, path)


def _of_canvas(header: list[str], rows: list[list[str]]) -> Iterator[list[str]]:
    """Lines of Canvas' gradebook as lines of a roster; empty ones for lines of no student."""
    login = next(name for name in CANVAS_LOGINS if name in header)
    for row in rows:
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        identity, name = cells.get(login, ""), cells.get("student", "")
        if not cells.get("id") or name in CANVAS_NOBODY:
            yield []
            continue
        email = identity if "@" in identity else ""
        yield [identity or cells["id"], name, email, cells["id"]]


def read_table(path: Path, error: type[CourseError]) -> list[list[str]]:
    """The cells of a CSV, in whatever of the usual encodings and with `,`, `;` or tabs.

    Raises:
        CourseError: of the given type; the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as problem:
        raise error(f"{path} cannot be read: {problem.strerror}; expected a CSV file") from problem
    if len(data) > MAX_BYTES:
        raise error(f"{path} is over {MAX_BYTES // 2**20} MB; expected a CSV file")
    text = decoded(data)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)))
    except csv.Error as problem:
        raise error(f"{path} is no CSV: {problem}; save it again as CSV, UTF-8") from problem


def decoded(data: bytes) -> str:
    """Text in UTF-8 or UTF-16, with or without a mark, or else in Windows' Western encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def delimiter_of(text: str) -> str:
    """What stands between cells: the commonest of `,`, `;` and tab in the first line."""
    first = text.splitlines()[0] if text else ""
    return max(",;\t", key=first.count)


def wrong_id(identity: str) -> str:
    """Why this cannot be a student's folder in `submitted/`; empty where it can."""
    if not identity or identity != identity.strip():
        return "is empty or has spaces around it; expected nbgrader's id of the student"
    if identity.startswith(".") or UNSAFE.search(identity) or len(identity.encode()) > 200:
        return "cannot be the name of a folder; expected one without / \\ * ? [ ] + or a first `.`"
    return ""


def key_of(text: str) -> str:
    """Letters and digits alone, without accents or case, as names are compared."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if character.isalnum())


def spellings(name: str) -> Iterator[str]:
    """Keys under which a name is found: `Ada Lovelace`, `Lovelace, Ada`, `lovelaceada`."""
    words = [key for key in map(key_of, re.split(r"[\s,]+", name)) if key]
    if not words:
        return
    turned = ["".join(words[at:] + words[:at]) for at in range(len(words))]
    yield from dict.fromkeys(turned)


def _only(found: set[str] | None) -> str:
    return next(iter(found)) if found and len(found) == 1 else ""
