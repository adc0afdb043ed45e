"""A computed result under the names of the method. Source: assessment-method.md, "Names in a computed result"."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

from services.evaluation.domain.score import Result

Name = TypeVar("Name", str, int, Fraction)

DECIMAL_PLACES = 3


def to_json(result: Result) -> dict[str, object]:
    """The result as one JSON object: exact fractions as strings, and decimals of three places under `rounded`."""
    figures, examination = result.figures, result.examination
    document: dict[str, object] = {}
    if figures is not None:
        document |= {
            "S": str(figures.score),
            "I": str(figures.index),
            "D": _exact(figures.dimensions),
            "coverage": str(figures.coverage),
            "S_lo": str(figures.lowest_score),
            "S_hi": str(figures.highest_score),
        }
    document |= {
        "state": {criterion: str(value) for criterion, value in result.state.items()},
        "base": str(result.base),
        "why": [str(cause) for cause in result.why],
        "flags": [str(flag) for flag in result.flags],
    }
    if examination is not None:
        document |= {
            "conflicts": list(examination.conflicts),
            "conflict_share": str(examination.conflict_share),
            "individual": {evaluator: str(own) for evaluator, own in examination.individual.items()},
            "radius_by_t": _exact(examination.radius_by_threshold),
        }
        if examination.radius is not None:
            document["radius"] = str(examination.radius)
        document |= {
            "accept_dim": _exact(examination.acceptability),
            "S_equal": str(examination.equal_weights_score),
        }
    document |= {
        "decision": str(result.decision),
        "sdg": {
            "pos": _exact(result.sustainability.positive),
            "neg": _exact(result.sustainability.negative),
        },
    }
    if figures is not None:
        document |= {
            "levers": [
                {
                    "criterion": lever.criterion,
                    "from": str(lever.current),
                    "to": str(lever.needed),
                    "class": str(lever.recommendation),
                }
                for lever in result.levers
            ],
            "rounded": _rounded(result),
        }
    return document


def rounded_decimal(value: Fraction, places: int = DECIMAL_PLACES) -> str:
    """The decimal with that many places, halves away from zero: `"0.763"` for 61/80."""
    shifted = abs(value) * 10**places
    units = (2 * shifted.numerator + shifted.denominator) // (2 * shifted.denominator)
    digits = f"{units:0{places + 1}d}"
    whole, rest = (digits[:-places], digits[-places:]) if places else (digits, "")
    sign = "-" if value < 0 and units else ""
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def _rounded(result: Result) -> dict[str, object]:
    figures, examination = result.figures, result.examination
    assert figures is not None
    document: dict[str, object] = {
        "S": rounded_decimal(figures.score),
        "I": rounded_decimal(figures.index),
        "D": _decimals(figures.dimensions),
        "coverage": rounded_decimal(figures.coverage),
        "S_lo": rounded_decimal(figures.lowest_score),
        "S_hi": rounded_decimal(figures.highest_score),
    }
    if examination is not None:
        document |= {
            "conflict_share": rounded_decimal(examination.conflict_share),
            "radius_by_t": _decimals(examination.radius_by_threshold),
        }
        if examination.radius is not None:
            document["radius"] = rounded_decimal(examination.radius)
        document |= {
            "accept_dim": _decimals(examination.acceptability),
            "S_equal": rounded_decimal(examination.equal_weights_score),
        }
    document["sdg"] = {
        "pos": _decimals(result.sustainability.positive),
        "neg": _decimals(result.sustainability.negative),
    }
    return document


def _exact(values: Mapping[Name, Fraction]) -> dict[str, str]:
    return {str(name): str(value) for name, value in values.items()}


def _decimals(values: Mapping[Name, Fraction]) -> dict[str, str]:
    return {str(name): rounded_decimal(value) for name, value in values.items()}
