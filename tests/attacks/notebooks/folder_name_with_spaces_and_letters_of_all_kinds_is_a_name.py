"""Spaces, quotes, percent signs, commas, right-to-left letters and emoji in the folder's name."""
# student: "o'brien; $(touch left-by-an-attack) %s {x} \u05d0\u05d1 \U0001f600,=1+1"

# %%
name = "in submitted/"
