"""Probes of a6_captioning: what the hidden tests ask, except of `caption_beam`.

`probes_beams` has those of the search, `probes_stand_ins` what makes a mistake cost once.
"""

import numpy as np
import tensorflow as tf

from autograder.sandbox.probing import tensors
from autograder.suites.a6_captioning.probes_stand_ins import usable_encode, usable_shift

ARGUMENTS = {
    "caption_loss": ("features", "captions", "params", "pad"),
    "encode": ("x_ids", "lengths", "params"),
    "decode": ("y_ids", "state", "params"),
    "vqa_logits": ("features", "question_ids", "lengths", "params"),
}


def shifted(answer, captions, as_tensor=True, **keywords):
    """What `shift_captions` returns, and of which kinds the three are."""
    given = tf.constant(captions) if as_tensor else np.array(captions)
    returned = answer.shift_captions(given, **keywords)
    if not isinstance(returned, (list, tuple)) or len(returned) != 3:
        return returned
    # Ids of any integer type, and a mask of truth values or of numbers, are right.
    return {
        name: _of_one_type(value, kinds, dtype)
        for name, value, kinds, dtype in zip(
            ("inputs", "targets", "mask"),
            returned,
            ("iu", "iu", "biuf"),
            ("int64", "int64", "float64"),
            strict=True,
        )
    }


def _of_one_type(value, kinds, dtype):
    array = np.asarray(value)
    return array.astype(dtype) if array.dtype.kind in kinds else array


def loss(answer, **given):
    """The loss of `caption_loss`."""
    with usable_shift(answer):
        return answer.caption_loss(*_arguments("caption_loss", given))


def loss_gradients(answer, **given):
    """The gradients of the loss."""
    with usable_shift(answer):
        return _gradients(answer, "caption_loss", given)


def losses_one_by_one(answer, features, captions, params, pad):
    """The loss of each caption alone."""
    with usable_shift(answer):
        return [
            answer.caption_loss(*tensors(features[n : n + 1], captions[n : n + 1], params, pad))
            for n in range(len(captions))
        ]


def default_pad(answer, features, captions, params):
    """The loss where nobody says what the padding is."""
    with usable_shift(answer):
        return answer.caption_loss(*tensors(features, captions, params))


def encoded(answer, **given):
    """The states that `encode` returns, by name."""
    return _by_name(answer.encode(*_arguments("encode", given)))


def encoded_from_plain_ids(answer, x_ids, lengths, params):
    """The same from ids and lengths that are no tensors."""
    return _by_name(answer.encode(np.array(x_ids), [int(n) for n in lengths], tensors(params)))


def encoded_gradients(answer, **given):
    """The gradients of both states."""
    return _gradients(answer, "encode", given)


def decoded(answer, h, c, **given):
    """The logits of `decode`, from a state in a tuple."""
    return answer.decode(*_arguments("decode", {**given, "state": (h, c)}))


def decoded_twice(answer, one, two):
    """The logits for one input, and for another."""
    return [decoded(answer, **given) for given in (one, two)]


def decoded_from_a_list(answer, h, c, **given):
    """The logits of `decode`, from a state in a list; and whether the list stayed as it was."""
    y_ids, state, params = _arguments("decode", {**given, "state": [h, c]})
    before = list(state)
    logits = answer.decode(y_ids, state, params)
    kept = len(state) == 2 and all(a is b for a, b in zip(state, before, strict=True))
    return {"logits": logits, "state kept": kept}


def decoded_gradients(answer, h, c, **given):
    """The gradients of the logits."""
    return _gradients(answer, "decode", {**given, "state": (h, c)})


def answered(answer, **given):
    """The logits of `vqa_logits`."""
    with usable_encode(answer, given["features"].dtype):
        return answer.vqa_logits(*_arguments("vqa_logits", given))


def answered_gradients(answer, **given):
    """The gradients of the logits."""
    with usable_encode(answer, given["features"].dtype):
        return _gradients(answer, "vqa_logits", given)


def _arguments(name, given):
    return [tensors(given[key]) for key in ARGUMENTS[name]]


def _by_name(returned):
    """Names the two states; anything of another form stays as it came."""
    if isinstance(returned, (list, tuple)) and len(returned) == 2:
        return dict(zip(("h", "c"), returned, strict=True))
    return returned


def _gradients(answer, name, given):
    """The gradient of the weighted sum of all outputs for every argument with a gradient."""
    arguments = _arguments(name, given)
    watched = {
        key: value
        for key, value in _named(dict(zip(ARGUMENTS[name], arguments, strict=True)))
        if tf.is_tensor(value) and value.dtype.is_floating
    }
    with tf.GradientTape() as tape:
        tape.watch(list(watched.values()))
        returned = tf.nest.flatten(getattr(answer, name)(*arguments))
        weights = given.get("weights") or [np.ones(())]
        if len(returned) != len(weights):
            raise ValueError(f"`{name}` returned {len(returned)} tensors; expected {len(weights)}.")
        total = sum(
            tf.reduce_sum(value * tf.cast(weight, value.dtype))
            for value, weight in zip(returned, weights, strict=True)
        )
    found = tape.gradient(total, watched)
    return {key: None if g is None else tf.convert_to_tensor(g) for key, g in found.items()}


def _named(value, name=""):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _named(item, key)
    elif isinstance(value, (list, tuple)):
        for place, item in enumerate(value):
            yield from _named(item, f"{name}[{place}]")
    else:
        yield name, value
