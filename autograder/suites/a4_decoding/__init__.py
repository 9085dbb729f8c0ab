"""Hidden suite of assignment 4: argmax, sampling, beam search."""
