"""The site that `make site` builds: what its check refuses, and the pages that Zensical reads."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import build_site

ROOT = Path(__file__).parent.parent

FETCHED = {
    "a script": '<script src="https://cdn.example.com/a.js"></script>',
    "one without a scheme": '<script src="//cdn.example.com/a.js"></script>',
    "a style sheet": '<link rel="stylesheet" href="https://fonts.example.com/css?family=A">',
    "a connection": '<link rel="preconnect" href="https://fonts.example.com">',
    "a picture": '<img src="https://example.com/a.png">',
    "a picture in two sizes": '<img src="a.svg" srcset="https://example.com/a.png 2x">',
    "a frame": '<iframe src="https://example.com"></iframe>',
    "a form": '<form action="https://example.com/search"></form>',
    "a ping": '<a href="a.html" ping="https://example.com/seen">a</a>',
    "a style": "<style>@import 'https://fonts.example.com/a.css';</style>",
    "a background": '<p style="background: url(//example.com/a.png)">a</p>',
    "a script in the page": '<script>fetch("https://example.com/index.json")</script>',
    "a script of an element": "<p onclick=\"fetch('https://example.com')\">a</p>",
    "a file that isn't there": '<img src="missing.svg">',
}
DEAD = {
    "a page": '<a href="missing.html">a</a>',
    "a page elsewhere in the site": '<a href="../missing.html">a</a>',
    "a heading of the page": '<a href="#missing">a</a>',
    "a heading of another page": '<a href="a.html#missing">a</a>',
    "a script as a link": '<a href="javascript:alert(1)">a</a>',
}
FINE = """
<meta charset="utf-8"><link rel="icon" href="a.svg"><script src="a.js"></script>
<style>p { background: url("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>") }</style>
<h2 id="here">Here</h2><img src="a.svg"><img src="data:image/png;base64,AA==">
<a href="https://example.com/elsewhere">a</a> <a href="a.html">a</a> <a href="a.html#top">a</a>
<a href="#here">a</a> <a href="a.svg">a</a> <a href="mailto:a@example.com">a</a>
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_text('<p id="top">a</p>')
    (tmp_path / "a.svg").write_text(
        '<!-- https://example.com --><svg xmlns="http://www.w3.org/2000/svg"/>'
    )
    (tmp_path / "a.js").write_text("const a = /^https?:/ // https is fine")
    (tmp_path / "index.html").write_text(FINE)
    return tmp_path


def test_links_that_a_person_follows_and_what_the_site_has_are_fine(site: Path) -> None:
    build_site.check(site)


@pytest.mark.parametrize("what", [*FETCHED.values(), *DEAD.values()], ids=[*FETCHED, *DEAD])
def test_what_comes_from_elsewhere_or_leads_nowhere_is_named(site: Path, what: str) -> None:
    (site / "index.html").write_text(FINE + what)
    with pytest.raises(build_site.Wrong) as wrong:
        build_site.check(site)
    assert str(wrong.value).startswith("index.html: ")
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("b.js", 'load("https://unpkg.com/mermaid@12/dist/mermaid.min.js")'),
        ("b.js", "load('//unpkg.com/mermaid')"),
        ("b.css", "@import url(https://fonts.googleapis.com/css2);"),
        ("b.css", "p { src: url('//example.com/a.woff2') }"),
        ("b.svg", '<svg><image href="https://example.com/a.png"/></svg>'),
        ("b.svg", "<svg><script>1</script></svg>"),
    ],
)
def test_files_beside_the_pages_are_looked_at_too(site: Path, name: str, text: str) -> None:
    (site / name).write_text(text)
    with pytest.raises(build_site.Wrong, match=rf"^{name}: "):
        build_site.check(site)


def test_the_addresses_in_the_script_of_zensical_are_taken_out() -> None:
    script = (
        'a=t?s("https://unpkg.com/mermaid@12/x.js"):0;b=`https://api.github.com/repos/${e}/${t}`'
    )
    assert build_site.ELSEWHERE.sub(r"\1\1", script) == 'a=t?s(""):0;b=``'


def test_every_page_of_the_docs_is_in_the_navigation(tmp_path: Path) -> None:
    build_site.write_source(tmp_path / "work")
    settings = tomllib.loads((tmp_path / "work" / "zensical.toml").read_text("utf-8"))["project"]
    nav = {name: pages for entry in settings["nav"] for name, pages in entry.items()}
    grouped = [page for name in build_site.GROUPS for each in nav[name] for page in each.values()]

    docs = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")} - {"docs/README.md"}
    assert set(grouped) == docs | {"SECURITY.md", "CONTRIBUTING.md"}
    assert nav["Tutorial"] == [{"Your first week": "docs/first-week.md"}]
    assert settings["theme"]["font"] is False
    pages = tmp_path / "work" / "pages"
    assert all((pages / page).is_file() for page in (*grouped, nav["Start"], nav["Changes"]))
    assert (pages / "src/trustjournal/formats/journal.schema.json").is_file()
    assert (pages / "docs/pictures/today.svg").is_file()


def test_what_is_inside_a_list_is_so_for_zensical_too() -> None:
    page = "- One\n\n  ```\n  code\n\n    more\n  ```\n\n  | a |\n  |---|\n\n<!-- made -->\n```\n  as it is\n```\n"
    assert build_site.for_zensical(page) == (
        "- One\n\n    ```\n    code\n\n      more\n    ```\n\n    | a |\n    |---|\n\n\n"
        "```\n  as it is\n```\n"
    )
