"""Hand-ins that are more alike than the class is: evidence to read, never a verdict."""

from autograder.similarity.fingerprints import Line
from autograder.similarity.norm import Norm
from autograder.similarity.pairs import Alike, Comparison, Pair, compare

__all__ = ["Alike", "Comparison", "Line", "Norm", "Pair", "compare"]
