"""Hand-ins from archives of learning platforms, put where nbgrader looks for them."""
