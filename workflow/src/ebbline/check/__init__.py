"""Checking every input of a case before anything is built."""
