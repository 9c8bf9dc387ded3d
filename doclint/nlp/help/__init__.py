"""Assistance levels, in abbreviations, scales, shares and words."""
