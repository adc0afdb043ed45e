"""As many different words as the titles of many years hold: German makes them by joining."""

from itertools import product


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = _words(
    "Markt Schul Garten Bahnhof Rathaus Kirch Fluss Brunnen Wald Sport Kinder Senioren Stadt Burg Linden Mühlen Hafen Post "
    "Museum Theater Wiesen Berg Süd Nord West Ost Kloster Schloss Ziegel Wein"
)
_MIDDLE = _words(
    "rad fuß bus spiel trink sitz licht schatten baum blumen wasser sand kunst musik lese lern werk bau abfall pfand "
    "energie wärme strom funk klima luft lärm tempo park schutz"
)
_LAST = _words(
    "weg platz garten bank tafel anlage station streifen insel raum dach wand box ecke treff punkt plan tag fest pate "
    "lampe säule rampe mauer hecke wiese halle stelle kreuzung brücke"
)

COMPOUNDS = ["".join(parts) for parts in product(_FIRST, _MIDDLE, _LAST)]
"""27,000 words."""
