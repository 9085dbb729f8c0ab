"""Hidden suite of assignment 5: what the cells of a trained LSTM keep track of."""
