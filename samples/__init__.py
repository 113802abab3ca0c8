"""Committed pictures of fictional documents, and the generator that made them."""
