"""What the student's own earlier answers imply for the questions that build on them.

A mistake in `shift_captions` or `encode` costs points there and nowhere else. Nothing here runs
beside student code: an earlier answer is asked in a worker of its own.
"""

import numpy as np

from autograder.suites.a6_captioning.draw import LSTM
from autograder.suites.a6_captioning.readings import log_softmax
from autograder.testing import Follows

NUDGE = 1e-5  # where rounding and curvature both stay below 1e-9


def shift_arguments(*, captions, **_):
    """What `shift_captions` takes."""
    return (captions,)


def encode_arguments(*, question_ids, lengths, params, **_):
    """What `encode` takes."""
    return question_ids, lengths, params


class Run:
    """The captioner over inputs that were already shifted, and its gradients."""

    def __init__(self, shift, features, captions, params, pad):
        inputs, targets, mask = shift(captions, pad)
        self.inputs, self.features, self.params = inputs, features, params
        self.hs = [features @ params["W_proj"] + params["b_proj"]]
        for t in range(inputs.shape[1]):
            x = params["W_embed"][inputs[:, t]]
            self.hs.append(np.tanh(x @ params["Wx"] + self.hs[-1] @ params["Wh"] + params["b"]))
        logits = np.stack(self.hs[1:], axis=1) @ params["W_vocab"] + params["b_vocab"]
        weights = mask.astype(logits.dtype) / len(features)
        log_p = log_softmax(logits)
        hit = np.eye(logits.shape[-1], dtype=logits.dtype)[targets]
        nats = -np.take_along_axis(log_p, targets[..., None], axis=-1)[..., 0]
        self.loss = np.sum(nats * weights)
        self.dlogits = (np.exp(log_p) - hit) * weights[..., None]

    def gradients(self):
        """By the names of the features and of the weights."""
        params, found = self.params, {name: np.zeros_like(w) for name, w in self.params.items()}
        dh = np.zeros_like(self.hs[0])
        for t in reversed(range(self.inputs.shape[1])):
            dlogits, h, x = self.dlogits[:, t], self.hs[t + 1], params["W_embed"][self.inputs[:, t]]
            found["W_vocab"] += h.T @ dlogits
            found["b_vocab"] += dlogits.sum(axis=0)
            da = (dh + dlogits @ params["W_vocab"].T) * (1 - h**2)
            found["Wx"] += x.T @ da
            found["Wh"] += self.hs[t].T @ da
            found["b"] += da.sum(axis=0)
            np.add.at(found["W_embed"], self.inputs[:, t], da @ params["Wx"].T)
            dh = da @ params["Wh"].T
        found |= {"W_proj": self.features.T @ dh, "b_proj": dh.sum(axis=0)}
        return {"features": dh @ params["W_proj"].T, **found}


def own_loss(shift, **given):
    """The loss, from the student's own inputs, targets and mask."""
    return Run(shift, **given).loss


def own_losses(shift, features, captions, params, pad):
    """The loss of each caption alone."""
    return [
        Run(shift, features[n : n + 1], captions[n : n + 1], params, pad).loss
        for n in range(len(captions))
    ]


def own_loss_of_zero(shift, **given):
    """The loss, the padding being 0."""
    return Run(shift, pad=0, **given).loss


def own_gradients(shift, **given):
    """The gradients of the loss."""
    return Run(shift, **given).gradients()


def own_logits(encode, features, question_ids, lengths, params):
    """The logits of `vqa_logits`, from the student's own encoding of the questions."""
    h, _ = encode(question_ids, lengths, params)
    image = np.tanh(features @ params["W_image"] + params["b_image"])
    question = np.tanh(h @ params["W_question"] + params["b_question"])
    return (image * question) @ params["W_out"] + params["b_out"]


def own_logits_gradients(encode, weights, features, question_ids, lengths, params):
    """The gradients of the logits, by central differences: `encode` is asked for values only."""
    h = encode(question_ids, lengths, params)[0]

    def weighed(name, value):
        moved = {**params, name: value}
        image = value if name == "features" else features
        read = encode(question_ids, lengths, moved)[0] if name in LSTM else h
        logits = own_logits(lambda *_: (read, None), image, question_ids, lengths, moved)
        return float(np.sum(logits * weights[0]))

    found = {}
    for name, value in {"features": features, **params}.items():
        found[name] = np.zeros_like(value)
        for place in np.ndindex(*value.shape):
            step = np.zeros_like(value)
            step[place] = NUDGE
            rise = weighed(name, value + step) - weighed(name, value - step)
            found[name][place] = rise / (2 * NUDGE)
    return found


OWN_LOSS = Follows("shift_captions", shift_arguments, own_loss)
OWN_LOSSES = Follows("shift_captions", shift_arguments, own_losses)
OWN_LOSS_OF_ZERO = Follows("shift_captions", shift_arguments, own_loss_of_zero)
OWN_GRADIENTS = Follows("shift_captions", shift_arguments, own_gradients)
OWN_LOGITS = Follows("encode", encode_arguments, own_logits)
OWN_LOGITS_GRADIENTS = Follows("encode", encode_arguments, own_logits_gradients)
