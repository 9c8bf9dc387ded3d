"""The names of the formats that are read, apart so that a command line can name them and load nothing."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """The formats that are read, each also in ``.gz`` and ``.zip``."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    EXCEL = "excel"
    PARQUET = "parquet"
    DOCUMENT = "document"
    FHIR = "fhir"
    HL7 = "hl7"
    CCDA = "ccda"
