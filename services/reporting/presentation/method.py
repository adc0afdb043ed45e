"""The page about the method, from a version of the catalogue."""

from services.reporting.presentation.catalogue import Catalogue
from services.reporting.presentation.score import written
from services.reporting.queries.find_catalogue import ActivatedCatalogue
from shared.web.formats import percent


def method_page(activated: ActivatedCatalogue | None) -> dict[str, object]:
    """The context of the template; None before the first activation of a catalogue."""
    if activated is None:
        return {"activated": None}
    catalogue = Catalogue.read(activated.content)
    values = {name: written(catalogue.threshold(name)) for name in ("t_lo", "t_hi", "floor")}
    shares = {name: percent(catalogue.threshold(name)) for name in ("min_coverage", "min_radius", "conflict_share")}
    return {
        "activated": activated,
        "catalogue": catalogue,
        "limits": values | shares,
        "scale": sorted(catalogue.scale_labels.items(), reverse=True),
    }
