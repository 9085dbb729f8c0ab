"""Names such as ...x or ..-x look like the way up to whoever joins paths."""
# student: '..-up'

# %%
name = "in submitted/"
