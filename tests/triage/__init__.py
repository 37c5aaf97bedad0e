"""Tests of the board's web part."""
