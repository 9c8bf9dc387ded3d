"""What decides rules about the visit and is no entity.

Help without amount, stock phrases, mode, lateness, signatures, the kind of note.
"""

from __future__ import annotations

import re
from itertools import islice

from spacy.language import Language

from doclint.facts import Cue, Signature
from doclint.kept import Question
from doclint.lexicon import rows, variants
from doclint.lexicon.wordings import find, needed
from doclint.nlp.chart import Chart, Read, chart_for
from doclint.nlp.sharing import several_patients
from doclint.nlp.times.timewords import word_set
from doclint.places import Places

_OUTSIDE = frozenset({"goals", "plan", "home", "history", "precautions", "diagnosis", "signature", "caregiver"})
_HELP = frozenset({"assist", "assistance", "help", "helped", "assisted", "asst", "assists"})
_HELPED = frozenset({"helped", "assisted"})
_HELP_BEFORE = word_set("visit.help_before")
_OTHERS = word_set("visit.others")
_GROUP_WORDS = frozenset({"group", "grp", "concurrent", "concur", "conc"})
_PEOPLE = word_set("visit.people")
_COUNTS = word_set("visit.counts")
_AIDES = frozenset({"aide", "tech", "technician"})
_LED = word_set("visit.led")
_MODES = _GROUP_WORDS | _PEOPLE | _AIDES | {"late", "individual", "indiv"}
_ARRIVED = frozenset(
    {"came", "arrived", "got", "here", "in", "started", "start", "brought", "showed", "was", "arrives"}
)
_NOT = frozenset({"no", "not", "without", "never", "nor", "last", "yesterday", "next"})
_DESIGNATION = {
    "pt": "PT",
    "dpt": "PT",
    "mpt": "PT",
    "mspt": "PT",
    "ot": "OT",
    "otr": "OT",
    "otrl": "OT",
    "otd": "OT",
    "mot": "OT",
    "msot": "OT",
    "pta": "PTA",
    "lpta": "PTA",
    "cota": "COTA",
    "ota": "COTA",
    "physiotherapist": "PT",
}
_READ = {
    "VAGUE_HELP": "vague_help",
    "STOCK": "stock_response",
    "NOT_ONE_ON_ONE": "not_one_on_one",
    "SHORTENED": "shortened",
}
"""Labels of the evidence model and the cues that they are."""
_LONG, _CLOSING = 24, 12
"""Tokens of a line that is more than a signature, and how many at its end can be one."""
_SIGN_WORDS = re.compile(r"sign|therapist\b|clinician|provider|dictated", re.IGNORECASE)


def _signs(word: str) -> bool:
    return _SIGN_WORDS.search(word) is not None


_HELPING, _MODE, _SIGNING = Question(_HELP), Question(_MODES), Question(_DESIGNATION)
_SIGNED = Question(holds=_signs)
_CUT_SHORT = needed("visit_cut_short")


class Visit:
    """Component ``doclint_visit``: fills cues, signatures and kind; needs the mentions, for help whose amount is
    told.
    """

    def __init__(self) -> None:
        self.kinds: dict[str, list[tuple[list[str], str]]] = {}
        for row in rows("note_kinds"):
            for name in [row["term"], *variants(row["variants"])]:
                pieces = re.findall(r"[^\W\d_]+|\d+|[^\s\w]", name)
                self.kinds.setdefault(pieces[0], []).append((pieces, row["kind"]))
        for options in self.kinds.values():
            options.sort(key=lambda option: -len(option[0]))

    def __call__(self, doc: Read) -> Read:
        chart = chart_for(doc, "doclint_visit", "doclint_layout", "doclint_terms", "doclint_status")
        _phrases(chart)
        _vague_help(chart)
        _mode(chart)
        _cut_short(chart)
        _read(chart)
        several_patients(chart)
        chart.cues.sort(key=lambda cue: (cue.start, cue.kind))
        _signatures(chart)
        chart.kind = self._kind(chart)
        return doc

    def _kind(self, chart: Chart) -> str | None:
        """The kind that the title lines give; titles stand in the first two lines that hold text."""
        filled = (line for line in chart.lines if line.last > line.first)
        for line in islice(filled, 2):
            end = min(line.last, line.first + 16)
            for token in range(line.first, end):
                options = self.kinds.get(chart.lower[token])
                if options is None or (
                    token > line.first + 2
                    and chart.lower[token] not in {"is", "was"}
                    and not chart.words[token].isupper()
                    and chart.words[token - 1] not in {"|", ":", "-", "–", "—", "*", "•"}
                ):
                    continue
                for pieces, kind in options:
                    last = token + len(pieces)
                    if chart.lower[token:last] == pieces and not _aside(chart, token, last):
                        return kind
        return None


