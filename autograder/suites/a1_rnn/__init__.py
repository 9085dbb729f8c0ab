"""Hidden suite of assignment 1: sequences and the vanilla RNN."""
