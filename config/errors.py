"""The one error of this package: a setting or a data file is wrong. Its text is one line and never holds a value."""


class ConfigError(Exception):
    """What is wrong, where, and what to do about it; fit to be printed as it is."""
