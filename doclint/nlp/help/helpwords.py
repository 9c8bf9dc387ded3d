"""Word classes of the grammar of help in free language, from ``help_words.csv``."""

from __future__ import annotations

from doclint.kept import Question
from doclint.lexicon import rows, variants
from doclint.nlp.help.level_data import PARTS
from doclint.nlp.times.timewords import word_set

VAGUE = {"bit": 10, "little": 10, "some": 20, "part": 20, "corner": 15, "most": 75, "all": 100}
"""Amounts without a number: they count before ``of the weight`` and the like, with somebody who gave them."""
STANDING = word_set("helpwords.standing")
WATCHING = word_set("helpwords.watching")
NEVER = word_set("helpwords.never")


class HelpWords:
    """Word classes of ``help_words.csv``."""

    def __init__(self) -> None:
        self.classes: dict[str, frozenset[str]] = {}
        for row in rows("help_words"):
            known = self.classes.get(row["category"], frozenset())
            self.classes[row["category"]] = known | {row["term"], *variants(row["variants"])}
        heads = (
            self.classes["contact"]
            | self.classes["lift"]
            | self.classes["steady"]
            | frozenset(PARTS)
            | {"%", "percent", "per"}
            | frozenset(VAGUE)
            | STANDING
            | WATCHING
            | word_set("helpwords.presence")
            | {"/"}
        )
        self.heads = Question(heads)
        """Whether help in free language can have a word at its head."""

    def has(self, word: str, category: str) -> bool:
        return word in self.classes[category]
