"""Goals and purposes, and what ties an activity to them."""
