# SPDX-License-Identifier: Apache-2.0
"""The site's pages: links between them, anchors, the manual's references, and broken links."""

import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs/site"))

import build  # noqa: E402
import pages  # noqa: E402


def page(text, name="docs/page.md"):
    file = ROOT / name
    made = pages.Pages()
    before = file.read_text() if file.exists() else None
    file.write_text(text)
    try:
        return made, made.markdown(pathlib.Path(name))
    finally:
        file.unlink() if before is None else file.write_text(before)


def test_a_page_becomes_html_with_anchors_sections_and_the_sites_links():
    made, (title, body, sections) = page(
        "# Page\n\nFirst.\n\n## A `b`\n\n[c](abi.md#x) [d](../Bindings/Go) [e](../LICENSE) ![f](images/flow.svg)\n\n## A `b`\n"
    )
    assert title == "Page"
    assert [(heading, anchor) for heading, anchor, _ in sections] == [("", ""), ("A b", "a-b"), ("A b", "a-b-1")]
    for part in ('href="abi.html#x"', 'href="../Bindings/Go/index.html"', 'href="../source/LICENSE.html"', 'src="images/flow.svg"',
                 'id="a-b-1"'):
        assert part in body
    assert made.images == {pathlib.Path("docs/images/flow.svg")} and made.sources == {pathlib.Path("LICENSE")}


def test_a_link_to_nothing_fails():
    with pytest.raises(pages.Problem, match=r"docs/page.md: there is no nothing.md"):
        page("# Page\n\n[a](nothing.md)\n")


@pytest.mark.parametrize("path, address", [
    ("README.md", "index.html"), ("docs/abi.md", "docs/abi.html"), ("Bindings/README.md", "Bindings/index.html"),
    ("Sources/ProductBridgeSSO/ProductBridgeSSO.docc/Articles/WidgetRules.md", "swift/documentation/productbridgesso/widgetrules/"),
    ("Sources/ProductBridgeSSO/ProductBridgeSSO.docc/ProductBridgeSSO.md", "swift/documentation/productbridgesso/"),
    ("LICENSE", None),
])
def test_each_file_has_its_address(path, address):
    assert pages.address_of(pathlib.PurePosixPath(path)) == address


def test_the_manual_refers_to_the_page_that_describes_a_function():
    known = pages.aliases()
    assert known["pbjwt_verifier_new.3.html"] == "pbjwt_verifier.3.html"
    assert known["pbjwt.1.html"] == "pbjwt.1.html" and "time.2.html" not in known


def test_broken_links_are_found(tmp_path):
    site = build.Site.__new__(build.Site)
    site.out, site.written = tmp_path, {}
    (tmp_path / "b").mkdir()
    (tmp_path / "b/index.html").write_text("<p id=here></p>")
    text = (
        '<a href="b/index.html#here"></a><a href="b/"></a><a href="https://example.com"></a>'
        '<a href="b/index.html#gone"></a><a href="c.html"></a><img src="../d.png">'
    )
    (tmp_path / "a.html").write_text(text)
    site.written = {"a.html": text, "b/index.html": ""}
    assert list(site.broken()) == [
        "a.html: b/index.html#gone, which has no such anchor", "a.html: c.html", "a.html: ../d.png",
    ]
