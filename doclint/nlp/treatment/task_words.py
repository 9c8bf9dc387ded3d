"""Closed classes of words that bound or open a task in a treatment note. Open vocabulary lives in
``doclint/lexicon``."""

from __future__ import annotations

NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty "
    "thirty forty fifty sixty dozen half several".split()
)
COUNTED = frozenset(
    "times time x reps rep repetitions trips trip trials trial sets set rounds round laps lap lengths goes "
    "bouts attempts tries runs passes".split()
)
DISTANCE = frozenset("ft feet foot ' m meters metres meter metre yd yds yards km".split())
DURATION = frozenset("min mins minutes minute sec secs seconds s hr hrs hours hour".split())
DETERMINERS = frozenset(
    "a an the his her their its this that these those some any both each every all another my our own".split()
)
PREPOSITIONS = frozenset(
    "to from of on onto in into out off at with w/ c/ c by over under through thru across around about for per "
    "via up down between behind against "
    "within without w/o along past toward towards before after during until near inside outside beside above "
    "below as than".split()
)
LEVEL_WORDS = frozenset(
    "cga sba min mod max sup supv supervision supervised standby stand-by minimal moderate maximal contact indep "
    "independent independently ind "
    "mod_i gg fim dep dependent total setup set-up s/u vc vcs tc cues cue cueing verbal tactile assist assistance"
    " assisted help helped level lvl "
    "close distant sba/cga effort s/up unaided unassisted touching hands-on physical minA modA maxA i".split()
)
ENDERS = frozenset(
    "was were is are be been has have had needed needs required requires require took takes held refused declined"
    " deferred not tomorrow today "
    "yesterday next since until when while but because so which who where if though although then than comma he "
    "she they i we it's pt patient "
    "client resident skipped omitted omit unable cannot can't could would will may again per ea each twice once "
    "thrice total totals limited stopped "
    "now alone dropped progressed moment possible allowed tested tolerated completed used without w/o? comes "
    "after before except cue offered presented proposed requested withdrawn".split()
)
PURPOSE_VERBS = frozenset(
    "improve increase allow promote prepare return address maximize maximise enable facilitate support restore "
    "build ensure decrease reduce simulate "
    "manage regain work progress challenge strengthen develop encourage help achieve meet safely be".split()
)
PURPOSE_NOUNS = frozenset(
    "strength strengthening endurance power balance carryover carry-over safety safe return independence "
    "conditioning activation coordination "
    "rom mobility stability grip quad quads glute glutes le ue core hip increased improved better functional".split()
)
PATIENT = frozenset(
    "he she they we pt patient client resident student child boy girl veteran mr mrs ms kid stu athlete".split()
)
CLINICIAN = frozenset(
    "i ot pta cota otr therapist clinician therapists otas ota author coach staff spt sota writer me this_therapist".split()
)
ADVERBS = frozenset(
    "also then still now just again first later next finally even always never usually already slowly safely today "
    "there once afterwards actually only mostly often herself himself has had have can could would was is be "
    "been".split()
)
LEADS = frozenset(
    "on of include includes included including practised practiced practise practice did do was were tried try "
    "add trial attempted attempt through "
    "simulated training comprised completed performed perform plus = then and & or like task tasks started start "
    "begin began finished finish "
    "repeated repeat resume progress progressed with: did: activities activity initiated initiate worked work "
    "drilled drill rehearsed "
    "addressed no not held declined refused hold defer deferred skipped skip teach review reviewed".split()
)
"""Words after which a list of tasks may begin."""
NO_TASK_AFTER = frozenset(
    "for by while when with without before after from during difficulty trouble pain avoid avoids despite prior "
    "upon if until about fear "
    "goal goals ltg stg need needs wants want hopes safe".split()
)
WIDE = 3
"""Characters of a gap that parts columns."""
NOUNS = 8
"""Tokens of a noun phrase within which a task's own name stands."""
SEPARATORS = frozenset(
    ', ; | • * · + & ~ – — - -- // || : = ( ) [ ] { } → -> => >> > ☑ ☐ □ ✓ ✔ .. ... x . " “ ” ◦ ▪ ■ # ! ?'.split()
) | {"..", "...."}
HARD_STOPS = frozenset(', ; | • * · ~ – — -- // || : = ( ) [ ] { } ☑ ☐ □ ✓ ✔ .. ... .... . " “ ” ◦ ▪ ■ >> ! ?'.split())
ARROWS = frozenset("-> → => > <> <-> ↔ <=> < ←→ –>".split())
TRAILING = PREPOSITIONS - {
    "up",
    "down",
    "off",
    "out",
    "over",
    "through",
    "in",
    "on",
    "around",
    "across",
    "outside",
    "inside",
    "past",
}
TRIM = (
    TRAILING
    | DETERMINERS - {"all", "both", "each"}
    | frozenset("and & + / or then - x × → -> > at about # ' ’ just also very still".split())
)

OUT_OF_PLACE = frozenset(
    {
        "skilled",
        "response",
        "assessment",
        "reasoning",
        "measures",
        "diagnosis",
        "precautions",
        "level",
        "cues",
        "signature",
        "modality",
        "equipment",
    }
)
"""Sections whose prose is about something else than what was done."""
