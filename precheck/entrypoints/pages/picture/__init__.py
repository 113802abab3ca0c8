"""A picture: what was found on it, field by field, and the decision."""