def _aside(chart: Chart, first: int, last: int) -> bool:
    """Whether a title's words only refer to another note: ``since eval``, ``eval 3/4``."""
    before = chart.lower[first - 1] if first else ""
    after = chart.lower[last] if last < len(chart) else ""
    return before in {
        "since",
        "at",
        "from",
        "after",
        "on",
        "per",
        "until",
        "to",
        "of",
        "the",
        "last",
        "md",
        "for",
    } or after in {"by", "done"}


def _add(chart: Chart, kind: str, first: int, last: int) -> None:
    start, end = chart.starts[first], chart.ends[last - 1]
    chart.cues.append(Cue(kind, start, end, chart.text[start:end], chart.code_of[first]))


def _phrases(chart: Chart) -> None:
    taken = -1
    for term in chart.terms_of("visit_cues"):
        if term.first < taken or _idle(chart, term.first):
            continue
        taken = term.last
        if term.category in {"not_one_on_one", "shortened"} and (
            _elsewhere(chart, term.first) or _other_sense(chart, term.first, term.last)
        ):
            continue
        _add(chart, term.category, term.first, term.last)


def _read(chart: Chart) -> None:
    """What the evidence model marks and the lexicon does not."""
    read = [(span, kind) for span in chart.evidence or () if (kind := _READ.get(span.label))]
    known = {kind: _cues_of(chart, kind) for kind in {kind for _, kind in read}}
    for span, kind in read:
        if not _idle(chart, span.first):
            start, end = chart.starts[span.first], chart.ends[span.last - 1]
            if not known[kind].meet(start, end):
                _add(chart, kind, span.first, span.last)


def _cues_of(chart: Chart, kind: str) -> Places:
    return Places((cue.start, cue.end) for cue in chart.cues if cue.kind == kind)


def _idle(chart: Chart, token: int) -> bool:
    return token in chart.unchecked or chart.section_of[token] in _OUTSIDE


def _elsewhere(chart: Chart, token: int) -> bool:
    """Whether the words before speak of no group, or of another day."""
    first = chart.sentence(token)[0]
    return bool(_NOT & set(chart.lower[max(first, token - 3) : token]))


def _other_sense(chart: Chart, first: int, last: int) -> bool:
    """A modality left unattended, a condition that is concurrent, a group of things."""
    word, after = chart.lower[first], chart.lower[last] if last < len(chart) else ""
    if word == "unattended":
        start, end = chart.sentence(first)
        return bool(_MODALITY & set(chart.lower[max(start, first - 20) : min(end, first + 20)]))
    if word in {"concurrent", "concurrently"}:
        return after in {"0", ":", ")", "/", "]"} or (
            after.isalpha() and after not in {"with", "w/", "session", "treatment", "tx", "therapy", "visit", "and"}
        )
    if chart.lower[first] == "group" and last - first == 3 and after.isalpha():
        return after not in _PEOPLE | {"in", "for", "with", "and", "today", "session"}  # a group of six jars
    return after in {"steps", "muscles", "things", "items", "letters", "cards"}


_MODALITY = word_set("visit.modality")
_MUSCLES = word_set("visit.muscles")


def _vague_help(chart: Chart) -> None:
    tokens = chart.where(_HELPING)
    told: set[int] = set()
    for mention in chart.mentions if tokens else ():
        if mention.label in {"ASSISTANCE", "GOAL"}:
            one, two = chart.tokens_of(mention.start, mention.end)
            told.update(range(one, two + 1))
    for token in tokens:
        word = chart.lower[token]
        if _idle(chart, token):
            continue
        if token in told:
            continue
        first, last = chart.sentence(token)
        before = chart.lower[token - 1] if token > first else ""
        after = chart.lower[token + 1] if token + 1 < last else ""
        if (
            after in {":", "=", "level", "device", "from", ">>"}
            or (after == "|" and chart.words[token].istitle())
            or before in {"no", "without", "active", "self", "-", "to", "w/o", "step"}
        ):
            continue
        subject = chart.lower[max(first, token - 3) : token]
        if (word in _HELPED and not ({"i", "we", "therapist", "pt", "ot", "pta", "cota", "otr"} & set(subject))) or (
            word in _HELPED and _OTHERS - {"she", "he", "they"} & set(subject)
        ):
            continue
        if (
            word in _HELPED
            or before in _HELP_BEFORE
            or (before == "" and token == first)
            or after in {"given", "provided", "prn", "needed", "as", "|"}
        ):
            _add(chart, "vague_help", token - (before in {"with", "w/", "some", "needed", "needs"}), token + 1)


