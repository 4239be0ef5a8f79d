"""Credentials in text: keys, tokens and passwords, found by how they look."""
