"""`make site`: the documentation as pages for a browser, in `build/site`.

Zensical builds them from the Markdown files as they are; their headings in docs/README.md make the
navigation. The pages load nothing from elsewhere and can be read from a disk. A dead link, or
anything a browser would fetch from another place, makes the build fail.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "scripts" / "website"
WORK = ROOT / "build" / "site-source"
SITE = ROOT / "build" / "site"

PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
GROUPS = ("Tutorial", "How-to guides", "Reference", "Explanation", "Development")
"""The groups of pages in docs/README.md, in its order, by their usual names."""

_FENCE = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


class Wrong(Exception):
    """Something about the site isn't as it has to be; one line for each thing."""


# --- the pages that Zensical reads ---------------------------------------------------------


def write_source(work: Path) -> None:
    """Write a folder with the pages, what they link to, and the settings."""
    shutil.rmtree(work, ignore_errors=True)
    pages = work / "pages"
    shutil.copytree(ROOT / "docs", pages / "docs")
    for name in PAGES:
        shutil.copy(ROOT / name, pages / name)
    shutil.copytree(SOURCE / "theme", work / "theme")
    for path in SOURCE.glob("site.*"):
        shutil.copy(path, pages)
    for page in sorted(pages.rglob("*.md")):
        text = page.read_text("utf-8")
        for target in linked_files(ROOT / page.relative_to(pages), text):
            copy = pages / target.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(target, copy)
        page.write_text(for_zensical(text), "utf-8")
    settings = (SOURCE / "zensical.toml").read_text("utf-8")
    nav = json.dumps(navigation((ROOT / "docs" / "README.md").read_text("utf-8")))
    # JSON is TOML here, but for the colon of a pair.
    nav = re.sub(r'("(?:[^"\\]|\\.)*"): ', r"\1 = ", nav)
    (work / "zensical.toml").write_text(settings.replace("nav = []", f"nav = {nav}"), "utf-8")


def linked_files(page: Path, text: str) -> Iterator[Path]:
    """Yield the files of the repository a page links to that are no pages, such as a schema."""
    for link in _LINK.findall(text):
        path = (page.parent / link.partition("#")[0]).resolve()
        if "://" not in link and path.suffix != ".md" and path.is_file():
            yield path


def for_zensical(text: str) -> str:
    """Return a page as Python-Markdown reads it: no comments, and four columns inside lists."""
    done, end = "", 0
    for fence in _FENCE.finditer(text):
        done += _prose(text[end : fence.start()])
        done += _indented(fence[0]) if fence[1] else fence[0]
        end = fence.end()
    return done + _prose(text[end:])


def _prose(text: str) -> str:
    text = re.sub(r"^<!--.*?-->$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^ {2,3}(?=\|)", "    ", text, flags=re.MULTILINE)


def _indented(fence: str) -> str:
    lines = fence.split("\n")
    by = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(f"    {line[by:]}" if line.strip() else line for line in lines)


def navigation(index: str) -> list[object]:
    """Return the navigation: the groups of docs/README.md with the pages in each."""
    groups: list[list[dict[str, str]]] = []
    for line in index.splitlines():
        if line.startswith("**"):
            groups.append([])
        if link := re.match(r"(?:\| |\*\*[^*]+\*\* )\[([^]]+)\]\(([^)]+)\)", line):
            groups[-1].append({link[1]: os.path.normpath(f"docs/{link[2]}")})
    if len(groups) != len(GROUPS):
        raise Wrong(f"docs/README.md has {len(groups)} groups of pages, not {len(GROUPS)}")
    named = [{name: pages} for name, pages in zip(GROUPS, groups, strict=True)]
    return [
        {"Start": "README.md"},
        *named,
        {"Changes": "CHANGELOG.md"},
        {"All pages": "docs/README.md"},
    ]


# --- building ------------------------------------------------------------------------------

ELSEWHERE = re.compile(
    r"""(["'`])https://(?:unpkg\.com|cdn\.jsdelivr\.net|api\.github\.com|\$\{\w+\}/api/)[^"'`]*\1"""
)
"""The addresses in Zensical's script, which it uses only for what these pages don't have."""


