"""What the public door of reporting refuses."""

from shared.contracts.errors import DomainError
from shared.translation import gettext as _


class ImpulseUnknown(DomainError):
    """There is no such impulse, or none that the public may see: both answer alike."""

    code = "reporting.impulse_unknown"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Diesen Impuls gibt es nicht, oder er ist noch nicht öffentlich."))


class CatalogueUnknown(DomainError):
    """There is no such version of a criteria catalogue."""

    code = "reporting.catalogue_unknown"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Diese Fassung eines Kriterienkatalogs gibt es nicht."))


class ListUnknown(DomainError):
    """There is no such standing list."""

    code = "reporting.list_unknown"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Diese Liste gibt es nicht."))


class FactsDownloadMissing(DomainError):
    """The public download of facts has not been made yet, or was taken away and is being made anew."""

    code = "reporting.facts_download_missing"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            "Die Datei mit den Fakten gibt es gerade nicht. Sie entsteht von selbst, meist in einer Viertelstunde."
        )


class FieldUnknown(DomainError):
    """The city has no such field of action."""

    code = "reporting.field_unknown"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Dieses Handlungsfeld gibt es nicht."))


class GoalUnknown(DomainError):
    """The city has no strategic goal with that number."""

    code = "reporting.goal_unknown"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Dieses Ziel gibt es nicht."))


class SitemapPartUnknown(DomainError):
    """The sitemap has no such part; the index names all."""

    code = "reporting.sitemap_part_unknown"
    status = 404

    def __init__(self) -> None:
        super().__init__("Diesen Teil der Sitemap gibt es nicht.")


class StateUnknown(DomainError):
    """No state of the report is kept of that day, or the page is none of its pages."""

    code = "reporting.state_unknown"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Einen Stand von diesem Tag gibt es nicht."))


class DataSetUnknown(DomainError):
    """There is no open data set of that name, or not in that form."""

    code = "reporting.data_set_unknown"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Diese Daten gibt es nicht. Alle offenen Daten stehen auf der Seite „Daten“."))


class KpiUnknown(DomainError):
    """There is no key figure of that name."""

    code = "reporting.kpi_unknown"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Diese Kennzahl gibt es nicht."))


class YearUnknown(DomainError):
    """Nothing happened in that year, so it has no report."""

    code = "reporting.year_unknown"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Für dieses Jahr gibt es keinen Bericht: In ihm ist nichts geschehen."))


class RecordMalformed(DomainError):
    """A fact or text lacks what its type must have; folding is pure, so trying again cannot help."""

    code = "reporting.record_malformed"

    def __init__(self) -> None:
        super().__init__("Ein Ereignis ist unvollständig und kann nicht angezeigt werden.")


class CursorBroken(DomainError):
    """The cursor was not made by this list."""

    code = "reporting.cursor_broken"
    status = 400

    def __init__(self) -> None:
        super().__init__(_("Diese Stelle der Liste gibt es nicht. Bitte beginnen Sie am Anfang."), field="cursor")


class FilterUnknown(DomainError):
    """A filter of the list has a value that does not exist."""

    code = "reporting.filter_unknown"
    status = 422

    def __init__(self, field: str, allowed: str) -> None:
        super().__init__(_("Diese Auswahl gibt es nicht. Erlaubt ist: {allowed}.").format(allowed=allowed), field=field)
