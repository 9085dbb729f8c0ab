"""Known wrong answers to the statistics of units, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import numpy as np

from autograder.testing import misconception

# --- unit_correlations ---------------------------------------------------------------------------


@misconception(
    "unit_correlations",
    hint="Your numbers are covariances. Divide by the spreads of the unit and of the signal.",
)
def covariances(activations, signal):
    a, s = activations - activations.mean(axis=0), signal - np.mean(signal)
    return s @ a / len(s)


@misconception(
    "unit_correlations",
    hint="Your numbers are slopes: how much a unit moves when the signal moves by one. A "
    "correlation is divided by the spread of the unit, too.",
)
def slopes(activations, signal):
    a, s = activations - activations.mean(axis=0), signal - np.mean(signal)
    return s @ a / max(s @ s, 1e-300)


@misconception(
    "unit_correlations",
    hint="The means are not taken off. Yours is the cosine of the angle between unit and signal.",
)
def cosines(activations, signal):
    norms = np.linalg.norm(activations, axis=0) * np.linalg.norm(signal)
    return np.divide(signal @ activations, norms, out=np.zeros(len(norms)), where=norms > 0)


@misconception(
    "unit_correlations",
    hint="You take the mean off over units. It goes over time: each unit, a column, has its own.",
)
def centred_over_units(activations, signal):
    a, s = activations - activations.mean(axis=1, keepdims=True), signal - np.mean(signal)
    scale = np.sqrt((a**2).sum(axis=0) * (s @ s))
    return np.divide(s @ a, scale, out=np.zeros(len(scale)), where=scale > 0)


@misconception("unit_correlations", hint="The sign is lost. A unit may fall when the signal rises.")
def absolute_values(activations, signal):
    a, s = activations - activations.mean(axis=0), signal - np.mean(signal)
    scale = np.sqrt((a**2).sum(axis=0) * (s**2).sum())
    return np.abs(s @ a) / np.where(scale > 0, scale, 1)


@misconception(
    "unit_correlations", hint="Your numbers are squared: r, not r squared, is asked for."
)
def squared(activations, signal):
    a, s = activations - activations.mean(axis=0), signal - np.mean(signal)
    scale = np.sqrt((a**2).sum(axis=0) * (s**2).sum())
    return (s @ a / np.where(scale > 0, scale, 1)) ** 2


@misconception(
    "unit_correlations", hint="The sign is wrong: r is positive where both rise together."
)
def sign_turned(activations, signal):
    a, s = activations - activations.mean(axis=0), signal - np.mean(signal)
    scale = np.sqrt((a**2).sum(axis=0) * (s**2).sum())
    return -(s @ a) / np.where(scale > 0, scale, 1)


@misconception(
    "unit_correlations",
    hint="A unit or a signal that never changes gives NaN, from 0 / 0. Its correlation is 0.",
)
def nan_for_what_never_changes(activations, signal):
    a, s = activations - activations.mean(axis=0), signal - np.mean(signal)
    with np.errstate(invalid="ignore"):
        return s @ a / np.sqrt((a**2).sum(axis=0) * (s @ s))


@misconception(
    "unit_correlations",
    hint="A mean of products is divided by standard deviations that count T - 1, as with `ddof=1`. "
    "Both must count the same.",
)
def counted_with_and_without_one(activations, signal):
    a, s = activations - activations.mean(axis=0), signal - np.mean(signal)
    scale = np.sqrt((a**2).sum(axis=0) * (s**2).sum())
    return s @ a / np.where(scale > 0, scale, 1) * (1 - 1 / len(signal))


@misconception(
    "unit_correlations",
    hint="Your correlation is one of ranks. Pearson's takes the numbers themselves.",
)
def ranks(activations, signal):
    def ranked(values):
        # Equal values share the mean of their places.
        below = (values[None] < values[:, None]).sum(axis=1)
        return below + ((values[None] == values[:, None]).sum(axis=1) - 1) / 2

    a, s = np.apply_along_axis(ranked, 0, activations), ranked(np.asarray(signal))
    a, s = a - a.mean(axis=0), s - s.mean()
    scale = np.sqrt((a**2).sum(axis=0) * (s**2).sum())
    return s @ a / np.where(scale > 0, scale, 1)


@misconception(
    "unit_correlations",
    hint="All units are divided by the same spread. Each column has a spread of its own.",
)
def one_spread_for_all(activations, signal):
    a, s = activations - activations.mean(axis=0), signal - np.mean(signal)
    spread = a.std() * s.std()
    return s @ a / len(s) / spread if spread > 0 else np.zeros(a.shape[1])


@misconception(
    "unit_correlations",
    hint="Each unit is compared with the signal one character later. Row t belongs to entry t.",
)
def one_character_later(activations, signal):
    activations, signal = activations[:-1], signal[1:]
    a, s = activations - activations.mean(axis=0), signal - np.mean(signal)
    scale = np.sqrt((a**2).sum(axis=0) * (s**2).sum())
    return s @ a / np.where(scale > 0, scale, 1)


@misconception(
    "unit_correlations",
    hint="The caller's arrays are others after the call: `-=` works in place. Make new ones.",
)
def changed_in_place(activations, signal):
    activations -= activations.mean(axis=0)
    s = signal - np.mean(signal)
    scale = np.sqrt((activations**2).sum(axis=0) * (s**2).sum())
    return s @ activations / np.where(scale > 0, scale, 1)


# --- best_unit -----------------------------------------------------------------------------------


@misconception(
    "best_unit",
    hint="The largest correlation wins in yours. A unit at -0.9 follows the signal better than one "
    "at 0.5: compare absolute values.",
)
def largest_with_its_sign(activations, signal):
    r = unit_correlations(activations, signal)
    return int(np.argmax(r)), float(r.max())


@misconception(
    "best_unit",
    hint="The unit is the right one, and the sign of its correlation is lost.",
)
def sign_lost(activations, signal):
    r = np.abs(unit_correlations(activations, signal))
    return int(np.argmax(r)), float(r.max())


@misconception("best_unit", hint="Of equally good units you take the last. Take the first.")
def last_of_equals(activations, signal):
    r = unit_correlations(activations, signal)
    best = len(r) - 1 - int(np.argmax(np.abs(r)[::-1]))
    return best, float(r[best])


@misconception("best_unit", hint="Your units count from 1. Indices count from 0.")
def counted_from_one(activations, signal):
    r = unit_correlations(activations, signal)
    best = int(np.argmax(np.abs(r)))
    return best + 1, float(r[best])


@misconception("best_unit", hint="The pair is the wrong way round: `(index, correlation)`.")
def pair_turned_round(activations, signal):
    r = unit_correlations(activations, signal)
    best = int(np.argmax(np.abs(r)))
    return float(r[best]), best


@misconception("best_unit", hint="You return the unit that follows the signal least.")
def worst_unit(activations, signal):
    r = unit_correlations(activations, signal)
    best = int(np.argmin(np.abs(r)))
    return best, float(r[best])


@misconception(
    "best_unit",
    hint="Of equally good units, the one that rises with the signal wins in yours. Take the first.",
)
def rising_units_first(activations, signal):
    r = unit_correlations(activations, signal)
    best = int(np.argmax(r)) if r.max() >= -r.min() else int(np.argmin(r))
    return best, float(r[best])


# --- saturation ----------------------------------------------------------------------------------


@misconception(
    "saturation", hint="The two are the wrong way round: below `low`, then above `high`."
)
def pair_swapped(gates, low=0.1, high=0.9):
    return (gates > high).mean(axis=0), (gates < low).mean(axis=0)


@misconception(
    "saturation",
    hint="A gate exactly at a threshold counts in yours. It must be strictly below or above.",
)
def thresholds_included(gates, low=0.1, high=0.9):
    return (gates <= low).mean(axis=0), (gates >= high).mean(axis=0)


@misconception("saturation", hint="You count timesteps. Divide by T: fractions are asked for.")
def counts(gates, low=0.1, high=0.9):
    return (gates < low).sum(axis=0), (gates > high).sum(axis=0)


@misconception("saturation", hint="You average over units. A unit is a column: average over time.")
def over_units(gates, low=0.1, high=0.9):
    return (gates < low).mean(axis=1), (gates > high).mean(axis=1)


@misconception(
    "saturation", hint="You average over everything. Each unit has its own two fractions."
)
def over_everything(gates, low=0.1, high=0.9):
    return (gates < low).mean(), (gates > high).mean()


@misconception("saturation", hint="`low` and `high` are ignored: yours are always 0.1 and 0.9.")
def fixed_thresholds(gates, low=0.1, high=0.9):
    return (gates < 0.1).mean(axis=0), (gates > 0.9).mean(axis=0)


@misconception(
    "saturation",
    hint="The second fraction is one minus the first. Between the thresholds lies a third kind.",
)
def the_rest_is_open(gates, low=0.1, high=0.9):
    below = (gates < low).mean(axis=0)
    return below, 1 - below


@misconception("saturation", hint="Your upper threshold is 1 - low. It is `high`.")
def thresholds_mirrored(gates, low=0.1, high=0.9):
    return (gates < low).mean(axis=0), (gates > 1 - low).mean(axis=0)


@misconception(
    "saturation", hint="You compare each unit's mean. Compare each timestep, then average."
)
def means_compared(gates, low=0.1, high=0.9):
    mean = gates.mean(axis=0)
    return (mean < low).astype(float), (mean > high).astype(float)


@misconception("saturation", hint="Your gates go through a sigmoid again. They are gates already.")
def squashed_twice(gates, low=0.1, high=0.9):
    gates = 1 / (1 + np.exp(-gates))
    return (gates < low).mean(axis=0), (gates > high).mean(axis=0)


@misconception(
    "saturation",
    hint="The gates that came in are others after the call. Don't round in place.",
)
def rounded_in_place(gates, low=0.1, high=0.9):
    below, above = (gates < low).mean(axis=0), (gates > high).mean(axis=0)
    gates[gates < low] = 0
    gates[gates > high] = 1
    return below, above
