"""The locked room for untrusted code.

`client`, `launch` and `failures` are the trusted side; the other modules run inside. `launch`
starts one zygote under bubblewrap, which forks a worker for each implementation; `protocol` is the
only language that the two sides speak; `limits` says what a worker may use.
"""
