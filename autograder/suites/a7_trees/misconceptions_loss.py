"""Known wrong answers to `tree_loss`, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import numpy as np
import tensorflow as tf

from autograder.testing import misconception


@misconception(
    "tree_loss",
    hint="Your loss is one minus the probability of the label. The surprise is its negative "
    "logarithm.",
)
def probability_without_its_logarithm(tree, label, params):
    E, W, b, U, c = (params[name] for name in ("embeddings", "W", "b", "U", "c"))
    root = np.asarray(tree_forward(tree, tf.constant(E), tf.constant(W), tf.constant(b)))
    s = root @ U + c
    p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
    loss = 1 - p[label]
    ds = p - np.eye(len(p))[label]
    dE, dW, db = tree_backward(tree, E, W, b, U @ ds)
    grads = {"embeddings": dE, "W": dW, "b": db, "U": np.outer(root, ds), "c": ds}
    return loss, grads


@misconception(
    "tree_loss",
    hint="Your loss is in bits. Nats come from the natural logarithm, `np.log`.",
)
def loss_in_bits(tree, label, params):
    E, W, b, U, c = (params[name] for name in ("embeddings", "W", "b", "U", "c"))
    root = np.asarray(tree_forward(tree, tf.constant(E), tf.constant(W), tf.constant(b)))
    s = root @ U + c
    p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
    loss = -np.log2(p[label])
    ds = p - np.eye(len(p))[label]
    dE, dW, db = tree_backward(tree, E, W, b, U @ ds)
    grads = {"embeddings": dE, "W": dW, "b": db, "U": np.outer(root, ds), "c": ds}
    return loss, grads


@misconception(
    "tree_loss",
    hint="You take the class with the highest score for the right one. What is right stands in "
    "`label`.",
)
def likeliest_class_instead_of_the_label(tree, label, params):
    E, W, b, U, c = (params[name] for name in ("embeddings", "W", "b", "U", "c"))
    root = np.asarray(tree_forward(tree, tf.constant(E), tf.constant(W), tf.constant(b)))
    s = root @ U + c
    p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
    loss = -np.log(p.max())
    ds = p - np.eye(len(p))[p.argmax()]
    dE, dW, db = tree_backward(tree, E, W, b, U @ ds)
    grads = {"embeddings": dE, "W": dW, "b": db, "U": np.outer(root, ds), "c": ds}
    return loss, grads


@misconception(
    "tree_loss",
    hint="For large scores your loss is NaN: `exp` overflows. Subtract the largest score first, "
    "which changes no probability.",
)
def softmax_overflows(tree, label, params):
    E, W, b, U, c = (params[name] for name in ("embeddings", "W", "b", "U", "c"))
    root = np.asarray(tree_forward(tree, tf.constant(E), tf.constant(W), tf.constant(b)))
    s = root @ U + c
    p = np.exp(s) / np.exp(s).sum()
    loss = -np.log(p[label])
    ds = p - np.eye(len(p))[label]
    dE, dW, db = tree_backward(tree, E, W, b, U @ ds)
    grads = {"embeddings": dE, "W": dW, "b": db, "U": np.outer(root, ds), "c": ds}
    return loss, grads


@misconception(
    "tree_loss",
    hint="Your gradient of the scores is the softmax alone. One is subtracted at the label: that "
    "score should go up.",
)
def label_not_subtracted(tree, label, params):
    E, W, b, U, c = (params[name] for name in ("embeddings", "W", "b", "U", "c"))
    root = np.asarray(tree_forward(tree, tf.constant(E), tf.constant(W), tf.constant(b)))
    s = root @ U + c
    p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
    loss = -np.log(p[label])
    ds = p
    dE, dW, db = tree_backward(tree, E, W, b, U @ ds)
    grads = {"embeddings": dE, "W": dW, "b": db, "U": np.outer(root, ds), "c": ds}
    return loss, grads


@misconception(
    "tree_loss",
    hint="Your gradients have the wrong sign: they point where the loss falls. A gradient points "
    "where it grows; the optimizer does the subtracting.",
)
def sign_turned_around(tree, label, params):
    E, W, b, U, c = (params[name] for name in ("embeddings", "W", "b", "U", "c"))
    root = np.asarray(tree_forward(tree, tf.constant(E), tf.constant(W), tf.constant(b)))
    s = root @ U + c
    p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
    loss = -np.log(p[label])
    ds = np.eye(len(p))[label] - p
    dE, dW, db = tree_backward(tree, E, W, b, U @ ds)
    grads = {"embeddings": dE, "W": dW, "b": db, "U": np.outer(root, ds), "c": ds}
    return loss, grads


@misconception(
    "tree_loss",
    hint="Loss and gradients are divided by the number of classes. There is one tree and one "
    "label: nothing to average over.",
)
def divided_by_the_classes(tree, label, params):
    E, W, b, U, c = (params[name] for name in ("embeddings", "W", "b", "U", "c"))
    root = np.asarray(tree_forward(tree, tf.constant(E), tf.constant(W), tf.constant(b)))
    s = root @ U + c
    p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
    loss = -np.log(p[label]) / len(p)
    ds = (p - np.eye(len(p))[label]) / len(p)
    dE, dW, db = tree_backward(tree, E, W, b, U @ ds)
    grads = {"embeddings": dE, "W": dW, "b": db, "U": np.outer(root, ds), "c": ds}
    return loss, grads


@misconception(
    "tree_loss",
    hint="The root goes through another tanh before it is classified. It comes out of one "
    "already, and a lone leaf goes through none.",
)
def root_squashed_once_more(tree, label, params):
    E, W, b, U, c = (params[name] for name in ("embeddings", "W", "b", "U", "c"))
    root = np.tanh(tree_forward(tree, tf.constant(E), tf.constant(W), tf.constant(b)))
    s = root @ U + c
    p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
    loss = -np.log(p[label])
    ds = p - np.eye(len(p))[label]
    dE, dW, db = tree_backward(tree, E, W, b, (U @ ds) * (1 - root**2))
    grads = {"embeddings": dE, "W": dW, "b": db, "U": np.outer(root, ds), "c": ds}
    return loss, grads


@misconception(
    "tree_loss",
    hint="The bias `c` is not added to the scores.",
)
def bias_of_the_classes_forgotten(tree, label, params):
    E, W, b, U, c = (params[name] for name in ("embeddings", "W", "b", "U", "c"))
    root = np.asarray(tree_forward(tree, tf.constant(E), tf.constant(W), tf.constant(b)))
    s = root @ U + c
    p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
    loss = -np.log(p[label])
    ds = p - np.eye(len(p))[label]
    dE, dW, db = tree_backward(tree, E, W, b, U @ ds)
    s = root @ U
    p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
    ds = p - np.eye(len(p))[label]
    loss = -np.log(p[label])
    dE, dW, db = tree_backward(tree, E, W, b, U @ ds)
    grads = {"embeddings": dE, "W": dW, "b": db, "U": np.outer(root, ds), "c": ds}
    return loss, grads


@misconception(
    "tree_loss",
    hint="Nothing below the root gets a gradient; only the classifier learns. Hand droot on to "
    "`tree_backward`.",
)
def tree_frozen(tree, label, params):
    E, W, b, U, c = (params[name] for name in ("embeddings", "W", "b", "U", "c"))
    root = np.asarray(tree_forward(tree, tf.constant(E), tf.constant(W), tf.constant(b)))
    s = root @ U + c
    p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
    loss = -np.log(p[label])
    ds = p - np.eye(len(p))[label]
    dE, dW, db = tree_backward(tree, E, W, b, 0 * (U @ ds))
    grads = {"embeddings": dE, "W": dW, "b": db, "U": np.outer(root, ds), "c": ds}
    return loss, grads


@misconception(
    "tree_loss",
    hint="Below the root you send the gradient of one class's score alone. droot sums over all "
    "classes: U ds.",
)
def gradient_of_the_probability(tree, label, params):
    E, W, b, U, c = (params[name] for name in ("embeddings", "W", "b", "U", "c"))
    root = np.asarray(tree_forward(tree, tf.constant(E), tf.constant(W), tf.constant(b)))
    s = root @ U + c
    p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
    loss = -np.log(p[label])
    ds = p - np.eye(len(p))[label]
    dE, dW, db = tree_backward(tree, E, W, b, U[:, label] * ds[label])
    grads = {"embeddings": dE, "W": dW, "b": db, "U": np.outer(root, ds), "c": ds}
    return loss, grads


@misconception(
    "tree_loss",
    hint="ds [C] meets `U` [H, C] the wrong way round. Back to H units it is ds U^T, that is, `U "
    "@ ds`.",
    raises="ValueError",
)
def classifier_not_transposed(tree, label, params):
    E, W, b, U, c = (params[name] for name in ("embeddings", "W", "b", "U", "c"))
    root = np.asarray(tree_forward(tree, tf.constant(E), tf.constant(W), tf.constant(b)))
    s = root @ U + c
    p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
    loss = -np.log(p[label])
    ds = p - np.eye(len(p))[label]
    dE, dW, db = tree_backward(tree, E, W, b, ds @ U)
    grads = {"embeddings": dE, "W": dW, "b": db, "U": np.outer(root, ds), "c": ds}
    return loss, grads


@misconception(
    "tree_loss",
    hint="The loss is right, but `params` is changed: you take the step as well. Return the "
    "gradients; the update comes later.",
)
def parameters_updated_in_place(tree, label, params):
    E, W, b, U, c = (params[name] for name in ("embeddings", "W", "b", "U", "c"))
    root = np.asarray(tree_forward(tree, tf.constant(E), tf.constant(W), tf.constant(b)))
    s = root @ U + c
    p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
    loss = -np.log(p[label])
    ds = p - np.eye(len(p))[label]
    dE, dW, db = tree_backward(tree, E, W, b, U @ ds)
    grads = {"embeddings": dE, "W": dW, "b": db, "U": np.outer(root, ds), "c": ds}
    for name, gradient in grads.items():
        params[name] -= 0.1 * gradient
    return loss, grads


@misconception(
    "tree_loss",
    hint="`U` and `c` are missing among the gradients. They are parameters like the others.",
)
def classifier_without_gradients(tree, label, params):
    E, W, b, U, c = (params[name] for name in ("embeddings", "W", "b", "U", "c"))
    root = np.asarray(tree_forward(tree, tf.constant(E), tf.constant(W), tf.constant(b)))
    s = root @ U + c
    p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
    loss = -np.log(p[label])
    ds = p - np.eye(len(p))[label]
    dE, dW, db = tree_backward(tree, E, W, b, U @ ds)
    grads = {"embeddings": dE, "W": dW, "b": db, "U": 0 * U, "c": 0 * c}
    return loss, grads
