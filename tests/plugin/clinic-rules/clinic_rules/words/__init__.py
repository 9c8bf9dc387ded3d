"""Words of the clinic, beside those of doclint."""
