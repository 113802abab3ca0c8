"""How the outside comes in: the command line, HTTP, the pages, the worker, a scan, and what starts and watches them.

Thin: each takes a request apart, asks a use case of :mod:`precheck.service` or :class:`precheck.Precheck`, and writes
the answer. Celery, FastAPI and Typer stand here and nowhere else; nothing else imports this package."""
