"""Names of units, deciding bodies and goals by their keys, from the city's data."""

from dataclasses import dataclass

from shared.runtime.city import City


@dataclass(frozen=True, slots=True)
class Names:
    """Looks up what the city calls something; a key that the city does not know stands for itself."""

    city: City

    def unit(self, key: str) -> str:
        """The name of a unit, office or addressee."""
        try:
            return self.city.unit(key).name
        except KeyError:
            return key

    def body(self, key: str) -> str:
        """The name of a person's office or a committee that decides."""
        return next((body.name for body in self.city.bodies if body.id == key), key)

    def units(self, keys: tuple[str, ...]) -> str:
        """Names in the order of the alphabet, so that no order says anything."""
        return ", ".join(sorted({self.unit(key) for key in keys}))

    def goals(self, numbers: tuple[int, ...]) -> str:
        """The names of strategic goals."""
        known = {goal.number: goal.name for goal in self.city.strategic_goals}
        return ", ".join(known.get(number, str(number)) for number in numbers)
