"""Answers of the Admin API, one file a subject."""
