"""Looks for answers and hidden tests in what students get."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.build.handout import Handout
from autograder.build.secret import (
    LINE,
    Secret,
    as_text,
    found_in,
    hidden_secret,
    solution_secrets,
    squeeze,
    written_secret,
)
from autograder.build.solution import Answer, find_regions
from autograder.build.suite import HiddenTest, Probe
from autograder.catalogue import Catalogue
from autograder.errors import BuildError, LeakFound

ARCHIVES = (".whl", ".zip", ".npz")

# Here misconceptions go by name, which `check` prints beside the hint; their source is not there.
BAKED = "unrolled/checks/baked/"


@dataclass(frozen=True)
class Place:
    """A text that students get: `file:line`, and within it the cell or archive member."""

    file: Path
    line: int
    part: str = ""


def secrets_of(
    handout: Handout,
    answers: Mapping[str, Answer],
    tests: Iterable[HiddenTest],
    probes: Iterable[Probe],
    catalogue: Catalogue,
) -> list[Secret]:
    """Everything about one assignment that students must not see.

    What stands in the visible part of an answer is no secret, wherever else it stands: a wrong
    answer to a class repeats the methods that are given.
    """
    secrets = [secret for answer in answers.values() for secret in solution_secrets(answer)]
    for cell in handout.cells:
        if cell.kind == "written":
            for region in find_regions(handout.path, cell.text.splitlines(), cell.line):
                secrets.append(written_secret(cell.question, handout.path, region))
    hidden = [
        *(hidden_secret("hidden test", test) for test in tests),
        *(hidden_secret("probe", probe) for probe in probes),
        *(hidden_secret("misconception", entry) for entry in catalogue.misconceptions),
        *(hidden_secret("variant", entry) for entry in catalogue.variants),
    ]
    given = [as_text(answer.visible) for answer in answers.values()]
    hidden = [replace(s, name="") if s.name in answers else s for s in hidden]
    return secrets + [s for s in hidden if not any(found_in(s, text) for text in given)]


def check_handout(handout: Handout, answers: Mapping[str, Answer]) -> None:
    """Looks for answers in the handout's texts and in the visible parts of solutions.

    Raises:
        BuildError: one is there.
    """
    texts = [
        (handout.path, cell.line, cell.text)
        for cell in handout.cells
        if cell.kind not in ("answer", "written")
    ]
    texts += [(answer.path, answer.line, answer.visible) for answer in answers.values()]
    secrets = [secret for answer in answers.values() for secret in solution_secrets(answer)]
    for path, line, content in texts:
        text = as_text(content)
        for secret in secrets:
            piece = found_in(secret, text, line_length=LINE)
            if piece:
                raise BuildError(
                    f"{path}:{line + _offset(content, piece)}: this gives away {secret.what} "
                    f"({secret.place}): `{_short(piece)}`. Say it in words, or as an equation"
                )


def check_release(files: Mapping[Path, bytes], secrets: Iterable[Secret]) -> None:
    """Looks for secrets in all that students get.

    Args:
        files: path -> content of every file of the release.
        secrets: what must not be in them.

    Raises:
        LeakFound: one is there; the message names file, cell and secret.
    """
    known = list(secrets)
    for path, content in sorted(files.items()):
        for place, words in texts(path, content):
            text = as_text(words)
            for secret in known:
                piece = found_in(secret, text)
                if piece and not (piece == secret.name and BAKED in place.part):
                    part = f"{place.part} " if place.part else "this "
                    raise LeakFound(
                        f"{place.file}:{place.line}: {part}holds {secret.what} "
                        f"({secret.place}): `{_short(piece)}`"
                    )


def texts(path: Path, content: bytes, inside: str = "") -> Iterator[tuple[Place, str]]:
    """Every text in a file: cells of notebooks, strings of JSON, members of archives.

    Files that aren't UTF-8 have none.
    """
    name = inside or path.name
    if name.endswith(ARCHIVES) and zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from texts(path, archive.read(member), member)
        return
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return
    document = _json(text) if name.endswith((".ipynb", ".json")) else None
    if isinstance(document, dict) and isinstance(document.get("cells"), list):
        yield from _cells(path, text, document)
    elif document is not None:
        yield Place(path, 1, inside), "\n".join(_strings(document))
    else:
        yield Place(path, 1, inside), text


def _cells(path: Path, text: str, notebook: Any) -> Iterator[tuple[Place, str]]:
    lines = text.splitlines()
    for number, cell in enumerate(notebook["cells"], start=1):
        key = f'"id": "{cell.get("id", "")}"'
        line = next((n for n, content in enumerate(lines, start=1) if key in content), 1)
        place = Place(path, line, f"cell {number} (`{cell.get('id', '')}`)")
        source = cell.get("source", "")
        yield place, source if isinstance(source, str) else "".join(source)
        rest = {key: value for key, value in cell.items() if key not in ("source", "id")}
        yield place, "\n".join(_strings(rest))
    yield Place(path, 1, "the notebook's metadata"), "\n".join(_strings(notebook.get("metadata")))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None  # read as an ordinary text, then


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _offset(content: str, piece: str) -> int:
    """How many lines into a text a squeezed piece starts; 0 where it is found in trees only."""
    lines = content.splitlines()
    starts = [i for i in range(len(lines)) if piece in squeeze("\n".join(lines[i:]))]
    bare = [re.sub(r"#.*", "", line) for line in lines]
    starts += [i for i in range(len(lines)) if piece in squeeze("\n".join(bare[i:]))]
    return max(starts, default=0)


def _short(piece: str) -> str:
    return piece if len(piece) <= 60 else piece[:57] + "..."
