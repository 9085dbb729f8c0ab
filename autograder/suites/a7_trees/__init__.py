"""Hidden suite of assignment 7: recursive networks, backpropagation through structure."""
