"""Grades in the forms that learning platforms take; what the gradebook says comes from outside."""
