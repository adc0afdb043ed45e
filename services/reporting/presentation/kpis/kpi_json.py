"""Key figures for programs: the numbers of the pages, exact where pages round for the eye."""

from pydantic import BaseModel, Field

from services.reporting.presentation.kpis.definitions import Kind
from services.reporting.presentation.kpis.kpis import Kpi, YearRow
from services.reporting.presentation.kpis.measuring import Reading
from services.reporting.presentation.kpis.reading_words import rounded_to


class KpiValue(BaseModel):
    """`value` is null where there are too few cases or none; of days it is the median, and `p90` the 90th percentile."""

    value: float | None = Field(examples=[0.8])
    p90: int | None = Field(default=None, description="only of days")
    n: int = Field(description="from how many cases")


class KpiYear(KpiValue):
    """One year of the series."""

    year: int = Field(examples=[2026])
    running: bool = Field(description="the year is not over")


class KpiItem(BaseModel):
    """A key figure with its definition; `not_measurable` says why there is no value."""

    key: str = Field(examples=["rechtzeitig-beantwortet"])
    name: str
    group: str
    kind: Kind = Field(description="what the values are: a share 0..1, whole days, whole cents, ...")
    rounded_to: int | None = Field(description="counts are rounded to multiples of this")
    means: str
    counts: str
    computed: str
    by: str = Field(description="which year a row of the series stands for")
    not_measurable: str | None
    total: KpiValue | None
    of_year: int | None = Field(description="the one year that `total` is of; null where it is of all years")
    since: int | None
    years: list[KpiYear]
    url: str


class KpiList(BaseModel):
    """All key figures."""

    items: list[KpiItem]


def kpi_item(kpi: Kpi, address: str) -> KpiItem:
    """One key figure; `address` is where the pages are reached."""
    definition = kpi.definition
    return KpiItem(
        key=definition.key,
        name=definition.name,
        group=definition.group,
        kind=definition.kind,
        rounded_to=rounded_to(definition.kind),
        means=definition.means,
        counts=definition.counts,
        computed=definition.computed,
        by=definition.by,
        not_measurable=kpi.reason,
        total=None if kpi.total is None else KpiValue(**_value(kpi.total)),
        of_year=kpi.of_year,
        since=kpi.since,
        years=[_year(row) for row in kpi.rows()],
        url=f"{address}{kpi.address}",
    )


def _year(row: YearRow) -> KpiYear:
    return KpiYear(year=row.year, running=row.running, **_value(row.reading))


def _value(reading: Reading) -> dict[str, float | int | None]:
    return {"value": None if reading.value is None else float(reading.value), "p90": reading.p90, "n": reading.n}
