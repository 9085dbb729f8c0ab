"""Hidden suite of assignment 6: captions, sequence to sequence, questions about images."""
