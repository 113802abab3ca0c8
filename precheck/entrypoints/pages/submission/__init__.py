"""A submission: all of a candidate's materials beside what was declared."""
