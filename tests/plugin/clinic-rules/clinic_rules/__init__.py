"""House rules of a clinic, and its words."""

from clinic_rules.str001 import Str001

RULES = (Str001,)
