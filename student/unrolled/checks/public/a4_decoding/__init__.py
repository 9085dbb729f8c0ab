"""Public cases of assignment 4: argmax, sampling, beam search."""

from unrolled.checks.probing import About, collect
from unrolled.checks.public.a4_decoding import beams, one_by_one, sampling

ABOUT = {
    "sequence_log_prob": About(
        "sequence_log_prob(step, state, tokens)",
        "Print what you look up at each step: after which token, and the probability of which?",
        hidden="longer sequences, and a single given token; the sum over all continuations; "
        "states in any container; impossible tokens; what `step` is given; whether the "
        "arguments stay as they are",
    ),
    "greedy_decode": About(
        "greedy_decode(step, state, start, eos, max_len)",
        "Print the token that goes in, and the one that you choose, at each step.",
        hidden="larger vocabularies; an end in the middle, at once, or never; a start token that "
        "is also eos; states in any container; models for which greedy is not best; the "
        "type of what comes back",
    ),
    "sample_token": About(
        "sample_token(logits, temperature, rng)",
        "Print the probabilities that you draw from, for temperatures 0.5, 1 and 2.",
        hidden="temperature 0; how often each token comes in hundreds of draws, at several "
        "temperatures; tiny temperatures, huge logits, and logits of minus infinity; "
        "where the randomness comes from; the type of what comes back; whether the logits "
        "stay as they are",
    ),
    "sample_sequence": About(
        "sample_sequence(step, state, start, eos, max_len, temperature, rng)",
        "Compare it with `greedy_decode`, line by line: only the choice of the token differs.",
        builds_on=("sample_token",),
        hidden="how often each sequence comes in hundreds of draws; temperature 0; an end in the "
        "middle, or never; a start token that is also eos; states in any container; where "
        "the randomness comes from",
    ),
    "beam_search": About(
        "beam_search(step, state, start, eos, width, max_len, alpha)",
        "Follow the demo's tree with width 2 on paper: which extensions are kept at each step, "
        "which of them are finished, and which rows of the state go on?",
        hidden="several widths, vocabularies and alphas; states in any container; hypotheses "
        "that end early, late or never; a beam of one, and one as wide as all sequences; "
        "probabilities that are zero or equal; a start token that is also eos; what is "
        "expanded, and when the search stops",
    ),
    "diverse_beam_search": About(
        "diverse_beam_search(step, state, start, eos, width, groups, strength, max_len)",
        "Print, at every step and for each group, the counts of the tokens chosen before it.",
        hidden="several widths and numbers of groups; strengths just below and above what "
        "changes a choice, and 0; a single group; more than two groups, and more than one "
        "step; hypotheses that end early; a start token that is also eos; states in any "
        "container",
    ),
}

CASES = collect(one_by_one, sampling, beams)
