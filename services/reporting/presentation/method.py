"""The page about the method, from a version of the catalogue."""

from services.reporting.presentation.catalogue import Catalogue
from services.reporting.presentation.score import written
from services.reporting.queries.find_catalogue import ActivatedCatalogue
from services.reporting.queries.short_checks import LEAST_CASES, ShortChecks
from shared.web.formats import percent


def method_page(activated: ActivatedCatalogue | None, checks: ShortChecks | None) -> dict[str, object]:
    """The context of the template; None before the first activation of a catalogue."""
    if activated is None or checks is None:
        return {"activated": None}
    catalogue = Catalogue.read(activated.content)
    values = {name: written(catalogue.threshold(name)) for name in ("t_lo", "t_hi", "floor")}
    shares = {name: percent(catalogue.threshold(name)) for name in ("min_coverage", "min_radius", "conflict_share")}
    return {
        "activated": activated,
        "catalogue": catalogue,
        "limits": values | shares,
        "short_checks": _short_checks(checks),
        "scale": sorted(catalogue.scale_labels.items(), reverse=True),
    }


def _short_checks(checks: ShortChecks) -> str:
    if checks.share is None:
        return f"Bisher sind das weniger als {LEAST_CASES} Fälle. Darum nennen wir noch keinen Anteil."
    return f"Bisher sind das {checks.checked} Fälle. In {percent(checks.share)} davon kam dasselbe heraus."
