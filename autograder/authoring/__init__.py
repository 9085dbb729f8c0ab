"""What instructors use while they write: a new assignment's skeleton, and a build on every save."""

from autograder.authoring.new import new_assignment
from autograder.authoring.watching import watch

__all__ = ["new_assignment", "watch"]
