"""The command `autograder`: what staff type, and what it shows them.

`app` declares every command; the other modules do what the commands say.
"""
