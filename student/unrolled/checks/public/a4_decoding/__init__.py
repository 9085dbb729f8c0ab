"""Public cases of assignment 4: argmax, sampling, beam search."""

from unrolled.checks.probing import About, collect
from unrolled.checks.public.a4_decoding import beams, one_by_one, sampling

ABOUT = {
    "sequence_log_prob": About(
        "sequence_log_prob(step, state, tokens)",
        "Print what you look up at each step: after which token, and the probability of which?",
    ),
    "greedy_decode": About(
        "greedy_decode(step, state, start, eos, max_len)",
        "Print the token that goes in, and the one that you choose, at each step.",
    ),
    "sample_token": About(
        "sample_token(logits, temperature, rng)",
        "Print the probabilities that you draw from, for temperatures 0.5, 1 and 2.",
    ),
    "sample_sequence": About(
        "sample_sequence(step, state, start, eos, max_len, temperature, rng)",
        "Compare it with `greedy_decode`, line by line: only the choice of the token differs.",
        builds_on=("sample_token",),
    ),
    "beam_search": About(
        "beam_search(step, state, start, eos, width, max_len, alpha)",
        "Follow the demo's tree with width 2 on paper: which extensions are kept at each step, "
        "which of them are finished, and which rows of the state go on?",
    ),
    "diverse_beam_search": About(
        "diverse_beam_search(step, state, start, eos, width, groups, strength, max_len)",
        "Print, at every step and for each group, the counts of the tokens chosen before it.",
    ),
}

CASES = collect(one_by_one, sampling, beams)
