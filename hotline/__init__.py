"""The core of the hotline: seals, reads, groups and keeps tips. Knows no Flask, no provider, no HTML."""
