"""A candidate's page: materials, uploads, handing in, messages."""
