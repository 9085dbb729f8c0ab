"""A folder called --help or -rf is taken for an option by whoever builds command lines."""
# student: '--help'

# %%
name = "in submitted/"
