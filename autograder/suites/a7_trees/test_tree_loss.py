"""Hidden tests for `tree_loss`."""

import numpy as np

from autograder.suites.a7_trees.draw import classifier
from autograder.suites.a7_trees.following import agree_loss
from autograder.testing import question, require, same

ALL = ["loss", "embeddings", "W", "b", "U", "c"]


@question("tree_loss", points=4)
def test_the_loss_is_the_surprise_at_the_right_label(submission, reference, rng):
    given = classifier(rng, leaves=5, vocab=8, units=4, classes=3)
    agree_loss(submission, reference, {**given, "names": ["loss"]})


@question("tree_loss", points=4)
def test_the_gradients_of_the_classifier_at_the_root(submission, reference, rng):
    given = classifier(rng, leaves=4, vocab=6, units=5, classes=3)
    agree_loss(submission, reference, {**given, "names": ["U", "c"]})


@question("tree_loss", points=5)
def test_the_gradients_of_all_that_lies_below_the_root(submission, reference, rng):
    given = classifier(rng, leaves=6, vocab=7, units=3, classes=4, twice=True)
    agree_loss(submission, reference, {**given, "names": ["embeddings", "W", "b"]})


@question("tree_loss", points=2)
def test_large_scores_do_not_overflow(submission, reference, rng):
    given = classifier(rng, leaves=3, vocab=5, units=4, classes=3)
    given["params"]["c"] = given["params"]["c"] + 2000.0
    agree_loss(submission, reference, {**given, "names": ALL})


@question("tree_loss", points=2)
def test_a_lone_leaf_is_classified_too(submission, reference, rng):
    given = classifier(rng, leaves=1, vocab=5, units=3, classes=2)
    agree_loss(submission, reference, {**given, "names": ALL})


@question("tree_loss", points=1, needs_numbers=True)
def test_parameters_stay_and_each_has_a_gradient(submission, rng):
    given = classifier(rng, leaves=4, vocab=6, units=3, classes=2)
    got = submission.ask("after_loss", **given)
    names = sorted(given["params"])
    require(
        got["names"] == names and got["kept"] == names,
        f"the gradients are named {', '.join(got['names'])}, and `params` afterwards holds "
        f"{', '.join(got['kept'])}; expected {', '.join(names)} for both.",
    )
    changed = [
        f"`{n}`" for n in names if not same(got["moved"][n], np.zeros_like(given["params"][n]))
    ]
    require(
        not changed,
        f"after the call, {' and '.join(changed)} in `params` are others than before. The update "
        "is somebody else's task; here nothing is changed in place.",
    )
