"""Reference solutions: the only hand-written copy of every answer, one module per assignment."""
