"""Tells whether an answer is one of the known mistakes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unrolled.checks.answers import Answers, Mistake, Recorded
from unrolled.checks.compare import is_trait, same_arrays
from unrolled.checks.outcome import Outcome

# More matches than this tell mistakes of one look apart no better than no match.
MOST_HINTS = 2


@dataclass(frozen=True)
class Diagnosis:
    """The known mistakes that answer every public case as this answer does.

    Attributes:
        names: their names.
        hints: what to tell the student, one for each.
        certain: whether numbers agree where they are wrong; an exception or a property can have
            other causes.
    """

    names: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    certain: bool = False


def diagnose(outcomes: Mapping[str, Outcome], answers: Answers) -> Diagnosis:
    """Compares an answer's outcomes with those of each mistake that shows on public inputs."""
    matches = [
        mistake
        for mistake in answers.mistakes
        if mistake.cases.keys() == outcomes.keys()
        and all(mistake.cases[case].equals(outcomes[case]) for case in outcomes)
        and differing(mistake, answers)
    ]
    if not 0 < len(matches) <= MOST_HINTS:
        return Diagnosis()
    return Diagnosis(
        tuple(mistake.name for mistake in matches),
        tuple(dict.fromkeys(mistake.hint for mistake in matches)),
        all(_by_numbers(mistake, answers) for mistake in matches),
    )


def differing(mistake: Mistake, answers: Answers) -> list[str]:
    """The cases in which a mistake's record is not the solution's."""
    return [
        case
        for case, record in mistake.cases.items()
        if record.digest or _differing_outputs(record, answers.solution[case])
    ]


def _differing_outputs(record: Recorded, right: Recorded) -> list[str]:
    return [
        name
        for name, array in record.outputs.items()
        if not is_trait(name) and not same_arrays({name: array}, {name: right.outputs[name]})
    ]


def _by_numbers(mistake: Mistake, answers: Answers) -> bool:
    """Whether some output that is more than a yes or no differs from the solution's."""
    return any(
        record.outputs[name].dtype.kind != "b"
        for case, record in mistake.cases.items()
        for name in _differing_outputs(record, answers.solution[case])
    )
