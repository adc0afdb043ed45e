"""Why a catalogue file is refused, in German; the reasons themselves are English phrases for developers."""

import re
from collections.abc import Iterable

from services.evaluation.domain.exact_json import FileProblem

_PHRASES = [
    (r"this name is used twice in one object", "Dieser Name steht zweimal im selben Objekt."),
    (r"not JSON: .* in line (\d+), column (\d+)", "Das ist kein JSON: der Fehler steht in Zeile {0}, Spalte {1}."),
    (r"not readable: .*", "Das lässt sich nicht lesen: zu tief verschachtelt oder eine Zahl, die es nicht gibt."),
    (r"not UTF-8 at byte (\d+)", "Die Datei ist nicht in UTF-8 geschrieben (Byte {0})."),
    (r"(.+) is used before", "„{0}“ ist schon vergeben."),
    (r"the weights sum to (\S+), not to (\S+)", "Die Gewichte ergeben zusammen {0} statt {1}."),
    (
        r"the weights of the criteria of (.+) sum to (\S+), not to (\S+)",
        "Die Gewichte der Kriterien von {0} ergeben zusammen {1} statt {2}.",
    ),
    (r"there is no dimension (.+)", "Die Dimension „{0}“ gibt es nicht."),
    (r"there is no weighted dimension (.+)", "Eine Dimension „{0}“ mit Gewicht gibt es nicht."),
    (
        r"(.+) has no weight, a scored criterion needs one",
        "„{0}“ hat kein Gewicht; ein bewertetes Kriterium braucht eins.",
    ),
    (r"(.+) is weighted, an exclusion criterion is not", "„{0}“ hat ein Gewicht; ein Ausschlusskriterium hat keins."),
    (r"there is no sentence (.+)", "Den Satz „{0}“ gibt es nicht."),
    (r"there is no aspect (.+) in \$\.bnk2021", "Den Aspekt {0} gibt es unter bnk2021 nicht."),
    (r"(.+) is named before", "„{0}“ ist schon genannt."),
    (r"(\S+) is not above t_lo, (\S+)", "{0} liegt nicht über t_lo, also {1}."),
    (r"(\S+) is above t_lo, (\S+)", "{0} liegt über t_lo, also {1}."),
    (r"there is no scored criterion (.+)", "Ein bewertetes Kriterium „{0}“ gibt es nicht."),
    (r"(.+) is missing: it does not allow NR", "„{0}“ fehlt: es darf nicht als „nicht relevant“ gelten."),
    (
        r"a profile that leaves criteria out needs the reason why they are not relevant",
        "Ein Profil, das Kriterien auslässt, braucht den Grund, warum sie nicht relevant sind.",
    ),
    (r"the full track needs at least (\d+) evaluators", "Das volle Verfahren braucht mindestens {0} Gutachten."),
    (r"missing|field required|unable to extract tag using discriminator .*", "Diese Angabe fehlt."),
    (r"not a value of the scale", "Das ist kein Wert der Skala."),
    (r"must be a number or a fraction like \"1/2\"", "Hier steht eine Zahl oder ein Bruch wie „1/2“."),
    (r"input should be greater than or equal to (\S+)", "Der Wert muss mindestens {0} sein."),
    (r"input should be greater than (\S+)", "Der Wert muss größer als {0} sein."),
    (r"input should be less than or equal to (\S+)", "Der Wert darf höchstens {0} sein."),
    (r"list should have at least (\d+) item.*", "Die Liste braucht mindestens {0} Eintrag."),
    (r"string should match pattern '\\S'", "Hier darf kein leerer Text stehen."),
    (r"string should match pattern '\^\[\^\\s,:\]\+\$'", "Ein Kürzel hat keine Leerzeichen, Kommas und Doppelpunkte."),
    (r"string should match pattern '\^\(0\|.*", "Eine Fassung besteht aus drei Zahlen wie 1.2.0."),
    (r"string should match pattern '\^\[1-9\].*", "Hier steht eine Nummer von 1 bis 9999."),
    (r"input should be a valid string", "Hier muss ein Text stehen."),
    (r"input should be a valid integer.*", "Hier muss eine ganze Zahl stehen."),
    (r"input should be a valid boolean.*", "Hier muss true oder false stehen."),
    (r"input should be a valid list", "Hier muss eine Liste stehen."),
    (r"input should be a valid dictionary.*", "Hier muss ein Objekt stehen."),
    (r"input should be None", "Hier muss null stehen."),
    (r"input tag '(.*)' found using .*: (.*)", "„{0}“ gibt es nicht, möglich sind: {1}."),
    (r"input should be (.+)", "Möglich ist hier nur: {0}."),
]
_COMPILED = [(re.compile(phrase), german) for phrase, german in _PHRASES]


def german_problems(problems: Iterable[FileProblem]) -> list[tuple[str, str]]:
    """JSON path and reason of every problem; a phrase that is not known stays as it is."""
    return [(problem.path, _german(problem.reason)) for problem in problems]


def _german(reason: str) -> str:
    for phrase, german in _COMPILED:
        if found := phrase.fullmatch(reason):
            return german.format(*(group.replace(" or ", " oder ") for group in found.groups()))
    return reason
