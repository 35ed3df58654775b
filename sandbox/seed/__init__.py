"""Shops to start from: `tiny` for tests, `northpine` for the demonstration."""
