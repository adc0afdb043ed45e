"""What changes between two versions of a catalogue, in the words of those who work with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.evaluation.domain.catalogue import (
    Catalogue,
    Criterion,
    ExclusionCriterion,
    Method,
    OnNo,
    Profile,
    Wording,
)
from services.evaluation.presentation.numbers import decimal, percent
from services.evaluation.presentation.words import TRACKS
from shared.web.formats import money

ON_NO: Mapping[OnNo, str] = {OnNo.REJECT: "nicht umsetzen", OnNo.FORWARD: "abgeben"}
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changes: what, as it was and as it would be."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Part:
    """The differences in one part of the catalogue (at least one)."""

    title: str
    differences: Sequence[Difference]


def differences(old: Catalogue, new: Catalogue) -> list[Part]:
    """Everything that changes for evaluators, part by part; empty where nothing does."""
    parts = [
        Part("Skala", list(_texts(_scale(old), _scale(new)))),
        Part("Dimensionen", list(_dimensions(old, new))),
        Part("Kriterien", list(_criteria(old, new))),
        Part("Ausschlusskriterien", list(_exclusions(old, new))),
        Part("Schwellen", list(_texts(limits_in_words(old.method), limits_in_words(new.method)))),
        Part("Profile", list(_profiles(old, new))),
        Part("Sätze der Strategie", list(_texts(old.sentences, new.sentences))),
        Part("Aspekte des Berichtsrahmens", list(_texts(_aspects(old), _aspects(new)))),
    ]
    return [part for part in parts if part.differences]


def summary(old: Catalogue, new: Catalogue) -> list[str]:
    """What the change means for an evaluator, in a few sentences."""
    added = [*_added(old.criteria, new.criteria), *_added(old.exclusion_criteria, new.exclusion_criteria)]
    removed = [*_added(new.criteria, old.criteria), *_added(new.exclusion_criteria, old.exclusion_criteria)]
    both = [(old.criteria[name], new.criteria[name]) for name in new.criteria if name in old.criteria]
    asked = sum(before.question.german != after.question.german for before, after in both)
    anchored = sum(_anchors(before) != _anchors(after) for before, after in both)
    weighed = sum(before.weight != after.weight for before, after in both)
    told = [
        f"Neu zu bewerten: {', '.join(added)}." if added else "",
        f"Entfällt: {', '.join(removed)}." if removed else "",
        f"Bei {_criteria_number(asked)} lautet die Frage anders." if asked else "",
        f"Bei {_criteria_number(anchored)} lauten Ankertexte anders." if anchored else "",
        f"Bei {_criteria_number(weighed)} ist das Gewicht anders." if weighed else "",
        "Die Schwellen ändern sich." if old.method != new.method else "",
        "Was je nach Verfahren gefragt wird, ändert sich." if old.profiles != new.profiles else "",
    ]
    return [sentence for sentence in told if sentence]


def _criteria_number(number: int) -> str:
    return "einem Kriterium" if number == 1 else f"{number} Kriterien"


def _added(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    return [name for name in new if name not in old]


def _scale(catalogue: Catalogue) -> dict[str, str]:
    return {f"Wort für {value}": label.german for value, label in catalogue.scale_labels.items()}


def _aspects(catalogue: Catalogue) -> dict[str, str]:
    return {f"Aspekt {number}": label for number, label in catalogue.bnk2021.items()}


def _dimensions(old: Catalogue, new: Catalogue) -> Iterator[Difference]:
    def entries(catalogue: Catalogue) -> dict[str, dict[str, str]]:
        groups = {name: {"Name": group.label.german} for name, group in catalogue.exclusion_groups.items()}
        return groups | {
            name: {"Name": dimension.label.german, "Gewicht": decimal(dimension.weight)}
            for name, dimension in catalogue.dimensions.items()
        }

    return _entries(entries(old), entries(new))


def _criteria(old: Catalogue, new: Catalogue) -> Iterator[Difference]:
    return _entries(
        {name: _criterion(entry) for name, entry in old.criteria.items()},
        {name: _criterion(entry) for name, entry in new.criteria.items()},
    )


def _criterion(criterion: Criterion) -> dict[str, str]:
    return {
        "Name": criterion.label.german,
        "Dimension": criterion.dimension,
        "Gewicht": decimal(criterion.weight),
        "Frage": criterion.question.german,
        **_anchors(criterion),
        "Nachweis": _text(criterion.evidence),
        "„nicht relevant“ erlaubt": _yes(criterion.not_relevant_allowed),
        **_links(criterion),
    }


def _anchors(criterion: Criterion) -> dict[str, str]:
    return {f"Ankertext für {value}": anchor.german for value, anchor in criterion.anchors.items()}


def _exclusions(old: Catalogue, new: Catalogue) -> Iterator[Difference]:
    return _entries(
        {name: _exclusion(entry) for name, entry in old.exclusion_criteria.items()},
        {name: _exclusion(entry) for name, entry in new.exclusion_criteria.items()},
    )


def _exclusion(criterion: ExclusionCriterion) -> dict[str, str]:
    return {
        "Name": criterion.label.german,
        "Gruppe": criterion.group,
        "Frage": criterion.question.german,
        "nicht erfüllt, wenn": _text(criterion.fails_if),
        "Nachweis": _text(criterion.evidence),
        "Fachstelle": criterion.office.german,
        "„trifft nicht zu“ erlaubt": _yes(criterion.not_applicable_allowed),
        "führt zu": ON_NO[criterion.on_no],
        **_links(criterion),
    }


def _links(criterion: Criterion | ExclusionCriterion) -> dict[str, str]:
    return {
        "Nachhaltigkeitsziele": ", ".join(str(goal) for goal in criterion.sdgs) or NOTHING,
        "Sätze der Strategie": ", ".join(criterion.sentences),
        "Aspekte des Berichtsrahmens": ", ".join(str(aspect) for aspect in criterion.bnk2021) or NOTHING,
    }


def limits_in_words(method: Method) -> dict[str, str]:
    """The limits of the recommendation by name."""
    return {
        "Dimension, die nicht negativ sein darf": method.gate_dimension,
        "untere Schwelle für S": decimal(method.lower_threshold),
        "obere Schwelle für S": decimal(method.upper_threshold),
        "Mindestwert jeder Dimension": decimal(method.floor),
        "Mindestabdeckung": percent(method.minimum_coverage),
        "Mindestradius": percent(method.minimum_radius),
        "Grenze für strittige Kriterien": percent(method.conflict_share),
    }


def _profiles(old: Catalogue, new: Catalogue) -> Iterator[Difference]:
    return _entries(
        {name: profile_in_words(profile, old) for name, profile in old.profiles.items()},
        {name: profile_in_words(profile, new) for name, profile in new.profiles.items()},
    )


def profile_in_words(profile: Profile, catalogue: Catalogue) -> dict[str, str]:
    """What a profile asks and how far it may be chosen."""
    limits = profile.limits
    left_out = [name for name in catalogue.criteria if name not in profile.criteria]
    return {
        "Name": profile.label.german,
        "Verfahren": TRACKS[profile.track],
        "Zahl der Gutachten": str(profile.evaluators),
        "gefragt": ", ".join(name for name in catalogue.criteria if name in profile.criteria),
        "nicht gefragt": ", ".join(left_out) or NOTHING,
        "Grund, warum der Rest nicht zählt": _text(profile.reason),
        "höchstens einmalig": money(limits.one_off_cents) if limits else NOTHING,
        "höchstens im Jahr": money(limits.yearly_cents) if limits else NOTHING,
        "nur, was umkehrbar ist": _yes(limits.reversible) if limits else NOTHING,
        "höchstens Einheiten": str(limits.units) if limits else NOTHING,
    }


def _entries(old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]) -> Iterator[Difference]:
    """Entries by id, each with its properties: new ones, then those that are gone, then what changed in the others."""
    for name in new:
        if name not in old:
            yield Difference(f"{name} ist neu", NOTHING, _described(new[name]))
    for name in old:
        if name not in new:
            yield Difference(f"{name} entfällt", _described(old[name]), NOTHING)
    for name in new:
        if name in old:
            yield from (
                Difference(f"{name}: {each.what}", each.before, each.after) for each in _texts(old[name], new[name])
            )


def _described(properties: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {text}" for name, text in properties.items() if text != NOTHING)


def _texts(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for name in [*new, *(name for name in old if name not in new)]:
        before, after = old.get(name, NOTHING), new.get(name, NOTHING)
        if before != after:
            yield Difference(name, before, after)


def _text(wording: Wording | None) -> str:
    return NOTHING if wording is None else wording.german


def _yes(allowed: bool) -> str:
    return "ja" if allowed else "nein"
