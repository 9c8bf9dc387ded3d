"""Scans: a batch of notes becomes a report folder that a compliance review can use."""
