"""The values that everything else speaks in: upload, registration, text, page maps, fields, flag, report, errors.

Plain dataclasses and enumerations; the registration is cleaned and checked where it is parsed. All of it may be
imported from anywhere. It imports nothing of the package outside this folder."""
