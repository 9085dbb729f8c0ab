"""Stands in the place of a module that the questions of this assignment forbid."""

from autograder.errors import ForbiddenCall

raise ForbiddenCall(
    "A forbidden module was imported. This assignment asks you to write it yourself, so it is not "
    "available while grading; the rest of Keras, TensorFlow and NumPy is."
)
