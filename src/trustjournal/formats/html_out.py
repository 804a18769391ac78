"""Export to one HTML file that is a book: on a screen, on a phone, and printed by a browser.

The file has no script and asks for nothing from anywhere. A content security policy allows the one
style in it, by its hash, and nothing else.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from ..domain.book import PAPERS, Book
from .book import BookChapters, Chapter
from .book_text import attribute, line, text
from .exporter_protocol import Journal

_POLICY = "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
_STYLE = Path(__file__).with_name("book.css")


@dataclass(frozen=True, slots=True)
class ToHtml:
    """Exporter for a book in HTML."""

    book: Book = field(default_factory=Book)

    is_text = True

    @property
    def dest(self) -> str:
        """The default name of the file: `trust-journal-2026.html`."""
        return f"trust-journal{self.book.name}.html"

    def pieces(self, journal: Journal) -> Iterator[bytes]:
        """Yield the head, the cover, the contents, each chapter and the last page."""
        chapters = BookChapters(self.book, journal, lambda _chapter, place: f"#{place}")
        yield _head(self.book, chapters).encode()
        yield _cover(self.book, chapters).encode()
        for chapter in chapters.chapters():
            yield _opening(chapter).encode()
            for piece in chapter.pieces:
                yield piece.encode()
            yield b"</section>\n"
        yield _last_page(chapters).encode()


def _head(book: Book, chapters: BookChapters) -> str:
    style = _style(book, chapters)
    policy = _POLICY.format(hash=b64encode(sha256(style.encode()).digest()).decode())
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="{attribute(policy)}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="referrer" content="no-referrer"/>
<meta name="robots" content="noindex, nofollow, noarchive"/>
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no"/>
<meta name="color-scheme" content="light dark"/>
<title>{line(chapters.title)}</title>
<style>{style}</style>
</head>
<body class="{attribute(book.paper)}">
"""


def _style(book: Book, chapters: BookChapters) -> str:
    """Return the style, with the size of the paper and the running heads of the pages.

    Browsers know no running heads that follow the text, so each chapter has pages of its own name.
    """
    title = _css_string(chapters.title)
    rules = [
        f"@page{{size:{PAPERS[book.paper]}}}",
        f"@page:left{{@top-left{{content:{title}}}}}",
    ]
    for chapter in chapters.contents():
        if chapter.is_short:
            continue
        head = _css_string(chapter.head)
        rules.append(f"@page {chapter.id}:right{{@top-right{{content:{head}}}}}")
        rules.append(f"#{chapter.id}{{page:{chapter.id}}}")
    return "\n".join([_STYLE.read_text(encoding="utf-8"), *rules, ""])


def _css_string(words: str) -> str:
    """Return words as a string of CSS. Every sign becomes a number, so that none can end it."""
    signs = (c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in " ".join(words.split()))
    return f'"{"".join(signs)}"'


def _cover(book: Book, chapters: BookChapters) -> str:
    contents = "".join(
        f'<li><a href="#{chapter.id}">{text(chapter.title)}</a>'
        f"{f' <span>{chapter.note}</span>' if chapter.note else ''}</li>\n"
        for chapter in chapters.contents()
    )
    private = '<p class="private">This copy holds private words.</p>\n' if book.private else ""
    return f"""<header class="cover">
<h1 dir="auto">{line(chapters.title)}</h1>
<p>{text(chapters.days_in_words())}</p>
<p>{text(chapters.entries_in_words())}</p>
{chapters.heatmap()}</header>
<nav id="contents">
{private}<h2>Contents</h2>
<ol>
{contents}</ol>
</nav>
<main>
"""


def _opening(chapter: Chapter) -> str:
    few = " few" if chapter.is_short else ""
    return f"""<section class="chapter{few}" id="{chapter.id}">
<h2><a href="#contents">{text(chapter.title)}</a></h2>
"""


def _last_page(chapters: BookChapters) -> str:
    sentences = [*chapters.about_the_days(), *chapters.left_out(), chapters.made()]
    lines = "".join(f"<p>{text(sentence)}</p>\n" for sentence in sentences)
    return f"</main>\n<footer>\n{lines}</footer>\n</body>\n</html>\n"
