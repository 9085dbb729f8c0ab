"""Which law draws follow, judged so that chance rejects no right answer.

An outcome of probability p comes up in a share f of n draws. By Chernoff's bound the chance that
n kl(f, p) exceeds `LIMIT` is at most 2 exp(-LIMIT) = 1.4e-12, for every n and p: a suite that looks
at a hundred outcomes is wrong about a right answer less often than once in 1e9 runs.
"""

import numpy as np

from autograder.suites.a4_decoding.draw import advance, log_softmax

LIMIT = 28.0
# What a wrong law must deviate by, on average, to be used in a test: well beyond what is forgiven.
TELLING = 90.0


def divergence(share, probability):
    """kl(f, p) = f ln(f / p) + (1 - f) ln((1 - f) / (1 - p)), infinite for what cannot happen."""
    f, p = np.asarray(share, dtype="float64"), np.asarray(probability, dtype="float64")
    with np.errstate(divide="ignore", invalid="ignore"):
        yes = np.where(f > 0, f * np.log(f / p), 0.0)
        no = np.where(f < 1, (1 - f) * np.log((1 - f) / (1 - p)), 0.0)
    return yes + no


def follows(outcomes, law):
    """Whether outcomes could be draws from a law, a dict: outcome -> probability."""
    if not outcomes or any(outcome not in law for outcome in outcomes):
        return False
    shares = [outcomes.count(outcome) / len(outcomes) for outcome in law]
    return bool((len(outcomes) * divergence(shares, list(law.values())) <= LIMIT).all())


def tells_apart(right, wrong, count):
    """Whether so many draws from a wrong law would be seen not to follow the right one."""
    shares = [wrong.get(outcome, 0.0) for outcome in right]
    reached = sum(shares) > 1 - 1e-9
    return not reached or (count * divergence(shares, list(right.values()))).max() > TELLING


def token_law(logits, temperature):
    """The law of `sample_token`: softmax(logits / temperature)."""
    chances = np.exp(log_softmax(np.asarray(logits, dtype="float64") / temperature))
    return {token: float(p) for token, p in enumerate(chances)}


def stand_in_law(logits, temperature):
    """The law of the stand-in for `sample_token` in the probes."""
    logits = np.asarray(logits, dtype="float64")
    turned = np.where(logits > -np.inf, -logits / (0.2 + temperature), -np.inf)
    return {token: float(p) for token, p in enumerate(np.exp(log_softmax(turned)))}


def sequence_law(model, law, *, start, eos, max_len, temperature, reading="right"):
    """The law of `sample_sequence`, a dict: tokens -> probability.

    Args:
        model: what `draw.language` makes.
        law: of a token, `token_law` or `stand_in_law`.
        start: token to begin with.
        eos: token that ends.
        max_len: most tokens.
        temperature: of every draw.
        reading: "right", or a misreading: "state never moves", "start fed again", "no
            temperature", "temperature turned over", "probabilities as logits".
    """
    temperature = {"no temperature": 1.0, "temperature turned over": 1 / temperature}.get(
        reading, temperature
    )
    found, opened = {}, [((), 1.0, model["first"])]
    for length in range(1, max_len + 1):
        extended = []
        for tokens, chance, registers in opened:
            fed = tokens[-1] if tokens and reading != "start fed again" else start
            after, row = advance(model, registers, fed)
            if reading == "state never moves":
                after = registers
            logits = np.exp(row) if reading == "probabilities as logits" else row
            for token, p in law(logits, temperature).items():
                if p == 0.0:
                    continue
                longer = (*tokens, token)
                if token == eos or length == max_len:
                    found[longer] = chance * p
                else:
                    extended.append((longer, chance * p, after))
        opened = extended
    return found
