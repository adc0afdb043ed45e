"""Public impulses from stories, folded without a database."""

from datetime import datetime
from uuid import UUID

from services.reporting.fold import apply_record, impulse_id_of
from services.reporting.public_impulse import PublicImpulse
from services.reporting.queries.public_row import public_impulse
from services.reporting.views.impulse import ImpulseRow, shown
from tests.histories import accepted
from tests.unit.reporting_pages.stories import City, Story


def told(city: City, story: Story) -> PublicImpulse:
    """What the public may know of an impulse after all of its city's history."""
    row = row_of(city, story)
    view = shown(row)
    assert view.listed, "not public"
    assert view.updated_at is not None
    return public_impulse(UUID(str(story.id)), row, datetime.fromisoformat(view.updated_at))


def row_of(city: City, story: Story) -> ImpulseRow:
    """The row of an impulse after all of its city's history."""
    row = ImpulseRow()
    for each in accepted(city.history.records()):
        if (each.data is None or "impulse_id" in each.data) and impulse_id_of(each) == str(story.id):
            row = apply_record(row, each)
    return row
