"""What was done: functional tasks, exercise, passive treatment, their status and function."""
