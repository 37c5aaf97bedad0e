"""Reading a Vietnamese tip: pure functions from text to findings, each usable and testable alone."""
