"""sys.exit(0), quit() and SystemExit(0) mean success to whoever looks at exit codes."""
# expects: make_pairs 0 crashed
# fails: SystemExit

# %%
import sys
sys.exit(0)

# %% make_pairs
def make_pairs(text):
    raise [SystemExit(0), KeyboardInterrupt(), GeneratorExit(), BaseException("x")][len(text) % 4]