def build(work: Path, site: Path) -> None:
    """Build the site from its source, and take the addresses out of the script."""
    command = (sys.executable, "-m", "zensical", "build", "--clean", "--strict")
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    if done.returncode != 0 or "Warning" in done.stdout + done.stderr:
        printed, _, _ = (done.stdout + done.stderr).partition("Traceback (")
        raise Wrong(f"Zensical reports:\n{printed.rstrip()}")
    shutil.rmtree(site, ignore_errors=True)
    shutil.move(work / "made", site)
    for name in ("404.html", "sitemap.xml"):  # they need the address of a server
        (site / name).unlink()
    for script in site.rglob("*.js"):
        text = script.read_text("utf-8")
        script.write_text(ELSEWHERE.sub(r"\1\1", text), "utf-8")


# --- looking at what was built -------------------------------------------------------------

_LOADING = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "link": ("href",),
    "iframe": ("src",),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "object": ("data",),
    "embed": ("src",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
    "form": ("action",),
}
"""The attributes whose address a browser fetches without a click."""
_COMMENT = re.compile(r"(?:<|\\3c )!--.*?-->|/\*.*?\*/", re.DOTALL)
_ADDRESS = re.compile(r"""(?:(?:https?|wss?):|(?<=["'`(]))//(?:[\w-]+\.)+[a-z]{2,}[^\s"'`)]*""")


class _Page(HTMLParser):
    """What a page loads, links to, and can be linked to by."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses and names of an element."""
        self._inside = tag
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if given.get(name)}
        self.loads += [given[name] for name in _LOADING.get(tag, ()) if given.get(name)]
        self.styles += [given["style"]] if "style" in given else []
        self.scripts += [value for name, value in given.items() if name.startswith("on")]
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
            self.loads += [given["ping"]] if "ping" in given else []

    def handle_endtag(self, tag: str) -> None:
        """Note that an element has ended."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Note the text of a style or a script."""
        if self._inside == "style":
            self.styles.append(data)
        elif self._inside == "script":
            self.scripts.append(data)


def check(site: Path) -> None:
    """Raise `Wrong` for whatever is loaded from elsewhere, and for links that lead nowhere."""
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    wrong = [f"{path.relative_to(site)}: {what}" for path, what in _wrong(site, pages)]
    if wrong:
        raise Wrong("\n".join(wrong))


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text("utf-8"))
    return page


def _wrong(site: Path, pages: dict[Path, _Page]) -> Iterator[tuple[Path, str]]:
    for path, page in pages.items():
        for address in page.loads:
            if not _is_here(path, address):
                yield path, f"loads {address}"
        for address in page.links:
            if why := _is_dead(path, address, pages):
                yield path, f"{address} {why}"
        for text in (*page.styles, *page.scripts):
            yield from ((path, f"names {address}") for address in _addresses(text))
    for path in sorted(site.rglob("*")):
        if path.suffix in (".css", ".js", ".svg"):
            text = _COMMENT.sub("", path.read_text("utf-8"))
            yield from ((path, f"names {address}") for address in _addresses(text))
            if path.suffix == ".svg" and "<script" in text:
                yield path, "has a script"


def _is_here(page: Path, address: str) -> bool:
    """Return whether what a page loads is in it, or in a file of the site."""
    parts = urlsplit(address)
    if parts.scheme == "data" or address.startswith("#"):
        return True
    if parts.scheme or parts.netloc or address.startswith("//"):
        return False
    return (page.parent / unquote(parts.path)).is_file()


def _is_dead(page: Path, address: str, pages: dict[Path, _Page]) -> str:
    """Return why a link leads nowhere; empty if it does lead somewhere, or elsewhere."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return "" if parts.scheme in ("https", "http", "mailto") else "is of an unknown kind"
    path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if path not in pages:
        return "" if path.is_file() else "leads to no page"
    known = not parts.fragment or unquote(parts.fragment) in pages[path].anchors
    return "" if known else "leads to no heading"


def _addresses(text: str) -> Iterator[str]:
    """Yield the addresses that a script or a style names, but for the names of languages."""
    for address in _ADDRESS.findall(text):
        if not address.startswith("http://www.w3.org/"):
            yield address


def main() -> int:
    """Build the site and look at it; return 1 if something is wrong."""
    try:
        write_source(WORK)
        build(WORK, SITE)
        check(SITE)
    except Wrong as error:
        print(error, file=sys.stderr)
        return 1
    pages = len(list(SITE.rglob("*.html")))
    print(f"{SITE.relative_to(ROOT)}/index.html: {pages} pages, every link leads somewhere")
    return 0


if __name__ == "__main__":
    sys.exit(main())
