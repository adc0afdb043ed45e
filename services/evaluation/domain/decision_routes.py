"""Who decides about an impulse: bodies of the city, and routes of which the first that fits names one.

Source: issue "Decide"; the law stands in the city's file, not here, but for one rule: what the council or residents move, and
petitions to the council, are decided by a body of the council.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from shared.contracts.lists import Motion

BodyKind = Literal["unit", "commission", "mayor", "council_committee", "council"]

MEETING: frozenset[BodyKind] = frozenset({"commission", "council_committee", "council"})
OF_COUNCIL: frozenset[BodyKind] = frozenset({"council_committee", "council"})


@dataclass(frozen=True, slots=True)
class Body:
    """Who decides: a person for a unit, the mayor, or a body that meets.

    `unit` is set for the mayor only: whoever decides for it acts. `members`, `quorum` (present members) and `majority` (the share
    of the votes in favour and against that has to be exceeded) are set for bodies that meet; `circular` says whether they may
    resolve without meeting, `public` whether their sessions are. `short` begins the numbers of their resolutions.
    """

    id: str
    name: str
    kind: BodyKind
    unit: str | None = None
    short: str | None = None
    members: int | None = None
    quorum: int | None = None
    majority: Fraction | None = None
    circular: bool = False
    public: bool = False

    @property
    def meets(self) -> bool:
        """Whether it resolves in sessions."""
        return self.kind in MEETING

    @property
    def of_council(self) -> bool:
        """Whether what is decided here is only a proposal until the body's resolution is entered."""
        return self.kind in OF_COUNCIL


@dataclass(frozen=True, slots=True)
class DecisionRoute:
    """Fits where every condition that is set holds; within one condition any of its entries is enough. Amounts in whole cents."""

    body: str
    one_off_from_cents: int | None = None
    yearly_from_cents: int | None = None
    subjects: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    motions: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    fields_of_action: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """What routes look at; an amount is None while nobody has said it, and fits no route that asks for one."""

    origin: str
    motion: Motion | None = None
    one_off_cents: int | None = None
    yearly_cents: int | None = None
    subjects: tuple[str, ...] = ()
    unit: str | None = None
    field_of_action: str | None = None

    @property
    def is_for_council(self) -> bool:
        """Whether nobody but a body of the council may decide it."""
        return self.origin == "council" or self.motion is not None


@dataclass(frozen=True, slots=True)
class DecisionRoutes:
    """Bodies from the lowest level to the highest, and routes in order; the last route fits everything."""

    bodies: tuple[Body, ...]
    routes: tuple[DecisionRoute, ...]

    def body(self, body_id: str) -> Body | None:
        """The body, None where there is none of this id (any more)."""
        return next((body for body in self.bodies if body.id == body_id), None)

    def competent_body(self, matter: Matter) -> Body:
        """Who decides the matter; a matter for the council passes over routes to others, and ends at the highest body."""
        named = (self._named(route) for route in self.routes if _fits(route, matter))
        if not matter.is_for_council:
            return next(named)
        return next((body for body in named if body.of_council), self.bodies[-1])

    def next_level(self, body: Body) -> Body:
        """Who stands above the body; the highest one stays where it is."""
        levels = [each.id for each in self.bodies]
        return self.bodies[min(levels.index(body.id) + 1, len(levels) - 1)]

    def _named(self, route: DecisionRoute) -> Body:
        return next(body for body in self.bodies if body.id == route.body)


def first_unconditional(routes: Sequence[DecisionRoute]) -> int | None:
    """The position of the first route without a condition: no route after it can ever fit."""
    return next((position for position, route in enumerate(routes) if route == DecisionRoute(route.body)), None)


def _fits(route: DecisionRoute, matter: Matter) -> bool:
    return (
        _reaches(route.one_off_from_cents, matter.one_off_cents)
        and _reaches(route.yearly_from_cents, matter.yearly_cents)
        and (not route.subjects or not {*route.subjects}.isdisjoint(matter.subjects))
        and (not route.origins or matter.origin in route.origins)
        and (not route.motions or matter.motion in route.motions)
        and (not route.units or matter.unit in route.units)
        and (not route.fields_of_action or matter.field_of_action in route.fields_of_action)
    )


def _reaches(from_cents: int | None, cents: int | None) -> bool:
    return from_cents is None or (cents is not None and cents >= from_cents)
