"""Names where one is expected: behind labels, titles and roles, before credentials, beside relatives."""

from __future__ import annotations

import re
from functools import cache

from doclint.lexicon import rows, variants
from doclint.privacy.phrases import Phrases
from doclint.privacy.words import Word, common, cue, first_names, never

_GLUED = re.compile(r"[A-Z](?:[A-Z][a-z]{2,}|[A-Z]['’][A-Z][a-z]+|Mc[A-Z][a-z]+)(?:-[A-Z][a-z]+)?\Z")
_LISTED = re.compile(
    r"(?m)^[ \t]*([^\W\d_][\w'’-]+),[ \t]?([^\W\d_][\w'’-]+)(?:[ \t][A-Z]\.?)?"
    r"(?=[ \t]*(?:$|[|/(;]|[ \t][MF]\b|[ \t]+(?:\d{1,3}[ \t]?y|(?i:dob|mrn?|age|acct|male|female|room|rm)\b)))"
)
"""A line of a list of patients: ``Roe, Jane   F   81 yo``."""
_MOST = 4
"""Words of a name, at most."""


class Expected(Phrases):
    """Finds names by what stands beside them."""

    def _labelled(self) -> None:
        kinds, pattern = _labels()
        for match in pattern.finditer(self._text):
            kind = kinds["".join(match[1].casefold().split())]
            sign = match[2].strip()
            place = self._next(match.end())
            if (
                place is None
                or (not sign and kind == "name")
                or self._text[match.end() : self._words[place].start].strip(" \t\"“'(")
            ):
                continue
            run = self._run(place, comma=True, lower=not self._words[place].capital)
            signs = kind == "signer" and len(run) > 1 and run[0].initial
            if (
                run
                and (kind == "name" or signs or self._likely(run))
                and (sign or kind == "signer" or self._surely(run))
            ):
                self._add(run)

        for match in _LISTED.finditer(self._text):
            run = [self._words[self._at[match.start(group)]] for group in (1, 2) if match.start(group) in self._at]
            strange = [word for word in run if word.lower not in common()]
            if len(run) == 2 and all(map(self._nameable, run)) and (len(strange) + (run[1].lower in first_names()) > 1):
                self._add(self._run(self._place(run[0]), comma=True))

    def _titled(self, place: int) -> None:
        word = self._words[place]
        if not cue(word.lower, "title") or place + 1 >= len(self._words) or not self._near(place):
            return
        following = self._words[place + 1]
        if following.capital and not (word.loud and following.lower in common() and word.lower not in ("mr", "mrs")):
            if not word.capital and following.lower in common():
                return
            self._add(self._run(place + 1))
            if word.lower == "drs":
                self._and_another(place + 1)
        elif word.lower not in ("ms", "dr", "fr") and following.lower not in common() and len(following.text) > 2:
            self._add([following])

    def _credentialed(self, place: int) -> None:
        """A name before a credential: ``J. Roe, PT``; the words are looked at backwards."""
        word = self._words[place]
        if not cue(word.lower, "credential") or place == 0 or not self._is_credential(place):
            return
        run: list[Word] = []
        for at in range(place - 1, max(-1, place - 1 - _MOST), -1):
            each = self._words[at]
            if not self._nameable(each) or not self._near(at, comma=not run) or (run and self._stops(each)):
                break
            run.insert(0, each)
        while len(run) > 1 and not (run[0].initial or run[0].lower in first_names()) and (word.loud or len(run) > 3):
            run.pop(0)
        if not run:
            return
        strange = [each for each in run if not each.initial and not self._plain(each)]
        alone = len(run) == 1 and (self._signs_alone(run[0]) or bool(_GLUED.match(run[0].text) and not run[0].loud))
        sure = strange and not self._plain(run[-1]) if word.loud else strange or self._signs(run)
        if alone or (len(run) > 1 and not run[-1].initial and sure):
            self._add(run)

    def _signs(self, run: list[Word]) -> bool:
        """Whether words that notes write small are a name all the same: ``A. Hand``, or ``Art Rivers`` on its line."""
        signing = run[0].initial or (len(run) < 4 and run[0].lower in first_names())
        begins = run[0].first or self._text[max(0, run[0].start - 3) : run[0].start].rstrip(" ").endswith(
            ("/", "-", "–", "—", "~", "(")
        )
        return signing and (begins or self._text[run[-1].end : run[-1].end + 1] == ",")

    def _signs_alone(self, word: Word) -> bool:
        """Whether one word before a credential is a signature: ``-- Linda, PT``."""
        before = self._text[max(0, word.start - 3) : word.start].rstrip(" ")
        begins = not before or before[-1] in "\n-–—~/."
        known = word.lower in first_names() and word.lower not in never() and before[-1:] in ("-", "–", "—", "~")
        return begins and self._text[word.end : word.end + 1] == "," and (not self._plain(word) or known)

    def _stops(self, word: Word) -> bool:
        """Whether a sentence ends behind a word."""
        return self._text[word.end : word.end + 1] == "." and len(word.text) > 2

    def _is_credential(self, place: int) -> bool:
        """Whether letters are a credential here: capitals, or behind a comma."""
        word = self._words[place]
        return word.text.isupper() or word.text in ("PhD", "OTR/L") or word.lower in ("pt", "pta", "ot", "cota", "otr")

    def _related(self, place: int) -> None:
        """``daughter Linda``, ``husband, Tom,``, ``Mom (Jane Roe)``, ``RN Linda``, ``named Rex``; ``Linda (daughter)``
        and ``Linda, her daughter``.
        """
        word = self._words[place]
        called = (
            word.lower in ("called", "by")
            and place > 0
            and self._words[place - 1].lower in ("be", "is", "goes", "went")
        )
        if (called or cue(word.lower, "naming")) and self._expected(place):
            self._add(self._run(place + 1))
            return
        if cue(word.lower, "role") or word.lower in ("pt", "ot"):
            self._behind_role(place)
        if not (cue(word.lower, "relation") or cue(word.lower.removesuffix("s"), "relation")):
            return
        if place + 1 < len(self._words):
            following = self._words[place + 1]
            gap = self._text[word.end : following.start]
            strong = gap == " " or self._closed(following) or self._text[following.end : following.end + 2] == " &"
            if re.fullmatch(r" {1,2}|, | ?\(|: |, ?\"", gap) and self._strange(following, strong=strong):
                run = self._run(place + 1)
                self._add(run)
                if run:
                    self._and_another(self._place(run[-1]))
        if place > 1 and self._words[place - 1].lower in ("her", "his", "their", "the"):
            named = self._words[place - 2]
            gap = self._text[named.end : self._words[place - 1].start]
            if gap == ", " and self._nameable(named) and not named.initial and not named.loud and len(named.text) > 2:
                self._add([named])
        if place > 0 and re.fullmatch(
            r" \((?:his |her |the |pt'?s )?", self._text[self._words[place - 1].end : word.start]
        ):
            at = place - 1
            run = []
            while at >= 0 and len(run) < 3 and self._strange(self._words[at], strong=True):
                run.insert(0, self._words[at])
                if at == 0 or not self._near(at - 1):
                    break
                at -= 1
            self._add(run)

    def _and_another(self, place: int) -> None:
        """The second of two names: ``Linda and Tom``."""
        if place + 1 >= len(self._words):
            return
        word, following = self._words[place], self._words[place + 1]
        if self._text[word.end : following.start] in (" & ", "/"):
            other = place + 1
        elif following.lower in ("and", "or") and place + 2 < len(self._words):
            other = place + 2
        else:
            return
        if self._strange(self._words[other], strong=True):
            self._add(self._run(other))

    def _expected(self, place: int) -> bool:
        """Whether a capital word stands right behind this one, in quotation marks or not."""
        if place + 1 >= len(self._words):
            return False
        following = self._words[place + 1]
        gap = self._text[self._words[place].end : following.start]
        return bool(re.fullmatch(r" [\"“'‘]?", gap)) and self._nameable(following) and not following.loud

    def _behind_role(self, place: int) -> None:
        """``RN Linda``, ``SW H. Young``, ``PT (Jane Roe)``; the letters PT stand for patients too."""
        if place + 1 >= len(self._words) or self._words[place].loud:
            return
        gap = self._text[self._words[place].end : self._words[place + 1].start]
        run = self._run(place + 1) if gap in (" ", " (") else []
        strange = [each for each in run if not each.initial and not self._plain(each)]
        named = run and run[0].lower in first_names() and self._words[place].lower not in ("pt", "ot")
        if strange or (len(run) > 1 and (run[0].initial or run[0].lower in first_names())) or named:
            self._add(run)

    def _likely(self, run: list[Word]) -> bool:
        """Whether what stands behind a label that other things may follow too is a name."""
        strange = [word for word in run if not word.initial and word.lower not in common()]
        if any(word.lower in first_names() for word in run) and (len(run) > 1 or strange):
            return True
        end = self._text[run[-1].end : run[-1].end + 2]
        closed = not end.strip(" ") or end[0] in "\n|;,/(=" or end == "  "
        return bool(strange) and (len(run) > 1 or closed)

    def _surely(self, run: list[Word]) -> bool:
        """Whether words behind ``Patient`` alone are a name: one of the lists, or two of which one is strange."""
        strange = [word for word in run if not word.initial and word.lower not in common()]
        if not run[0].capital:
            return run[0].lower in first_names() and bool(strange) and not run[0].loud
        known = any(word.lower in first_names() for word in strange)
        return known or (len(strange) > 1 and len(strange) == sum(not word.initial for word in run))


@cache
def _labels() -> tuple[dict[str, str], re.Pattern[str]]:
    """Label → how surely a name follows; and a pattern for all of them with the sign behind."""
    kinds = {
        label: row["value"]
        for row in rows("identifier_labels")
        if row["value"] in ("name", "person", "signer")
        for label in variants(row["words"])
    }
    written = "|".join(re.escape(name).replace(r"\ ", r"[ \t]{1,2}") for name in sorted(kinds, key=len, reverse=True))
    pattern = re.compile(
        rf"(?<![A-Za-z])({written})(?:\(s\)|s)?([ \t]{{0,2}}[:=|][ \t]{{0,6}}|[ \t]{{1,3}}|[ \t]{{0,2}}\()", re.I
    )
    return {"".join(name.split()): kind for name, kind in kinds.items()}, pattern
