"""``python -m precheck.entrypoints.api``: the HTTP server. A child that it spawns does not import what this file does."""

from precheck.entrypoints.daemon import as_program

if __name__ == "__main__":
    with as_program("api"):
        from precheck.entrypoints.api.server import main

        main()
