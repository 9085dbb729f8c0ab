"""Reference solution of assignment 6: captions, sequence to sequence, questions about images.

Shapes are written N batch, T timesteps, F features of an image, E embedding, H units, V vocabulary,
P size of the shared space and A answers. Weights come in a dict, under the names given in each
docstring; products are `x @ W`. The LSTM packs its gates i, f, o, g along the last axis, as in the
lecture (Keras packs i, f, c, o). What students see is everything outside the solution markers.
"""

import numpy as np
import tensorflow as tf


def shift_captions(captions, pad=0):
    """Make inputs, targets and a mask of captions: at each timestep the target is the next token.

        inputs[n, t] = captions[n, t]    targets[n, t] = captions[n, t + 1]
        mask[n, t] = 1 where targets[n, t] is a real token, 0 where it is padding

    Args:
        captions: integers `[N, T]`, T at least 2: start token, words, end token, then padding.
        pad: the id of the padding.

    Returns:
        `(inputs, targets, mask)`, each `[N, T - 1]`. The mask may be of truth values or of numbers.
    """
    ### BEGIN SOLUTION
    captions = tf.convert_to_tensor(captions)
    targets = captions[:, 1:]
    return captions[:, :-1], targets, targets != pad
    ### END SOLUTION


def caption_loss(features, captions, params, pad=0):
    """Measure how well a recurrent captioner predicts captions of images (Vinyals et al. 2015).

        h_0 = features W_proj + b_proj                      no squashing
        x_t = row inputs_t of W_embed
        h_t = tanh(x_t Wx + h_{t-1} Wh + b)
        log P(. | image, tokens so far) = log softmax(h_t W_vocab + b_vocab)
        loss = mean over the captions of the sum over t of -mask_t log P(targets_t | ...)

    Args:
        features: what a CNN makes of each image, `[N, F]`, float32 or float64.
        captions: integers `[N, T]`, T at least 2, as in `shift_captions`.
        params: a dict of `W_proj [F, H]`, `b_proj [H]`, `W_embed [V, E]`, `Wx [E, H]`, `Wh [H, H]`,
            `b [H]`, `W_vocab [H, V]`, `b_vocab [V]`, of the features' dtype.
        pad: the id of the padding, one of the vocabulary.

    Returns:
        A scalar of the features' dtype: nats per caption, not per token.
    """
    ### BEGIN SOLUTION
    inputs, targets, mask = shift_captions(captions, pad)
    x = tf.gather(params["W_embed"], inputs)
    h, hs = tf.matmul(features, params["W_proj"]) + params["b_proj"], []
    for t in range(x.shape[1]):
        h = tf.tanh(tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"])
        hs.append(h)
    log_p = tf.nn.log_softmax(tf.matmul(tf.stack(hs, 1), params["W_vocab"]) + params["b_vocab"])
    nats = -tf.gather(log_p, targets, batch_dims=2)
    return tf.reduce_mean(tf.reduce_sum(nats * tf.cast(mask, nats.dtype), axis=1))
    ### END SOLUTION


def caption_beam(features, params, start, eos, width, max_len):
    """Look for the likeliest captions of one image with a beam of `width` open hypotheses.

    The model is that of `caption_loss`, the search that of assignment 4 without a length penalty:
    at each step, all one-token extensions of the open hypotheses are ranked by log P together, and
    the best `width` are kept. Of these, the ones that end in `eos` move to the finished list and
    free their place; the others stay open. Extensions of probability zero are dropped. At `max_len`
    the open ones count as finished. The search may stop when the width-th best finished log P is at
    least the best open one.

    Args:
        features: of one image, `[F]`.
        params: as in `caption_loss`.
        start: the token to begin with; never counts as `eos` and is not part of a caption.
        eos: the token that ends a caption; it is part of the caption.
        width: how many extensions are kept, at least 1.
        max_len: how many tokens a caption has at most, at least 1.

    Returns:
        A list of up to `width` pairs `(tokens, log P)`, a list of ints and a float, best first.
    """
    ### BEGIN SOLUTION
    weights = {name: np.asarray(value) for name, value in params.items()}
    h = (np.asarray(features) @ weights["W_proj"] + weights["b_proj"])[None]
    hypotheses, log_p, finished = [[]], np.zeros(1), []
    tokens = np.array([start])
    for length in range(1, max_len + 1):
        h = np.tanh(weights["W_embed"][tokens] @ weights["Wx"] + h @ weights["Wh"] + weights["b"])
        log_probs = tf.nn.log_softmax(h @ weights["W_vocab"] + weights["b_vocab"]).numpy()
        totals = (log_p[:, None] + log_probs).ravel()
        kept = np.argsort(-totals, kind="stable")[:width]
        kept = kept[totals[kept] > -np.inf]
        rows, tokens = np.divmod(kept, log_probs.shape[1])
        log_p = totals[kept]
        hypotheses = [
            [*hypotheses[row], token]
            for row, token in zip(rows.tolist(), tokens.tolist(), strict=True)
        ]
        ends = (tokens == eos) | (length == max_len)
        finished += [(hypotheses[k], float(log_p[k])) for k in np.flatnonzero(ends)]
        finished = sorted(finished, key=lambda pair: pair[1], reverse=True)[:width]

        # What is still open is the batch of the next step, with its own rows of the state.
        is_open = np.flatnonzero(~ends)
        if not len(is_open):
            break
        if len(finished) == width and finished[-1][1] >= log_p[is_open[0]]:
            break
        h, tokens, log_p = h[rows[is_open]], tokens[is_open], log_p[is_open]
        hypotheses = [hypotheses[k] for k in is_open]
    return finished
    ### END SOLUTION


def encode(x_ids, lengths, params):
    """Read sequences with an LSTM, and keep what it remembers after the last real token.

        x_t = row x_ids_t of W_embed           h_0 = 0, c_0 = 0
        i, f, o, g = the four quarters of x_t Wx + h_{t-1} Wh + b
        c_t = sigmoid(f) c_{t-1} + sigmoid(i) tanh(g)
        h_t = sigmoid(o) tanh(c_t)

    The encoder of Sutskever et al. (2014, section 2).

    Args:
        x_ids: integers `[N, T]`, padded at their ends.
        lengths: integers `[N]`, each from 1 to T: how many tokens of sequence n are real.
        params: a dict of `W_embed [V, E]`, `Wx [E, 4H]`, `Wh [H, 4H]`, `b [4H]`, of float32 or
            float64. It may hold more than that.

    Returns:
        `(h, c)`, each `[N, H]`: row n is the state after token `lengths[n]` of sequence n.
    """
    ### BEGIN SOLUTION
    x, lengths = tf.gather(params["W_embed"], x_ids), tf.convert_to_tensor(lengths)
    h = c = tf.zeros((x.shape[0], params["Wh"].shape[0]), x.dtype)
    for t in range(x.shape[1]):
        packed = tf.matmul(x[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        following = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        real = (t < lengths)[:, None]  # behind the last real token, the state stands still
        h = tf.where(real, tf.sigmoid(o) * tf.tanh(following), h)
        c = tf.where(real, following, c)
    return h, c
    ### END SOLUTION


def decode(y_ids, state, params):
    """Say what token follows each of these, with an LSTM that starts from the encoder's state.

        y_t = row y_ids_t of W_embed           (h_0, c_0) = state
        i, f, o, g = the four quarters of y_t Wx + h_{t-1} Wh + b
        c_t = sigmoid(f) c_{t-1} + sigmoid(i) tanh(g)
        h_t = sigmoid(o) tanh(c_t)
        logits_t = h_t W_vocab + b_vocab

    The decoder of Sutskever et al. (2014, equation 1), fed with the right tokens (teacher forcing).

    Args:
        y_ids: integers `[N, T]`, the start token first.
        state: `(h, c)`, each `[N, H]`, as `encode` returns them.
        params: a dict of its own: `W_embed [V, E]`, `Wx [E, 4H]`, `Wh [H, 4H]`, `b [4H]`,
            `W_vocab [H, V]`, `b_vocab [V]`, float32 or float64.

    Returns:
        Logits `[N, T, V]`: entry t is about the token after `y_ids[:, t]`.
    """
    ### BEGIN SOLUTION
    y, (h, c), hs = tf.gather(params["W_embed"], y_ids), state, []
    for t in range(y.shape[1]):
        packed = tf.matmul(y[:, t], params["Wx"]) + tf.matmul(h, params["Wh"]) + params["b"]
        i, f, o, g = tf.split(packed, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        hs.append(h)
    return tf.matmul(tf.stack(hs, axis=1), params["W_vocab"]) + params["b_vocab"]
    ### END SOLUTION


def vqa_logits(features, question_ids, lengths, params):
    """Score the answers to questions about images (Antol et al. 2015, section 4).

        q = the last valid h of an LSTM that reads the question, as in `encode`
        joint = tanh(features W_image + b_image) * tanh(q W_question + b_question)
        logits = joint W_out + b_out

    Args:
        features: what a CNN makes of each image, `[N, F]`, float32 or float64.
        question_ids: integers `[N, T]`, padded at their ends.
        lengths: integers `[N]`, each from 1 to T.
        params: a dict of `W_embed [V, E]`, `Wx [E, 4H]`, `Wh [H, 4H]`, `b [4H]` for the LSTM, and
            `W_image [F, P]`, `b_image [P]`, `W_question [H, P]`, `b_question [P]`, `W_out [P, A]`,
            `b_out [A]`.

    Returns:
        Logits `[N, A]`, one for each possible answer.
    """
    ### BEGIN SOLUTION
    h, _ = encode(question_ids, lengths, params)
    image = tf.tanh(tf.matmul(features, params["W_image"]) + params["b_image"])
    question = tf.tanh(tf.matmul(h, params["W_question"]) + params["b_question"])
    return tf.matmul(image * question, params["W_out"]) + params["b_out"]
    ### END SOLUTION
