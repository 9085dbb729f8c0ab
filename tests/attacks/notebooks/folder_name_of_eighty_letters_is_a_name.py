"""A name that no table is wide enough for, and that paths made of it twice are too long for."""
# student: 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn'

# %%
name = "in submitted/"
