"""Where KERN's files lie among the installed npm packages."""

from pathlib import Path


def kern_package(packages: Path) -> Path:
    """Its folder."""
    return packages / "@kern-ux" / "native"


def kern_styles(packages: Path) -> str:
    """Its whole style sheet."""
    return (kern_package(packages) / "dist" / "kern.min.css").read_text(encoding="utf-8")