def _mode(chart: Chart) -> None:
    """A ticked group or concurrent box, several patients, an aide who gave the treatment."""
    for token in chart.where(_MODE):
        word = chart.lower[token]
        if _idle(chart, token):
            continue
        if (
            word in _GROUP_WORDS
            and (token in chart.checked or _keyed(chart, token))
            and not (token and chart.lower[token - 1] in _MUSCLES)
        ):
            _add(chart, "not_one_on_one", token, token + 1)
        elif word == "late" and _by_minutes(chart, token):
            _add(chart, "shortened", token - 1, token + 1)
        elif word in {"individual", "indiv"} and token in chart.checked:
            _add(chart, "separate_one_on_one", token, token + 1)
        elif word in _PEOPLE and token > 1 and not _elsewhere(chart, token) and _shared(chart, token):
            _add(chart, "not_one_on_one", token - 1, token + 1)
        elif word in _AIDES and not _elsewhere(chart, token):
            _, last = chart.sentence(token)
            nearby = chart.lower[token + 1 : min(token + 4, last)]
            if _LED & set(nearby) and not {"held", "present", "assisted", "helped"} & set(nearby):
                _add(chart, "not_one_on_one", token, min(token + 3, last))


def _cut_short(chart: Chart) -> None:
    """A visit cut short in words of its own: ``transport came and we had to quit``, ``25 late``."""
    found = list(find("visit_cut_short", chart.text, chart.said(_CUT_SHORT)))
    if not found:
        return
    known = _cues_of(chart, "shortened")
    for match in found:
        first, last = chart.tokens_of(match.start(), match.end())
        if (
            first < last
            and not known.begin_in(match.start(), match.end())
            and not _idle(chart, first)
            and not _elsewhere(chart, first)
        ):
            _add(chart, "shortened", first, last)


def _by_minutes(chart: Chart, token: int) -> bool:
    """``late`` behind a bare number that a verb of arriving precedes: ``got here 20 late``."""
    first = chart.sentence(token)[0]
    return (
        token - 1 > first
        and chart.lower[token - 1].isdecimal()
        and bool(_ARRIVED & set(chart.lower[max(first, token - 5) : token - 1]))
    )


def _keyed(chart: Chart, token: int) -> bool:
    """``Mode: group``, ``group (4 residents)``, ``group 25 min``: the mode with a value that is not zero."""
    before = chart.lower[max(0, token - 2) : token]
    if before[-2:] in (["mode", ":"], ["mode", "="], ["delivery", ":"]):
        return True
    after = chart.lower[token + 1 : token + 4]
    if after[:1] == ["("] and len(after) > 1 and after[1] in _COUNTS:
        return True
    return (
        len(after) > 1
        and after[0].isdecimal()
        and after[0] != "0"
        and after[1] in {"min", "'", "pts", "patients", "residents"}
    )


def _shared(chart: Chart, token: int) -> bool:
    """Whether the people that the token names were treated together: ``with three residents``."""
    first = chart.sentence(token)[0]
    window = chart.lower[max(first, token - 5) : token]
    return (
        bool({"with", "w/", "of", "and", "group"} & set(window))
        and bool(_COUNTS - {"other", "another"} & set(window[-4:]))
        and not ({"feet", "ft", "x", "reps"} & set(window))
    )


def _signatures(chart: Chart) -> None:
    """Designations behind a name, in signature lines or at the note's end."""
    tokens = chart.where(_SIGNING)
    if not tokens:
        return
    filled = (line.number for line in reversed(chart.lines) if line.last > line.first)
    ending = set(islice(filled, 3))
    signed = {
        line.number
        for line in map(chart.line, chart.where(_SIGNED))
        if line.number and _SIGN_WORDS.search(chart.text, line.start, min(line.end, line.start + 40))
    }
    for token in tokens:
        line = chart.line(token)
        if line.number not in signed and (
            line.number not in ending or (line.last - line.first > _LONG and token < line.last - _CLOSING)
        ):
            continue
        designation = _DESIGNATION[chart.lower[token]]
        if (token > line.first or designation in {"PTA", "COTA"}) and _behind_name(
            chart, token, line.last, designation
        ):
            chart.signatures.append(Signature(designation, chart.starts[token], chart.ends[token]))


def _behind_name(chart: Chart, token: int, end: int, designation: str) -> bool:
    before = chart.words[token - 1] if token else ""
    after = chart.words[token + 1] if token + 1 < end else ""
    closing = (
        not after
        or not after[0].isalnum()
        or after.upper() in {"L", "CHT", "DPT", "PTA", "MS", "CLT", "NCS", "OCS", "GCS", "CO", "SUPV"}
    )
    if not closing or before.lower() in {"by", "the", "with", "for", "of", "per", "to", "a", "and", "supervising"}:
        return False
    if designation in {"PTA", "COTA"} or chart.lower[token] not in {"pt", "ot"}:
        return True
    named = before in {",", ".", ")"} or before[:1].isupper() or (chart.words[token].islower() and before.isalpha())
    return named and (chart.words[token].isupper() or (not after and chart.words[token].islower()))


@Language.factory("doclint_visit", requires=["doc._.doclint_chart"])
def create_visit(nlp: Language, name: str) -> Visit:
    """Factory of ``doclint_visit``; needs ``doclint_status`` before it."""
    return Visit()
