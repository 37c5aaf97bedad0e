"""Journeys through the board in a real browser."""
