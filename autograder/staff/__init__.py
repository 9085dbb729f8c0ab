"""Grading on a machine of somebody else's, such as Colab's, and taking home the verdicts."""
