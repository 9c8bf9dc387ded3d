"""The HTTP service: the same linter behind endpoints that a record system, a dashboard or the page asks."""
