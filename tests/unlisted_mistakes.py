"""Mistakes that no catalogue knows, ten an assignment: none may ever be given a known one's name.

Each is a change to the right answer, which its body finds under `real`.
"""

# Assignment -> name -> question, its arguments, the body.
UNLISTED = {
    "a1_rnn": {
        "shrinks_the_embedding": ("embed", "ids, table", "return 0.9 * real(ids, table)"),
        "subtracts_the_bias": (
            "rnn_step", "x, h, Wx, Wh, b", "return tf.tanh(x @ Wx + h @ Wh - b)",
        ),
        "halves_the_state": (
            "rnn_step", "x, h, Wx, Wh, b", "return tf.tanh(x @ Wx + 0.5 * (h @ Wh) + b)",
        ),
        "relu": ("rnn_step", "x, h, Wx, Wh, b", "return tf.nn.relu(x @ Wx + h @ Wh + b)"),
        "repeats_the_first": (
            "rnn_forward", "x, h0, Wx, Wh, b",
            "hs = real(x, h0, Wx, Wh, b)\n    return tf.concat([hs[:, :1], hs[:, :-1]], axis=1)",
        ),
        "starts_from_twice_h0": (
            "rnn_forward", "x, h0, Wx, Wh, b", "return real(x, 2 * h0, Wx, Wh, b)",
        ),
        "adds_one": ("last_valid_state", "hs, lengths", "return real(hs, lengths) + 1"),
        "fades": (
            "one_to_many", "x0, h0, Wx, Wh, b, Wy, by, steps",
            "return 0.5 * real(x0, h0, Wx, Wh, b, Wy, by, steps)",
        ),
        "moves_targets_by_two": (
            "make_pairs", "text",
            "x, y, v = real(text)\n    return x, np.roll(y, -1), v",
        ),
        "charges_double": (
            "sequence_loss", "logits, targets, mask", "return 2 * real(logits, targets, mask)",
        ),
    },
    "a2_bptt": {
        "adds_h0_to_the_gradient": (
            "rnn_backward", "dhs, x, hs, h0, Wx, Wh",
            "dx, dh0, *rest = real(dhs, x, hs, h0, Wx, Wh)\n    return (dx, dh0 + h0, *rest)",
        ),
        "halves_the_bias_gradient": (
            "rnn_backward", "dhs, x, hs, h0, Wx, Wh",
            "*rest, db = real(dhs, x, hs, h0, Wx, Wh)\n    return (*rest, db / 2)",
        ),
        "shrinks_every_copy": (
            "per_step_gradients", "dhs, x, hs, h0, Wx, Wh",
            "return 0.9 * real(dhs, x, hs, h0, Wx, Wh)",
        ),
        "skips_every_other_batch": (
            "contiguous_batches", "ids, batch_size, num_steps",
            "yield from list(real(ids, batch_size, num_steps))[::2]",
        ),
        "trains_twice": (
            "tbptt_step", "model, optimizer, x, y, states, max_norm=None",
            "real(model, optimizer, x, y, states, max_norm)\n"
            "    return real(model, optimizer, x, y, states, max_norm)",
        ),
        "leaves_the_last_loss_out": (
            "train_tbptt", "model, optimizer, ids, batch_size, num_steps, epochs, max_norm=None",
            "return real(model, optimizer, ids, batch_size, num_steps, epochs, max_norm)[:-1]",
        ),
        "clips_at_twice_the_norm": (
            "clip_by_global_norm", "grads, max_norm", "return real(grads, 2 * max_norm)",
        ),
        "reports_half_the_norm": (
            "clip_by_global_norm", "grads, max_norm",
            "clipped, norm = real(grads, max_norm)\n    return clipped, norm / 2",
        ),
        "rounds": ("state_jacobian_norms", "Wh, hs", "return np.round(real(Wh, hs), 1)"),
        "one_too_many": (
            "gradient_bound", "Wh, steps, gamma=1.0", "return real(Wh, steps, gamma) + 1",
        ),
    },
    "a3_gated": {
        "writes_half": (
            "lstm_step", "x, h, c, Wx, Wh, b",
            "i, f, o, g = tf.split(x @ Wx + h @ Wh + b, 4, axis=-1)\n"
            "    c = tf.sigmoid(f) * c + 0.5 * tf.sigmoid(i) * tf.tanh(g)\n"
            "    return tf.sigmoid(o) * tf.tanh(c), c",
        ),
        "forgets_a_little_more": (
            "lstm_step", "x, h, c, Wx, Wh, b", "return real(x, h, 0.9 * c, Wx, Wh, b)",
        ),
        "feeds_a_larger_cell": (
            "lstm_forward", "x, h0, c0, Wx, Wh, b", "return real(x, h0, c0 + 0.1, Wx, Wh, b)",
        ),
        "halves_the_peepholes": (
            "peephole_step", "x, h, c, Wf, Wi, Wo, Wc, bf, bi, bo, bc",
            "return real(x, h, c, Wf / 2, Wi, Wo, Wc, bf, bi, bo, bc)",
        ),
        "keeps_more": (
            "coupled_step", "x, h, c, Wf, Wc, Wo, bf, bc, bo",
            "return real(x, h, c, Wf, Wc, Wo, bf + 1, bc, bo)",
        ),
        "steep_gates": (
            "gru_step", "x, h, Wz, Wr, W", "return real(x, h, 2 * Wz, 2 * Wr, W)",
        ),
        "negative_biases": (
            "mut1_step", "x, h, params",
            "turned = {k: -v if k[0] == 'b' else v for k, v in params.items()}\n"
            "    return real(x, h, turned)",
        ),
        "half_the_input": ("mut2_step", "x, h, params", "return real(x / 2, h, params)"),
        "shrinks_the_layers": (
            "stacked_forward", "x, h0s, Ws", "return real(x, h0s, [0.9 * W for W in Ws])",
        ),
        "cubed": ("cell_gradient", "forget_gates", "return real(forget_gates) ** 3"),
    },
    "a4_decoding": {
        "counts_twice": (
            "sequence_log_prob", "step, state, tokens", "return 2 * real(step, state, tokens)",
        ),
        "adds_an_eighth": (
            "sequence_log_prob", "step, state, tokens",
            "return real(step, state, tokens) + 0.125",
        ),
        "takes_the_second_best": (
            "greedy_decode", "step, state, start, eos, max_len",
            "out, token = [], start\n    while len(out) < max_len and (not out or token != eos):\n"
            "        row, state = step(np.array([token]), state)\n"
            "        token = int(np.argsort(row[0])[-2])\n        out.append(token)\n"
            "    return out",
        ),
        "starts_from_the_token_after": (
            "greedy_decode", "step, state, start, eos, max_len",
            "return [t + 1 for t in real(step, state, start, eos, max_len)]",
        ),
        "cubes_the_temperature": (
            "sample_token", "logits, temperature, rng",
            "return real(logits, temperature**3, rng)",
        ),
        "feeds_the_token_before_the_last": (
            "sample_sequence", "step, state, start, eos, max_len, temperature, rng",
            "out, before, token = [], start, start\n    for _ in range(max_len):\n"
            "        row, state = step(np.array([before]), state)\n"
            "        before, token = token, sample_token(row[0], temperature, rng)\n"
            "        out.append(token)\n        if token == eos:\n            break\n"
            "    return out",
        ),
        "halves_the_scores": (
            "beam_search", "step, state, start, eos, width, max_len, alpha=0.0",
            "pairs = real(step, state, start, eos, width, max_len, alpha)\n"
            "    return [(tokens, score / 2) for tokens, score in pairs]",
        ),
        "turns_the_tokens_round": (
            "beam_search", "step, state, start, eos, width, max_len, alpha=0.0",
            "pairs = real(step, state, start, eos, width, max_len, alpha)\n"
            "    return [(tokens[::-1], score) for tokens, score in pairs]",
        ),
        "pushes_half_as_hard": (
            "diverse_beam_search", "step, state, start, eos, width, groups, strength, max_len",
            "return real(step, state, start, eos, width, groups, strength / 2, max_len)",
        ),
        "scores_shifted": (
            "diverse_beam_search", "step, state, start, eos, width, groups, strength, max_len",
            "pairs = real(step, state, start, eos, width, groups, strength, max_len)\n"
            "    return [(tokens, score - 0.5) for tokens, score in pairs]",
        ),
    },
    "a5_visualizing": {
        "shrinks_the_output_gate": (
            "trace", "cell, embeddings, h0, c0",
            'found = real(cell, embeddings, h0, c0)\n    return {**found, "o": 0.9 * found["o"]}',
        ),
        "adds_to_the_cell": (
            "trace", "cell, embeddings, h0, c0",
            'found = real(cell, embeddings, h0, c0)\n    return {**found, "c": found["c"] + 1}',
        ),
        "every_third": (
            "quote_mask", "text",
            "return np.array([k % 3 == 0 for k in range(len(text))], dtype=float)",
        ),
        "doubles_the_place": ("line_position", "text", "return 2 * real(text)"),
        "never_deeper_than_two": (
            "nesting_depth", 'text, opening="{", closing="}"',
            "return np.minimum(real(text, opening, closing), 2)",
        ),
        "bends_the_correlation": (
            "unit_correlations", "activations, signal",
            "return np.tanh(real(activations, signal))",
        ),
        "doubles_the_correlation": (
            "unit_correlations", "activations, signal", "return 2 * real(activations, signal)",
        ),
        "halves_the_best": (
            "best_unit", "activations, signal",
            "unit, r = real(activations, signal)\n    return unit, r / 2",
        ),
        "two_units_on": (
            "best_unit", "activations, signal",
            "unit, r = real(activations, signal)\n    return unit + 2, r",
        ),
        "counts_half_of_what_is_open": (
            "saturation", "gates, low=0.1, high=0.9",
            "shut, opened = real(gates, low, high)\n    return shut, opened / 2",
        ),
    },
    "a6_captioning": {
        "turns_the_inputs_round": (
            "shift_captions", "captions, pad=0",
            "inputs, targets, mask = real(captions, pad)\n"
            "    return tf.reverse(inputs, [1]), targets, mask",
        ),
        "halves_the_loss": (
            "caption_loss", "features, captions, params, pad=0",
            "return real(features, captions, params, pad) / 2",
        ),
        "sees_half_of_the_image": (
            "caption_loss", "features, captions, params, pad=0",
            "return real(features / 2, captions, params, pad)",
        ),
        "halves_the_scores": (
            "caption_beam", "features, params, start, eos, width, max_len",
            "pairs = real(features, params, start, eos, width, max_len)\n"
            "    return [(tokens, score / 2) for tokens, score in pairs]",
        ),
        "shrinks_the_cell": (
            "encode", "x_ids, lengths, params",
            "h, c = real(x_ids, lengths, params)\n    return h, 0.9 * c",
        ),
        "adds_to_the_state": (
            "encode", "x_ids, lengths, params",
            "h, c = real(x_ids, lengths, params)\n    return h + 0.1, c",
        ),
        "doubles_the_logits": (
            "decode", "y_ids, state, params", "return 2 * real(y_ids, state, params)",
        ),
        "starts_smaller": (
            "decode", "y_ids, state, params",
            "return real(y_ids, [s / 2 for s in state], params)",
        ),
        "doubles_the_features": (
            "vqa_logits", "features, question_ids, lengths, params",
            "return real(2 * features, question_ids, lengths, params)",
        ),
        "shifts_the_logits": (
            "vqa_logits", "features, question_ids, lengths, params",
            "return real(features, question_ids, lengths, params) + 1",
        ),
    },
    "a7_trees": {
        "halves_every_state": (
            "tree_forward", "tree, embeddings, W, b", "return real(tree, embeddings, W, b) / 2",
        ),
        "shrinks_the_weights": (
            "tree_forward", "tree, embeddings, W, b", "return real(tree, embeddings, 0.9 * W, b)",
        ),
        "moves_the_bias": (
            "tree_forward", "tree, embeddings, W, b", "return real(tree, embeddings, W, b + 0.1)",
        ),
        "starts_with_the_second": (
            "chain", "ids", "return real([*ids[:2][::-1], *ids[2:]])",
        ),
        "one_id_up": ("chain", "ids", "return real([one + 1 for one in ids])"),
        "forgets_half_of_the_bias": (
            "tree_backward", "tree, embeddings, W, b, droot",
            "dE, dW, db = real(tree, embeddings, W, b, droot)\n    return dE, dW, db / 2",
        ),
        "adds_to_the_embeddings": (
            "tree_backward", "tree, embeddings, W, b, droot",
            "dE, dW, db = real(tree, embeddings, W, b, droot)\n    return dE + 1, dW, db",
        ),
        "adds_one_nat": (
            "tree_loss", "tree, label, params",
            "loss, grads = real(tree, label, params)\n    return loss + 1, grads",
        ),
        "halves_the_classifiers_gradient": (
            "tree_loss", "tree, label, params",
            "loss, grads = real(tree, label, params)\n"
            '    return loss, {**grads, "U": grads["U"] / 2}',
        ),
        "leaves_the_score_unsquashed": (
            "tree_loss", "tree, label, params",
            "loss, grads = real(tree, label, params)\n"
            '    return loss, {**grads, "c": 2 * grads["c"]}',
        ),
    },
}  # fmt: skip


def program_of(stem: str, name: str) -> tuple[str, str]:
    """The question of an unlisted mistake, and source that puts it in the right answer's place."""
    question, arguments, body = UNLISTED[stem][name]
    return question, f"real = {question}\ndef {question}({arguments}):\n    {body}\n"
