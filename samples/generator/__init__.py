"""Draws fictional documents, photographs them, spoils them on demand, and writes down the exact truth.

Every name, number, school, institution, face and seal is invented. A flat package on purpose: `samples/` is
also a scan folder laid out `<submission>/<material>/<file>`, so a deeper path would look like an upload.
"""
