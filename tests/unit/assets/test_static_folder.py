import gzip
from pathlib import Path

import brotli
import pytest

from deploy.assets.failure import AssetError
from deploy.assets.static import StaticFolder, with_hashed_names


def test_a_name_changes_with_the_content_and_only_then(tmp_path: Path) -> None:
    first, same, other = (StaticFolder(tmp_path).add("page.css", content) for content in (b"a{}", b"a{}", b"b{}"))
    assert first == same != other
    assert first.startswith("page-")


def test_text_lies_beside_its_compressed_forms(tmp_path: Path) -> None:
    static = StaticFolder(tmp_path)
    name = static.add("page.css", b"a{}" * 1000)
    static.add("font.woff2", b"font")
    static.write()
    assert brotli.decompress((tmp_path / f"{name}.br").read_bytes()) == b"a{}" * 1000
    assert gzip.decompress((tmp_path / f"{name}.gz").read_bytes()) == b"a{}" * 1000
    assert not list(tmp_path.glob("*.woff2.*"))


def test_writing_removes_what_no_page_names_any_more(tmp_path: Path) -> None:
    for content in (b"old", b"new"):
        static = StaticFolder(tmp_path)
        static.add("logo.png", content)
        static.write()
    assert [path.read_bytes() for path in tmp_path.glob("logo-*")] == [b"new"]


@pytest.mark.parametrize("reference", ["url(dot.svg)", "url('dot.svg')", 'url( "./dot.svg" )'])
def test_a_style_sheet_refers_to_the_hashed_name(tmp_path: Path, reference: str) -> None:
    sheet = tmp_path / "page.css"
    sheet.write_text(f"a{{background:{reference}}}")
    assert with_hashed_names(sheet, {"dot.svg": "dot-1.svg"}) == 'a{background:url("dot-1.svg")}'


def test_a_picture_inside_a_style_sheet_stays(tmp_path: Path) -> None:
    sheet = tmp_path / "page.css"
    sheet.write_text("a{background:url(\"data:image/svg+xml,%3Csvg xmlns='x'/%3E\")}")
    assert with_hashed_names(sheet, {}) == sheet.read_text()


def test_a_reference_to_nothing_is_refused(tmp_path: Path) -> None:
    sheet = tmp_path / "page.css"
    sheet.write_text("a{background:url(dto.svg)}")
    with pytest.raises(AssetError, match=r"page\.css refers to dto\.svg"):
        with_hashed_names(sheet, {"dot.svg": "dot-1.svg"})
