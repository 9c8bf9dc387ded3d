"""A scan as a Spark job: the same readers, linter, rules over several notes and writing as a scan on one machine.

Steps: ``reading`` makes rows of files, ``linting`` lints each note once, ``episodes`` looks at the notes of a patient
together, ``finishing`` makes lines of the report; between them Spark sorts and groups. ``run`` puts them together.
"""
