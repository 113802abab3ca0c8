"""Mutation testing over a sample: how many small faults in the code the tests notice."""
