"""Replaces what keeps its output, with something endless and with something that is no text."""
# expects: make_pairs 0

# %% make_pairs
import sys
class Endless:
    limit_bytes = 10**12
    def write(self, text):
        return 0
    def flush(self):
        pass
    def text(self):
        return ["<script>alert(1)</script>"] * 10
def make_pairs(text):
    sys.stdout.kept, sys.stdout.size, sys.stdout.limit_bytes = [b"\xff", 3], -10**9, 10**12
    type(sys.stdout).text = lambda self: ["<script>alert(1)</script>"] * 10
    sys.stdout = sys.stderr = Endless()
    return [], [], []
