"""The names of formats and of degrees of evidence, apart so that a command line can name them and load nothing."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    """The formats of ``doclint lint``."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"
    HTML = "html"


class Evidence(StrEnum):
    """``full`` keeps all, ``offsets`` drops every text copied from the note, ``none`` the offsets too."""

    FULL = "full"
    OFFSETS = "offsets"
    NONE = "none"


class Naming(StrEnum):
    """``pseudonyms`` puts keyed pseudonyms in the place of ids, ``keep`` leaves them."""

    PSEUDONYMS = "pseudonyms"
    KEEP = "keep"
