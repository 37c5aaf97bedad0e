"""Typed loaders of the data in config/: one module a kind. A bad file is refused with its name, line and reason."""
