"""A portal's reference tells nothing about a person."""

import pytest

from services.ideas.domain.errors import ReferenceNotOpaque
from services.ideas.domain.references import check_reference


@pytest.mark.parametrize(
    "reference",
    [
        "1",
        "portal-0001",
        "ideenportal/2026/000123",
        "IP-2026-17",
        "Ideenplatz-2026-1",
        "0192f0c4-7b1a-7c3e-9d2f-000000000001",
        "deadbeef-cafe-4bad-8fed-00000000beef",
        "aB3dEf9hIjKlMnOpQr12",
        "e2e-reference-7",
    ],
)
def test_opaque_ones_pass(reference: str) -> None:
    check_reference(reference)


@pytest.mark.parametrize(
    "reference",
    [
        "anna",
        "anna.mueller",
        "Anna.Müller",
        "anna.mueller12",
        "Anna-Mueller-12",
        "AnnaMueller1980",
        "anna.mueller1@example.org",
        "mueller7.example.de",
        "Hauptstrasse-12",
        "hauptstr.12b",
        "lange-gasse_7",
        "71638-Ludwigsburg",
    ],
)
def test_names_and_addresses_are_refused(reference: str) -> None:
    with pytest.raises(ReferenceNotOpaque) as refused:
        check_reference(reference)
    assert refused.value.field == "reference"
