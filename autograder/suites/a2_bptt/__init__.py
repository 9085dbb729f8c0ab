"""Hidden suite of assignment 2: backpropagation through time, whole and truncated."""
