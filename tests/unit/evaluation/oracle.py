"""The method a second time, slow and on its own: plain dictionaries, every quantity from its definition, no code of the product.

Source: assessment-method.md. It reads the catalogue's document, not the product's types.
"""

import statistics
from fractions import Fraction
from itertools import product
from typing import Any

ORDER = ["NICHT_UMSETZEN", "MIT_AUFLAGEN", "UMSETZEN"]
State = dict[str, Any]


def number(value: object) -> Fraction:
    return Fraction(str(value))


def compute(case: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The result of a case (`ratings`, `ko`) under the names of the method, without `rounded`."""
    return Computation(document).result(case)


class Computation:
    def __init__(self, document: dict[str, Any]) -> None:
        self.scored = [c for c in document["criteria"] if c["kind"] == "scored"]
        self.knockouts = [c for c in document["criteria"] if c["kind"] == "knockout"]
        self.dimensions = {d["id"]: number(d["weight"]) for d in document["dimensions"] if d["weight"] is not None}
        method = document["method"]
        self.gate = method["gate_dimension"]
        self.t_lo, self.t_hi, self.floor = (number(method[name]) for name in ("t_lo", "t_hi", "floor"))
        self.min_coverage, self.min_radius, self.conflict_share = (
            number(method[name]) for name in ("min_coverage", "min_radius", "conflict_share")
        )

    def state(self, sheets: list[dict[str, Any]]) -> State:
        state: State = {}
        for c in self.scored:
            votes = [sheet[c["id"]] for sheet in sheets]
            numbers = [Fraction(vote) for vote in votes if vote not in ("NR", "NB")]
            state[c["id"]] = statistics.median(numbers) if numbers else "NB" if "NB" in votes else "NR"
        return state

    def weight(self, criterion: dict[str, Any], state: State) -> Fraction:
        applicable = [c for c in self.scored if state[c["id"]] != "NR"]
        inside = sum(number(c["weight"]) for c in applicable if c["dimension"] == criterion["dimension"])
        whole = sum(self.dimensions[d] for d in {c["dimension"] for c in applicable})
        return (self.dimensions[criterion["dimension"]] / whole) * (number(criterion["weight"]) / inside)

    def rated(self, state: State) -> list[dict[str, Any]]:
        return [c for c in self.scored if state[c["id"]] not in ("NR", "NB")]

    def coverage(self, state: State) -> Fraction:
        return sum((self.weight(c, state) for c in self.rated(state)), Fraction(0))

    def weighted(self, state: State) -> Fraction:
        return sum((self.weight(c, state) * state[c["id"]] for c in self.rated(state)), Fraction(0))

    def dimension_scores(self, state: State) -> dict[str, Fraction]:
        scores = {}
        for d in self.dimensions:
            members = [c for c in self.rated(state) if c["dimension"] == d]
            if members:
                total = sum(number(c["weight"]) for c in members)
                scores[d] = sum((number(c["weight"]) * state[c["id"]] for c in members), Fraction(0)) / total
        return scores

    def judge(self, state: State, imputed: frozenset[str] = frozenset()) -> tuple[str, list[str]]:
        if not self.rated(state):
            return "KLAEREN", ["no-rating"]
        scores = self.dimension_scores(state)
        if self.gate not in scores:
            return "KLAEREN", ["Leitbild-unrated"]
        if scores[self.gate] < 0:
            return "NICHT_UMSETZEN", [f"{self.gate}<0"]
        s = self.weighted(state) / self.coverage(state)
        if s < self.t_lo:
            return "NICHT_UMSETZEN", ["S<t_lo"]
        why = [f"floor:{d}" for d in scores if scores[d] < self.floor]
        why += [f"minus2:{c['id']}" for c in self.scored if state[c["id"]] == -2 and c["id"] not in imputed]
        why += ["S<t_hi"] if s < self.t_hi else []
        return ("MIT_AUFLAGEN" if why else "UMSETZEN"), why

    def levers(self, state: State) -> list[dict[str, str]]:
        base, _ = self.judge(state)
        found: dict[str, dict[str, str]] = {}
        if base not in ORDER:
            return []
        for c, to in product(self.rated(state), range(-2, 3)):
            reached, _ = self.judge(state | {c["id"]: Fraction(to)})
            if to > state[c["id"]] and ORDER.index(reached) > ORDER.index(base):
                found.setdefault(
                    c["id"], {"criterion": c["id"], "from": str(state[c["id"]]), "to": str(to), "class": reached}
                )
        return list(found.values())

    def radius(self, pairs: list[tuple[Fraction, Fraction]], t: Fraction) -> Fraction:
        up = sum((v * (x - t) for v, x in pairs if x > t), Fraction(0))
        down = sum((v * (t - x) for v, x in pairs if x < t), Fraction(0))
        return Fraction(1) if up + down == 0 else abs(up - down) / (up + down)

    def class_radius(self, base: str, why: list[str], state: State) -> Fraction:
        def whole(t: Fraction) -> Fraction:
            return self.radius([(self.weight(c, state), state[c["id"]]) for c in self.rated(state)], t)

        def part(d: str, t: Fraction) -> Fraction:
            return self.radius(
                [(self.weight(c, state), state[c["id"]]) for c in self.rated(state) if c["dimension"] == d], t
            )

        gate = part(self.gate, Fraction(0))
        if base == "UMSETZEN":
            floors = [part(d, self.floor) for d in self.dimension_scores(state)]
            return min([whole(self.t_hi), whole(self.t_lo), gate, *floors])
        if base == "MIT_AUFLAGEN":
            causes = [
                part(cause.removeprefix("floor:"), self.floor)
                if cause.startswith("floor:")
                else whole(self.t_hi)
                if cause == "S<t_hi"
                else Fraction(1)
                for cause in why
            ]
            return min(whole(self.t_lo), gate, max(causes))
        violated = [gate] if self.dimension_scores(state)[self.gate] < 0 else []
        violated += [whole(self.t_lo)] if self.weighted(state) / self.coverage(state) < self.t_lo else []
        return max(violated)

    def exclusions(self, ko: dict[str, dict[str, str]]) -> dict[str, str]:
        states = {}
        for c in self.knockouts:
            given = list(ko[c["id"]].values())
            if all(answer == "nein" for answer in given):
                states[c["id"]] = "nein"
            elif any(answer in ("nein", "offen") for answer in given):
                states[c["id"]] = "offen"
            else:
                states[c["id"]] = "ja"
        return states

    def sdg(self, state: State) -> dict[str, dict[str, str]]:
        sums: dict[str, dict[int, Fraction]] = {"pos": {}, "neg": {}}
        for c in self.rated(state):
            value = state[c["id"]]
            if value != 0:
                side = sums["pos" if value > 0 else "neg"]
                for g in c["sdgs"]:
                    side[g] = side.get(g, Fraction(0)) + self.weight(c, state) * abs(value) / len(c["sdgs"])
        return {name: {str(g): str(value) for g, value in side.items()} for name, side in sums.items()}

    def result(self, case: dict[str, Any]) -> dict[str, Any]:
        sheets = list(case["ratings"].values())
        state = self.state(sheets)
        base, why = self.judge(state)
        result: dict[str, Any] = {
            "state": {name: str(value) for name, value in state.items()},
            "base": base,
            "why": why,
            "flags": [],
            "decision": base,
            "sdg": self.sdg(state),
        }
        rated = self.rated(state)
        if rated:
            s, k = self.weighted(state) / self.coverage(state), self.coverage(state)
            result |= {"S": s, "I": 50 + 25 * s, "coverage": k, "D": self.dimension_scores(state)}
            result |= {"S_lo": self.weighted(state) - 2 * (1 - k), "S_hi": self.weighted(state) + 2 * (1 - k)}
            result["levers"] = self.levers(state)
        states = self.exclusions(case["ko"])
        failed = [c for c in self.knockouts if states[c["id"]] == "nein"]
        if failed:
            forward = {c["on_no"] for c in failed} == {"forward"}
            result |= {"why": [f"K.o.:{c['id']}" for c in failed]}
            result |= {"decision": "WEITERLEITEN" if forward else "NICHT_UMSETZEN"}
            if rated:
                result["levers"] = []
            return {name: as_text(value) for name, value in result.items()}
        flags = result["flags"]
        if "offen" in states.values():
            flags.append("ko-open:" + ",".join(name for name, answer in states.items() if answer == "offen"))
        if self.coverage(state) < self.min_coverage:
            flags.append("coverage")
        unknown = frozenset(name for name, value in state.items() if value == "NB")
        low, high = (
            self.judge(state | dict.fromkeys(unknown, Fraction(value)), imputed=unknown)[0] for value in (-2, 2)
        )
        if low != high:
            flags.append("unknown-decides")
        if rated:
            self.compare(case["ratings"], state, base, why, result)
        if {flag.split(":")[0] for flag in flags} & {
            "ko-open",
            "coverage",
            "unknown-decides",
            "evaluators-disagree",
            "conflict-share",
        }:
            result["decision"] = "KLAEREN"
        return {name: as_text(value) for name, value in result.items()}

    def compare(
        self, ratings: dict[str, dict[str, Any]], state: State, base: str, why: list[str], result: dict[str, Any]
    ) -> None:
        conflicts, disputed = [], False
        for c in self.scored:
            votes = [sheet[c["id"]] for sheet in ratings.values()]
            numbers = [vote for vote in votes if vote not in ("NR", "NB")]
            disputed = disputed or ("NR" in votes and bool(numbers))
            low, high = len([n for n in numbers if n < 0]), len([n for n in numbers if n > 0])
            split = len(numbers) > 2 and 3 * low >= len(numbers) and 3 * high >= len(numbers)
            if split or (len(numbers) == 2 and max(numbers) - min(numbers) > 1):
                conflicts.append(c)
        share = sum((self.weight(c, state) for c in conflicts), Fraction(0))
        own = {name: self.judge(self.state([sheet]))[0] for name, sheet in ratings.items()}
        pairs = [(self.weight(c, state), state[c["id"]]) for c in self.rated(state)]
        scores = list(self.dimension_scores(state).values())
        result |= {
            "conflicts": [c["id"] for c in conflicts],
            "conflict_share": share,
            "individual": own,
            "radius_by_t": {str(t): self.radius(pairs, t) for t in (self.t_lo, self.t_hi)},
            "accept_dim": {str(t): share_of_weightings(scores, t) for t in (self.t_lo, self.t_hi)},
            "S_equal": sum(x for _, x in pairs) / Fraction(len(pairs)),
        }
        flags = result["flags"]
        flags += ["relevance-disputed"] if disputed else []
        classes = sorted(own.values())
        if len(set(classes)) > 1:
            if set(classes) == {"UMSETZEN", "MIT_AUFLAGEN"}:
                flags.append("adjacent-classes")
            elif len(classes) >= 3 and classes.count(base) > len(classes) / 2:
                flags.append("minority-view")
            else:
                flags.append("evaluators-disagree")
        flags += ["conflict-share"] if share > self.conflict_share else []
        if base in ORDER:
            result["radius"] = self.class_radius(base, why, state)
            flags += ["knapp"] if result["radius"] < self.min_radius else []


def share_of_weightings(scores: list[Fraction], t: Fraction) -> Fraction:
    """The part of the simplex where the weighted mean reaches t, by cutting it up instead of by divided differences."""
    return 1 - share_below([score - t for score in scores if score < t], [score - t for score in scores if score >= t])


def share_below(below: list[Fraction], above: list[Fraction]) -> Fraction:
    """The part of a simplex where the mean of its corners' values (`below` 0 and not below) is under 0.

    The edge from a corner x < 0 to a corner y > 0 is cut where the mean is 0, that is at y / (y - x) parts of x.
    The cut divides the simplex into two: in one it takes the place of x, which is the part y / (y - x) of the volume,
    in the other that of y.
    """
    if not below:
        return Fraction(0)
    if not any(above):
        return Fraction(1)
    x, y = below[0], max(above)
    without_x = share_below(below[1:], [*above, Fraction(0)])
    others = [*above]
    others[others.index(y)] = Fraction(0)
    return (y * without_x - x * share_below(below, others)) / (y - x)


def as_text(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, dict):
        return {name: as_text(inner) for name, inner in value.items()}
    return value
