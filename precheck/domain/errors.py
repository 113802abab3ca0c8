"""The kinds of failure that are not a flag."""


class Invalid(Exception):
    """A wrong configuration or use: fail at once and say which file, which key and what is allowed."""


class Unusable(Invalid):
    """What is stored here cannot be worked with: damaged, made by a newer program, sealed with another key. Starting
    again does not help; a person has to look."""


class Transient(Exception):
    """A store or broker is away for the moment: the same call may succeed later."""


class Full(Transient):
    """There is no room left on the disk."""
