"""Sources: files, folders and standard input become notes; what cannot be read becomes an error with its place."""
