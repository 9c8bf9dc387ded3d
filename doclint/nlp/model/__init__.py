"""Trained models, read with NumPy alone."""
