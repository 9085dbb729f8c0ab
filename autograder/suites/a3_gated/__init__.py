"""Hidden suite of assignment 3: LSTM, GRU, their variants, and depth."""
