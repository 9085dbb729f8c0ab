"""Raises the classes that the grader uses itself: some of them mean that nobody is to blame."""
# expects: make_pairs 0
# expects: sequence_loss 0
# expects: last_valid_state 0
# expects: one_to_many 0

# %% make_pairs
from autograder import errors
from autograder.sandbox import worker
def make_pairs(text):
    raise errors.SandboxError("the sandbox failed")

# %% sequence_loss
def sequence_loss(*a):
    raise [errors.Missing("gone", name="rnn_step"), worker.TimeUp(), errors.ForbiddenCall("x")][a[0].shape[0] % 3]

# %% last_valid_state
def last_valid_state(*a):
    raise errors.ProtocolError("a peer sent bytes that are not a message")

# %% one_to_many
class Rejected(AssertionError):
    pass
Rejected.__module__ = "autograder.testing.comparison"
def one_to_many(*a):
    raise Rejected("")
