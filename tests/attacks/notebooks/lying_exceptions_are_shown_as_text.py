"""Names, texts and classes of exceptions that lie, are endless, or are no text at all."""
# expects: make_pairs 0 crashed
# expects: sequence_loss 0

# %% make_pairs
class Meta(type):
    __name__ = property(lambda cls: "passed" * 10_000)
class Lying(Exception, metaclass=Meta):
    __class__ = property(lambda self: AssertionError)
    def __str__(self):
        return "\x1b[2J<script>alert(1)</script>" + "x" * 10**6
def make_pairs(text):
    raise Lying

# %% sequence_loss
class Odd(Exception):
    __str__ = lambda self: 12
Odd.__name__ = "A\x1b]0;owned\x07<img src=x onerror=alert(1)>"
def sequence_loss(*a):
    raise Odd
