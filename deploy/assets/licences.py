"""The licences that travel with what they are about."""

from pathlib import Path

OFL = Path(__file__).parent / "OFL-1.1.txt"


def fira_sans_licence() -> bytes:
    """The licence of the fonts with the name of its holder. Source: OFL 1.1, condition 2."""
    holder = "Digitized data copyright © 2012-2015, The Mozilla Foundation and Telefonica S.A.\n\n"
    return holder.encode() + OFL.read_bytes()
