"""Mending labels: edits in a journal in the workspace; label files are never touched unasked."""
