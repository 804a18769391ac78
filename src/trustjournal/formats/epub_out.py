"""Export to EPUB 3: the chapters of the book in HTML, for an e-reader.

A file in the zip for each chapter, the cover, the contents and the last page.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from pathlib import Path
from uuid import UUID

from ..domain.book import Book
from . import zip_pieces
from .book import BookChapters
from .book_text import line, text
from .exporter_protocol import Journal

_STYLE = Path(__file__).with_name("epub.css")
_NO_DAY = date(2000, 1, 1)
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="book/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


@dataclass(frozen=True, slots=True)
class ToEpub:
    """Exporter for a book in EPUB."""

    book: Book = field(default_factory=Book)

    is_text = False

    @property
    def dest(self) -> str:
        """The default name of the file: `trust-journal-2026.epub`."""
        return f"trust-journal{self.book.name}.epub"

    def pieces(self, journal: Journal) -> Iterator[bytes]:
        """Yield the zip in pieces."""
        chapters = BookChapters(self.book, journal, lambda name, place: f"{name}.xhtml#{place}")
        buffer = zip_pieces.Buffer()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            # Readers know the file by its beginning.
            archive.writestr(zip_pieces.member("mimetype", packed=False), "application/epub+zip")
            for name, content in (
                ("META-INF/container.xml", _CONTAINER),
                ("book/book.opf", self._package(chapters, journal)),
                ("book/book.css", _STYLE.read_text(encoding="utf-8")),
                ("book/cover.xhtml", _page(chapters.title, _cover(chapters))),
                ("book/contents.xhtml", _page("Contents", self._contents(chapters))),
            ):
                archive.writestr(zip_pieces.member(name), content)
            yield buffer.drain()
            for chapter in chapters.chapters():
                header = zip_pieces.member(f"book/{chapter.id}.xhtml")
                with archive.open(header, "w") as page:
                    heading = f"<h2>{text(chapter.title)}</h2>\n"
                    opening = f'<section epub:type="chapter">\n{heading}'
                    page.write((_head(chapter.head) + opening).encode())
                    for piece in chapter.pieces:
                        page.write(piece.encode())
                        yield buffer.drain()
                    page.write(f"</section>\n{_END}".encode())
            last = _page(chapters.title, _last_page(chapters))
            archive.writestr(zip_pieces.member("book/last.xhtml"), last)
        yield buffer.drain()

    def _package(self, chapters: BookChapters, journal: Journal) -> str:
        names = ["cover", "contents", *(chapter.id for chapter in chapters.contents()), "last"]
        properties = {"contents": ' properties="nav"'}
        if chapters.heatmap():
            properties["cover"] = ' properties="svg"'
        items = "".join(
            f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"'
            f"{properties.get(name, '')}/>\n"
            for name in names
        )
        spine = "".join(f'<itemref idref="{name}"/>\n' for name in names)
        return f"""<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{self._identity(chapters, journal)}</dc:identifier>
<dc:title>{line(chapters.title)}</dc:title>
<dc:language>{text(self.book.language)}</dc:language>
<meta property="dcterms:modified">{self.book.made_on or _NO_DAY}T00:00:00Z</meta>
</metadata>
<manifest>
{items}<item id="style" href="book.css" media-type="text/css"/>
</manifest>
<spine>
{spine}</spine>
</package>
"""

    def _identity(self, chapters: BookChapters, journal: Journal) -> UUID:
        """Return the same id for the book of the same days of the same journal."""
        salt = journal.head().get("meta", {}).get("salt", "")
        about = f"{salt} {self.book.first} {self.book.last} {chapters.title}"
        digest = blake2b(about.encode(), digest_size=16, person=b"trust-epub").digest()
        return UUID(bytes=digest, version=4)

    def _contents(self, chapters: BookChapters) -> str:
        links = "".join(
            f'<li><a href="{chapter.id}.xhtml">{text(chapter.title)}</a></li>\n'
            for chapter in chapters.contents()
        )
        private = "<p>This copy holds private words.</p>\n" if self.book.private else ""
        return (
            f'{private}<nav epub:type="toc">\n<h2>Contents</h2>\n<ol>\n{links}'
            '<li><a href="last.xhtml">About this book</a></li>\n</ol>\n</nav>\n'
        )


def _cover(chapters: BookChapters) -> str:
    picture = chapters.heatmap().replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return f"""<div class="cover">
<h1>{line(chapters.title)}</h1>
<p>{text(chapters.days_in_words())}</p>
<p>{text(chapters.entries_in_words())}</p>
{picture}</div>
"""


def _last_page(chapters: BookChapters) -> str:
    sentences = [*chapters.about_the_days(), *chapters.left_out(), chapters.made()]
    lines = "".join(f"<p>{text(sentence)}</p>\n" for sentence in sentences)
    return f'<div class="last">\n{lines}</div>\n'


_END = "</body>\n</html>\n"


def _page(title: str, body: str) -> str:
    return f"{_head(title)}{body}{_END}"


def _head(title: str) -> str:
    return f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en">
<head>
<title>{line(title)}</title>
<link rel="stylesheet" href="book.css"/>
</head>
<body>
"""
