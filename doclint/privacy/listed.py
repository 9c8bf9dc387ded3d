"""Names by the lists of first names and surnames, and unknown capital words that do what people do."""

from __future__ import annotations

from doclint.privacy.phrases import Phrases
from doclint.privacy.words import Word, common, cue, first_names, never, surnames

_MEETING = frozenset("per saw met told asked called helped thanked".split())


class Listed(Phrases):
    """Finds names by what they are, and by what they do."""

    def _listed(self, place: int) -> None:
        word = self._words[place]
        if self._with_initial(place):
            self._add([word, self._words[place + 1]])
            return
        if word.lower not in first_names() or word.lower in never():
            return
        following = self._words[place + 1] if place + 1 < len(self._words) and self._near(place) else None
        if not word.capital:
            before = self._words[place - 1].lower if place else ""
            strange = word.lower not in common() or (following is not None and following.lower not in common())
            if strange and len(word.text) > 3 and before in ("pt", "patient", "client", "mr", "mrs", "resident"):
                self._add([word])
                if following is not None and following.lower not in common():
                    self._add([following])
            return
        surname = (
            following is not None
            and following.capital
            and following.lower not in common()
            and (not following.loud or following.lower in surnames())
            and not following.text.isupper() | following.loud
        )
        if word.loud or word.text.isupper():
            if following is not None and word.lower not in common() and following.lower in surnames() - common():
                self._add(self._run(place))
        elif word.lower in common():
            if surname and following is not None and len(following.text) > 2:
                self._add(self._run(place))
        elif len(word.text) > 2 or surname:
            self._add(self._run(place))

    def _with_initial(self, place: int) -> bool:
        """Whether a name with an initial stands here: ``Linda B. was``; a letter alone may be a grade or a help."""
        word = self._words[place]
        if place + 2 >= len(self._words) or not word.capital or word.loud or word.lower in never():
            return False
        initial, following = self._words[place + 1 : place + 3]
        known = word.lower in first_names() or (self._unknown(word) and initial.text not in "ABCD")
        gaps = self._text[word.end : initial.start], self._text[initial.end : following.start]
        return known and initial.initial and gaps == (" ", ". ") and following.text.islower()

    def _acting(self, place: int) -> None:
        """An unknown capital word that does what people do, or that something is done with: ``I saw Nguyet``."""
        word = self._words[place]
        before = self._words[place - 1] if place else None
        after = self._words[place + 1] if place + 1 < len(self._words) else None
        if not self._unknown(word):
            if self._first_name_that_is_a_word(word) and self._with_person(place):
                self._add([word])
            return
        owned = self._owns(word) and after is not None and not cue(after.lower, "thing")
        spaced = after is not None and self._text[word.end : after.start] == " "
        acts = spaced and after is not None and cue(after.lower, "verb")
        seems = spaced and after is not None and cue(after.lower, "auxiliary")
        led = before is not None and self._text[before.end : word.start] == " " and cue(before.lower, "before")
        if (
            owned
            or acts
            or (seems and (word.first or led))
            or (led and word.lower in surnames())
            or (led and before is not None and before.lower in _MEETING)
        ):
            self._add(self._run(place))

    def _first_name_that_is_a_word(self, word: Word) -> bool:
        listed = word.lower in first_names() and word.lower not in never()
        return listed and len(word.text) > 2 and word.capital and not word.text.isupper()

    def _with_person(self, place: int) -> bool:
        """Whether what stands around a word is said of people alone: ``Mark drove``, ``I saw Rose``."""
        word = self._words[place]
        after = self._words[place + 1] if place + 1 < len(self._words) else None
        if (
            after is not None
            and self._text[word.end : after.start] == " "
            and after.text.islower()
            and (cue(after.lower, "verb") or (not word.first and cue(after.lower, "auxiliary")))
        ):
            return True
        before = [each.lower for each in self._words[max(0, place - 2) : place]]
        if not before or not self._near(place - 1):
            return False
        return before[-1] in _MEETING or (before[-1] == "with" and before[0] in ("spoke", "met", "talked", "discussed"))
