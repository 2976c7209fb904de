"""The catalogue of problem codes: how severe each is, and what it is called in five words.

Codes are stable: tools and teachers quote them. The first digit says which room it comes from:
0 the file, 1 YAML as text, 2 shape, 3 references, 4 expressions, 5 the state machine,
6 calendar and record, 7 texts and sources, 8 what-ifs, claims and expectations,
9 what plays and proofs show.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sim.scenario.source import SOURCE_CODES


class Severity(StrEnum):
    """``error`` forbids playing; ``warning`` is likely a mistake; ``note`` is worth a look."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of the catalogue."""

    severity: Severity
    title: str


_ERRORS = {
    "NC201": "Unknown key",
    "NC202": "A required key is missing",
    "NC203": "A value of the wrong shape",
    "NC204": "Empty where something is needed",
    "NC205": "A word that YAML may read differently",
    "NC206": "Not a whole number",
    "NC207": "A number that is too large",
    "NC208": "A number outside what is allowed",
    "NC209": "Not true or false",
    "NC210": "Not a possible id",
    "NC211": "A reserved word as id",
    "NC212": "Not a move name",
    "NC213": "Not a date",
    "NC214": "Not a language tag",
    "NC215": "Not a web address",
    "NC216": "Not a probability",
    "NC217": "Not one of the allowed words",
    "NC218": "A move with outcomes and effects of its own",
    "NC219": "An unknown format number",
    "NC220": "A list that is too short or too long",
    "NC221": "A true-or-false variable with a range",
    "NC222": "A number without a range",
    "NC223": "A range upside down",
    "NC224": "A start outside the range",
    "NC225": "Two things with one id",
    "NC226": "Two outcomes with one id",
    "NC227": "Named twice in one list",
    "NC228": "A change without a sign",
    "NC229": "A variable both changed and set",
    "NC230": "A change of a true-or-false variable",
    "NC233": "An unknown without alternatives",
    "NC301": "No such stage",
    "NC302": "No such variable",
    "NC303": "No such actor",
    "NC304": "No such move",
    "NC305": "No such outcome",
    "NC306": "No such source",
    "NC307": "Not an ending",
    "NC308": "Fates at a stage that is no ending",
    "NC309": "A placeholder that names nothing",
    "NC310": "An order that leaves actors out",
    "NC313": "A move that needs what it forbids",
    "NC401": "An expression that cannot be read",
    "NC402": "An expression that is too large",
    "NC403": "Not part of the expression language",
    "NC404": "A number where truth is needed, or the reverse",
    "NC405": "A number too large for an expression",
    "NC406": "A name that means nothing here",
    "NC407": "A move or outcome in done() that does not exist",
    "NC408": "A stage or value that does not exist",
    "NC409": "A result that could grow too large",
    "NC410": "A possible division by zero",
    "NC411": "A stage or unknown that is not compared",
    "NC412": "Not a plain whole number",
    "NC413": "A function used wrongly",
    "NC414": "Asking whether somebody waited",
    "NC415": "An operator of another language",
    "NC416": "An order where there is none",
    "NC423": "A negative weight",
    "NC501": "The story begins at an ending",
    "NC502": "No ending",
    "NC503": "A way out of an ending",
    "NC504": "From a stage to itself",
    "NC505": "Transitions that run in a circle",
    "NC601": "The calendar does not end at an ending",
    "NC602": "A record out of order",
    "NC603": "A step that does not say how it turned out",
    "NC604": "A step outside the calendar",
    "NC605": "A record that cannot be replayed",
    "NC607": "A calendar past the year 9999",
    "NC701": "Documented or claimed without a source",
    "NC704": "A brace that is not closed",
    "NC801": "A what-if line that cannot be read",
    "NC802": "A what-if line that names nothing",
    "NC803": "A what-if value outside its range",
    "NC804": "What-if lines that contradict each other",
    "NC805": "An expectation of nothing",
    "NC806": "Odds upside down",
    "NC902": "A play that broke off",
    "NC903": "An expectation that does not hold",
}
_WARNINGS = {
    "NC231": "A chance without an alternative",
    "NC232": "More words than values",
    "NC234": "A plus sign where a value is set",
    "NC311": "A variable that nothing reads",
    "NC420": "A condition that can never hold",
    "NC421": "A condition that always holds",
    "NC422": "A condition on what its actor cannot see",
    "NC424": "Chances that can all be zero",
    "NC425": "Weights that can all be zero",
    "NC426": "A weight that is always negative",
    "NC427": "An outcome that never happens",
    "NC506": "Transitions that may run in a circle",
    "NC507": "A transition that is never looked at",
    "NC508": "A stage that nothing leads to",
    "NC509": "A stage that only the end of time leaves",
    "NC510": "A move that can never be made",
    "NC511": "An actor who can do nothing",
    "NC512": "A playable actor who can never act",
    "NC606": "Steps of one day against the actors' order",
    "NC702": "A headline that is too long",
    "NC703": "A text that is too long for a screen",
    "NC705": "A text that may show nothing",
    "NC706": "A version of a text that is never shown",
    "NC901": "A play that got stuck",
    "NC910": "A stage that no story comes to",
    "NC912": "A move that is never open",
    "NC913": "An outcome that never comes",
    "NC914": "A condition that never holds in any story",
    "NC916": "A transition that is never taken",
    "NC917": "An actor without a move",
    "NC918": "Chances that are all zero in a story",
    "NC919": "Weights that are all zero in a story",
    "NC920": "A version of a text that no story shows",
}
_NOTES = {
    "NC235": "Two ids that are easily confused",
    "NC312": "A source that nothing cites",
    "NC707": "One headline twice",
    "NC708": "A playable actor without briefing or task",
    "NC709": "An ending without a text",
    "NC710": "An actor without a fate",
    "NC915": "A condition that holds in every story",
    "NC921": "A stage that a transition never leaves",
}

CATALOGUE: dict[str, Entry] = {
    **{code: Entry(Severity(severity), title) for code, (severity, title) in SOURCE_CODES.items()},
    **{code: Entry(Severity.ERROR, title) for code, title in _ERRORS.items()},
    **{code: Entry(Severity.WARNING, title) for code, title in _WARNINGS.items()},
    **{code: Entry(Severity.NOTE, title) for code, title in _NOTES.items()},
}
