"""Durations: their spans, and what they belong to."""
