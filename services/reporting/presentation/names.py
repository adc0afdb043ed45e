"""Names of units, deciding bodies, fields of action and goals by their keys, from the city's data."""

from dataclasses import dataclass

from services.reporting.presentation.words import joined
from shared.runtime.city import City
from shared.translation import German


@dataclass(frozen=True, slots=True)
class Names:
    """Looks up what the city calls something; a key that the city does not know stands for itself."""

    city: City

    def unit(self, key: str) -> German:
        """The name of a unit, office or addressee."""
        try:
            return German(self.city.unit(key).name)
        except KeyError:
            return German(key)

    def body(self, key: str) -> German:
        """The name of a person's office or a committee that decides."""
        return German(next((body.name for body in self.city.bodies if body.id == key), key))

    def units(self, keys: tuple[str, ...]) -> German:
        """Names in the order of the alphabet, so that no order says anything."""
        return German(", ".join(sorted({self.unit(key) for key in keys})))

    def field_of_action(self, name: str) -> str:
        """The name of a field of action in the language of the page, by the German one that facts use."""
        return next((field.label for field in self.city.fields_of_action if field.name == name), German(name))

    def goals(self, numbers: tuple[int, ...]) -> str:
        """The names of strategic goals in the language of the page."""
        known = {goal.number: goal.label for goal in self.city.strategic_goals}
        return joined((known.get(number, str(number)) for number in numbers), ", ")
