"""The two kinds of failure that are not a flag."""


class Invalid(Exception):
    """A wrong configuration or use: fail at once and say which file, which key and what is allowed."""


class Transient(Exception):
    """A store or broker is away for the moment: the same call may succeed later."""
