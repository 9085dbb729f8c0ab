"""The archive that Gradescope exports: a folder for each submission, and a table in YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import yaml  # type: ignore[import-untyped] # it has no types

from autograder.collecting.layouts import Asked, Layout, Piece, Reading
from autograder.collecting.sources import Entry, EntryUnreadable
from autograder.errors import SourceError
from autograder.roster import Who

TABLE = "submission_metadata.yml"


class _Reader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # built in C
    """Reads plain values only. What Ruby has tagged as its own is read as the plain value it is."""


def _untagged(loader: Any, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


_Reader.add_multi_constructor("!", _untagged)


def _fits(entries: Sequence[Entry], stem: str) -> float:
    return 1.0 if _table_of(entries) else 0.0


def _table_of(entries: Sequence[Entry]) -> Entry | None:
    found = [entry for entry in entries if entry.name == TABLE]
    return min(found, key=lambda entry: len(entry.path.parts)) if found else None


def _read(entries: Sequence[Entry], asked: Asked) -> Reading:
    reading = Reading("gradescope")
    table = _table_of(entries)
    if table is None:
        raise SourceError(
            f"There is no {TABLE}; expected the archive of Gradescope's Export Submissions"
        )
    told = _submissions(table)
    depth = len(table.path.parts) - 1
    for entry in entries:
        if entry is table:
            continue
        inside = entry.path.parts[depth:]
        submission = told.get(inside[0])
        if submission is None:
            reading.unread.append((entry, f"not in {TABLE}"))
            continue
        people = list(_people(submission))
        if not people:
            reading.unread.append((entry, f"{TABLE} names nobody for it"))
        for who in people:  # a group hands in once
            reading.pieces.append(
                Piece(entry, who, entry.name, _time(submission), attempt=inside[0])
            )
    handed = {piece.attempt for piece in reading.pieces}
    older = sum(len(told[key].get(":history") or ()) for key in handed)
    if older:
        reading.remarks.append(
            f"Gradescope exports the active submission of each; {older} older ones are only "
            "counted in its table."
        )
    return reading


def _submissions(table: Entry) -> Mapping[str, Mapping[str, Any]]:
    try:
        told = yaml.load(table.read(), Loader=_Reader)  # noqa: S506  # a safe loader
    except (yaml.YAMLError, EntryUnreadable, ValueError, RecursionError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceError(
            f"{table.label} cannot be read ({first}); expected Gradescope's table. Nothing was "
            "collected. Export it again"
        ) from error
    if not isinstance(told, dict):
        raise SourceError(f"{table.label} is no table of submissions. Nothing was collected")
    return {str(key): value for key, value in told.items() if isinstance(value, dict)}


def _people(submission: Mapping[str, Any]) -> Iterator[Who]:
    submitters = submission.get(":submitters")
    for one in submitters if isinstance(submitters, list) else ():
        if isinstance(one, dict):
            name, sid, email = (str(one.get(key) or "") for key in (":name", ":sid", ":email"))
            ids = (("gradescope", sid), ("id", sid)) if sid else ()
            yield Who(name or email or sid, ids, name, email)


def _time(submission: Mapping[str, Any]) -> datetime | None:
    time = submission.get(":created_at")
    if not isinstance(time, datetime):
        return None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


LAYOUT = Layout("gradescope", "Gradescope", _fits, _read)
