"""Queries by noun; each takes a session and plain values and returns rows. Who may see what is part of every query."""
