"""Reports: results as a therapist, a program or a reviewer reads them. One module a format."""
