"""What people read: feedback for students, reports for staff, tables for the terminal."""
