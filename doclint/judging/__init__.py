"""From facts to the parts of a result: codes of the visit, whether it is judged at all, findings, elements, verdict."""
