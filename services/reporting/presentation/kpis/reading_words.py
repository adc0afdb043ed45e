"""Values of key figures in words."""

from services.reporting.disclosure import STEP
from services.reporting.presentation.kpis.definitions import Kind
from services.reporting.presentation.kpis.measuring import Reading
from shared.translation import N_, ngettext
from shared.translation import gettext as _
from shared.web.formats import euros, number, percent

TOO_FEW = N_("zu wenige Fälle")
NONE = N_("noch keine Fälle")


def value_words(kind: Kind, reading: Reading) -> str:
    """The value with what it is measured in, such as „80 %" or „12 Tage (Median), 40 Tage (90. Perzentil)"."""
    value = reading.value
    if value is None:
        return _(TOO_FEW if reading.n else NONE)
    match kind:
        case "share":
            return percent(value, 1)
        case "days":
            return _("{half} (Median), {most} (90. Perzentil)").format(
                half=_days(number(value)), most=_days(number(reading.p90 or 0))
            )
        case "cents":
            return euros(int(value))
        case "points":
            return number(value, 3)
        case "per_1000_inhabitants":
            return _("{number} je 1.000 Menschen").format(number=number(value))
        case "per_100_employees":
            return _("{number} je 100 Menschen").format(number=number(value))
        case "rounded":
            return _("rund {number}").format(number=number(value))
        case "number":
            return number(value)


def cases_words(kind: Kind, n: int) -> str:
    """„n = 12“; rounded where the value is cut by who submitted."""
    return _("n = rund {number}").format(number=number(n)) if is_rounded(kind) else f"n = {number(n)}"


def is_rounded(kind: Kind) -> bool:
    """Whether counts of this kind are rounded to multiples of `STEP`."""
    return kind in {"rounded", "per_1000_inhabitants", "per_100_employees"}


def rounded_to(kind: Kind) -> int | None:
    """The multiple to which counts are rounded; None where they are exact."""
    return STEP if is_rounded(kind) else None


def _days(written: str) -> str:
    return ngettext("{number} Tag", "{number} Tage", 1 if written == "1" else 2).format(number=written)
