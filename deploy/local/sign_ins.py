"""The people of the demo: fictitious members of staff who sign in by token, in the laptop mode only."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from deploy.local.private_files import write_private

Role = Literal["evaluator", "decider", "coordinator", "office", "implementer", "auditor", "administrator"]


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who may sign in, as what, for which unit (an id of `city/`), by which token; `email` for the daily digest.

    `for_every_unit`: the one office person of the demo answers what any unit is asked.
    """

    role: Role
    user: str
    name: str
    unit: str
    token: str
    for_every_unit: bool = False
    email: str | None = None


# Evaluators from five units: after three have seen a case, two others of different units can review it. Deciders: one for each
# department, and the mayor's office for reviews of what the commission resolved. Nobody decides who is of an evaluating unit.
PEOPLE: tuple[tuple[Role, str, str, str], ...] = (
    ("evaluator", "g.aydin", "Gülay Aydın", "stadtplanung"),
    ("evaluator", "t.brenner", "Thomas Brenner", "stadtplanung"),
    ("evaluator", "m.kowalski", "Marta Kowalski", "klima-umwelt"),
    ("evaluator", "j.lehnert", "Jonas Lehnert", "buergerdienste"),
    ("evaluator", "l.ferrari", "Luca Ferrari", "kultur"),
    ("evaluator", "h.vogel", "Hanna Vogel", "gruenflaechen"),
    ("decider", "c.hohlfeld", "Dr. Claudia Hohlfeld", "dezernat-1"),
    ("decider", "r.bergmann", "Ralf Bergmann", "dezernat-2"),
    ("decider", "n.petrovic", "Nina Petrović", "dezernat-3"),
    ("decider", "e.marten", "Elisa Marten", "ob-buero"),
    ("coordinator", "s.yilmaz", "Selin Yılmaz", "hauptamt"),
    ("coordinator", "p.roth", "Peter Roth", "digitalisierung"),
    ("office", "a.winkler", "Anja Winkler", "rechtsamt"),
    ("implementer", "d.novak", "David Novak", "tiefbau"),
    ("auditor", "b.seifert", "Birgit Seifert", "kaemmerei"),
    ("administrator", "k.okafor", "Kelechi Okafor", "digitalisierung"),
)


def sign_ins(file: Path) -> list[SignIn]:
    """The demo sign-ins of a data directory; their tokens are made once and kept in `file` (mode 0600)."""
    if not file.exists():
        people = [
            SignIn(
                *person,
                token=secrets.token_hex(20),
                for_every_unit=person[0] == "office",
                email=f"{person[1]}@musterstadt.example",
            )
            for person in PEOPLE
        ]
        write_private(file, json.dumps([asdict(person) for person in people], ensure_ascii=False, indent=2))
    return [SignIn(**entry) for entry in json.loads(file.read_text(encoding="utf-8"))]
