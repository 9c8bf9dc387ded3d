"""Names of people: behind labels and titles, before credentials, beside relatives, by lists of names; then wherever
their words stand again.

Words that notes write in lower case, eponyms (Berg, Parkinson) and equipment (Hoyer) are names only where a title, a
label, a credential or a first name says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from doclint.lexicon import rows, variants
from doclint.privacy.identifier import Identifier
from doclint.privacy.words import Word, common, cue, first_names, named_things, never, surnames, words

_GAP = re.compile(r"\.?[ \t]{1,2}|[ \t]?,[ \t]{1,2}|\.(?=\S)|\.?[ \t]{0,2}[\"“'(][ \t]?|[\"”')][ \t]{1,2}")
_PLAIN_GAP = re.compile(r"\.?[ \t]{1,2}|\.(?=\S)")
_INITIALS = re.compile(r"(?<![\w.])[A-Z]\.[ ]?[A-Z]\.(?:[ ]?[A-Z]\.)?(?!\w)")
_NO_INITIALS = frozenset(
    "A.M. P.M. U.S. P.O. P.T. O.T. M.D. D.O. R.N. N.P. R.O.M. P.R.N. I.V. L.E. U.E. R.E. E.R. B.P. H.R.".split()
)
_BEFORE_INITIALS = re.compile(
    r"\b(?:pt|patient|client|student|resident|child|mr|mrs|ms|by|saw|with|for|name|initials)\b\.?:?[ \t]{1,3}\Z", re.I
)
_GLUED = re.compile(r"[A-Z](?:[A-Z][a-z]{2,}|[A-Z]['’][A-Z][a-z]+|Mc[A-Z][a-z]+)(?:-[A-Z][a-z]+)?\Z")
_LISTED = re.compile(
    r"(?m)^[ \t]*([^\W\d_][\w'’-]+),[ \t]?([^\W\d_][\w'’-]+)(?:[ \t][A-Z]\.?)?"
    r"(?=[ \t]*(?:$|[|/(;]|[ \t][MF]\b|[ \t]+(?:\d{1,3}[ \t]?y|(?i:dob|mrn?|age|acct|male|female|room|rm)\b)))"
)
"""A line of a list of patients: ``Roe, Jane   F   81 yo``."""
_MEETING = frozenset("per saw met told asked called helped thanked".split())
_ENDINGS = tuple("ing tion sion ed ly ism ness ment ity ous ive ful sis itis osis ics logy ence able ible".split())
"""Endings of words that are no names, but for those in the lists."""
_CONTRACTED = re.compile(r"['’](?:d|ve|m|ll|re|t)\Z")
_ORGANISATIONS = 50
"""Employers and schools of a note, at most."""
_MOST = 4
"""Words of a name, at most."""


class Names:
    """Finds the names in one text."""

    def __init__(self, text: str, known: Iterable[str] = ()) -> None:
        self._text = text
        self._words = words(text)
        self._at = {word.start: place for place, word in enumerate(self._words)}
        self._found: dict[int, Word] = {}
        self._known = {part.lower() for name in known for part in re.findall(r"[^\W\d_]{3,}", name)}

    def __call__(self) -> Iterator[Identifier]:
        """The names, neighbours as one."""
        self._labelled()
        for place in range(len(self._words)):
            self._titled(place)
            self._credentialed(place)
            self._related(place)
            self._listed(place)
            self._acting(place)
        self._again()
        yield from self._joined()
        yield from self._initials()
        yield from self._organisations()

    # where a name is expected

    def _labelled(self) -> None:
        kinds, pattern = _labels()
        for match in pattern.finditer(self._text):
            kind = kinds["".join(match[1].lower().split())]
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

    def _stops(self, word: Word) -> bool:
        """Whether a sentence ends behind a word."""
        return self._text[word.end : word.end + 1] == "." and len(word.text) > 2

    def _signs_alone(self, word: Word) -> bool:
        """Whether one word before a credential is a signature: ``-- Linda, PT``."""
        before = self._text[max(0, word.start - 3) : word.start].rstrip(" ")
        begins = not before or before[-1] in "\n-–—~/."
        known = word.lower in first_names() and word.lower not in never() and before[-1:] in ("-", "–", "—", "~")
        return begins and self._text[word.end : word.end + 1] == "," and (not self._plain(word) or known)

    def _plain(self, word: Word) -> bool:
        """Whether a word, or each part of one with hyphens, is one of those that notes write small."""
        return all(part in common() or len(part) < 3 for part in re.split(r"[-'’]", word.lower))

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

    # by the lists

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

    def _owns(self, word: Word) -> bool:
        return self._text[word.end : word.end + 2] in ("'s", "’s")

    # wherever their words stand again

    def _again(self) -> None:
        parts = {word.lower for word in self._found.values() if len(word.text) > 2} | self._known
        if not parts:
            return
        quiet = sum(word.capital for word in self._words) < 0.06 * len(self._words)
        for place, word in enumerate(self._words):
            if word.start in self._found or word.lower not in parts:
                continue
            if word.lower in common():
                after = self._words[place + 1] if place + 1 < len(self._words) else None
                acts = after is not None and self._near(place) and cue(after.lower, "verb")
                tells = acts or self._owns(word) or (not word.first and word.lower not in named_things())
                if word.capital and not word.loud and tells:
                    self._add([word])
            elif word.capital or quiet or word.lower in first_names() or word.lower in surnames():
                self._add([word])

    def _initials(self) -> Iterator[Identifier]:
        said = {
            match[0].replace(" ", "")
            for match in _INITIALS.finditer(self._text)
            if _BEFORE_INITIALS.search(self._text, max(0, match.start() - 20), match.start())
        } - _NO_INITIALS
        for match in _INITIALS.finditer(self._text):
            if match[0].replace(" ", "") in said:
                yield Identifier(match.start(), match.end(), "NAME")

    def _organisations(self) -> Iterator[Identifier]:
        """Employers and schools behind their label, and wherever they are named again."""
        said = {match[1].rstrip(" .,;") for match in _organisation().finditer(self._text)}
        names = [name for name in said if len(name) > 2 and not all(part.lower() in never() for part in name.split())]
        if names:
            written = "|".join(map(re.escape, sorted(names, key=len, reverse=True)[:_ORGANISATIONS]))
            for match in re.finditer(rf"(?<!\w)(?:{written})(?!\w)", self._text):
                yield Identifier(match.start(), match.end(), "NAME")

    # words

    def _run(self, place: int, *, comma: bool = False, lower: bool = False) -> list[Word]:
        """The words of a name from here on."""
        run: list[Word] = []
        for at in range(place, min(len(self._words), place + _MOST + 1)):
            word = self._words[at]
            if run:
                gap = self._text[run[-1].end : word.start]
                joined = _PLAIN_GAP.fullmatch(gap) if not comma or len(run) > 1 else _GAP.fullmatch(gap)
                if not joined or (gap.startswith(".") and not run[-1].initial and len(run[-1].text) > 2):
                    break
            if lower and not word.capital:
                if word.lower in common() or len(word.text) < 2 or (run and word.lower in never()):
                    break
            elif not self._nameable(word) or (run and self._ends(word, run)):
                break
            run.append(word)
        while run and run[-1].lower in ("and", "of", "the"):
            run.pop()
        return run[:_MOST]

    def _ends(self, word: Word, run: list[Word]) -> bool:
        """Whether a capital word behind a name is no part of it: a verb, a test, the next sentence."""
        if word.initial:
            return False
        if cue(word.lower, "credential") or cue(word.lower, "relation"):
            return True
        return word.lower in common() and not (
            word.lower in surnames()
            and (len(run) == 1 or run[-1].initial)
            and not cue(word.lower, "verb")
            and (not word.first or run[-1].initial)
        )

    def _nameable(self, word: Word) -> bool:
        return (
            word.capital
            and (word.initial or word.lower not in never())
            and not (word.text.isupper() and len(word.text) > 1 and not word.loud and word.lower in common())
        )

    def _strange(self, word: Word, *, strong: bool) -> bool:
        """Whether a capital word beside a relative may be the relative's name."""
        if not self._nameable(word) or word.initial or word.lower in never() or cue(word.lower, "relation"):
            return False
        if word.loud or (word.text.isupper() and len(word.text) < 4):
            return word.lower in first_names() and word.lower not in common()
        return word.lower not in common() or (strong and word.lower in first_names() and not cue(word.lower, "verb"))

    def _unknown(self, word: Word) -> bool:
        return (
            word.capital
            and not word.loud
            and not word.text.isupper()
            and not _CONTRACTED.search(word.text)
            and len(word.text) > 2
            and word.lower not in common()
            and not (word.lower.endswith(_ENDINGS) and word.lower not in first_names() | surnames())
            and "-" not in word.text
        )

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

    def _closed(self, word: Word) -> bool:
        """Whether a comma or bracket stands behind a word."""
        return self._text[word.end : word.end + 1] in (",", ")")

    def _near(self, place: int, *, comma: bool = False) -> bool:
        """Whether the next word belongs to the same phrase."""
        if place + 1 >= len(self._words):
            return False
        gap = self._text[self._words[place].end : self._words[place + 1].start]
        return bool(_PLAIN_GAP.fullmatch(gap) or (comma and re.fullmatch(r",? {0,2}", gap)))

    def _next(self, at: int) -> int | None:
        """The word that begins here, past spaces and marks."""
        while at < len(self._text) and self._text[at] in " \t\"“'(":
            at += 1
        return self._at.get(at)

    def _place(self, word: Word) -> int:
        return self._at[word.start]

    def _add(self, run: Iterable[Word]) -> None:
        for word in run:
            self._found[word.start] = word

    def _joined(self) -> Iterator[Identifier]:
        start = end = -1
        for _, word in sorted(self._found.items()):
            if end >= 0 and re.fullmatch(r"[., ]{1,2}", self._text[end : word.start]):
                end = word.end
                continue
            if end >= 0:
                yield Identifier(start, end, "NAME")
            start, end = word.start, word.end
        if end >= 0:
            yield Identifier(start, end, "NAME")


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


@cache
def _organisation() -> re.Pattern[str]:
    labels = [
        re.escape(label).replace(r"\ ", r"[ \t]")
        for row in rows("identifier_labels")
        if row["value"] == "organisation"
        for label in variants(row["words"])
    ]
    free = [label for label in labels if "[ " in label]
    return re.compile(
        rf"(?<![A-Za-z])(?:(?i:{'|'.join(labels)})[ \t]{{0,2}}:[ \t]{{0,6}}|(?i:{'|'.join(free)})[ \t])"
        r"([A-Z][\w'’.-]*(?:[ \t](?:[A-Z][\w'’.-]*|&|of)){0,5})"
    )
