"""Prints without end, in large and in small pieces, to every stream there is."""
# fails: longer

# %%
import os, sys
os.write(1, b"x" * 100_000)
sys.__stdout__.write("y" * 100_000)
while True:
    print("z" * 1000)
    sys.stderr.write("e")
