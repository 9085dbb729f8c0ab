"""The name of the folder in submitted/ is shown in tables and pages."""
# student: '<script>alert(1)<_script>'

# %%
name = "in submitted/"
