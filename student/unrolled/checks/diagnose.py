"""Tells whether an answer is one of the known mistakes, or two of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from unrolled.checks.answers import Answers
from unrolled.checks.compare import is_trait, right_entries, same_arrays, same_kind
from unrolled.checks.fingerprint import Fingerprint, fingerprint
from unrolled.checks.outcome import Array, Outcome

# More matches than this tell mistakes of one look apart no better than no match.
MOST_HINTS = 2
# Wrong numbers that equal a mistake's can be chance on one input, if they are few and whole.
ENOUGH = {"f": 2, "i": 4, "u": 4, "U": 4}


@dataclass(frozen=True)
class Diagnosis:
    """The known mistakes that answer every public case as this answer does.

    Attributes:
        names: their names.
        hints: what to tell the student, one for each.
        certain: whether numbers agree where they are wrong; an exception or a property can have
            other causes.
        together: whether the answer has all of these mistakes at once, rather than one of them.
    """

    names: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    certain: bool = False
    together: bool = False


def diagnose(outcomes: Mapping[str, Outcome], answers: Answers) -> Diagnosis:
    """Compares an answer with each mistake that shows on public inputs, then with pairs of them."""
    own = fingerprint(outcomes)
    found = {
        m.name: m for m in answers.mistakes if m.baked and own.is_like(m.baked.form, m.baked.sums)
    }
    if 0 < len(found) <= MOST_HINTS:
        hints = tuple(dict.fromkeys(mistake.hint for mistake in found.values()))
        certain = all(mistake.baked.certain for mistake in found.values() if mistake.baked)
        return Diagnosis(tuple(found), hints, certain)
    if found:
        return Diagnosis()
    pairs = matching_pairs(own, answers)
    # Where several pairs give the same, what they share is in any case part of it.
    common = [name for name in pairs[0] if all(name in pair for pair in pairs)] if pairs else []
    known = {mistake.name: mistake.hint for mistake in answers.mistakes}
    hints = tuple(dict.fromkeys(known[name] for name in common))
    return Diagnosis(tuple(common), hints, bool(common), bool(common))


def matching_pairs(own: Fingerprint, answers: Answers) -> list[tuple[str, str]]:
    """The pairs of mistakes that give what an answer gives."""
    return [p.names for p in answers.pairs if own.is_like(p.baked.form, p.baked.sums)]


@dataclass(frozen=True)
class Showing:
    """How a wrong answer shows on public inputs; see `Baked.certain`."""

    at_all: bool
    certain: bool


def showing(
    outcomes: Mapping[str, Outcome], solution: Mapping[str, Mapping[str, Array]]
) -> Showing:
    """Compares what a wrong answer came to with the solution's arrays."""
    wrong = [list(_wrong(outcomes[case], right)) for case, right in solution.items()]
    by_numbers = sum(any(count for _, count in case) for case in wrong)
    enough = any(count >= ENOUGH.get(kind, count + 1) for case in wrong for kind, count in case)
    raised = any(outcome.raised for outcome in outcomes.values())
    return Showing(raised or any(wrong), by_numbers > 1 or enough)


def _wrong(outcome: Outcome, right: Mapping[str, Array]) -> Iterator[tuple[str, int]]:
    """Yields for each wrong output its kind of dtype, and how many of its numbers are wrong."""
    for name, given in outcome.outputs.items():
        if is_trait(name) or same_arrays({name: given}, {name: right[name]}):
            continue
        if given.dtype.kind == "b":
            yield "b", 0
        elif given.shape != right[name].shape or not same_kind(given, right[name]):
            yield given.dtype.kind, given.size
        else:
            yield given.dtype.kind, int((~right_entries(given, right[name])).sum())
