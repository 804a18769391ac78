"""`make book-picture`: pages of the made-up journal's book for the README, as Chromium prints them.

It needs `chromium` and `pdftoppm` (poppler-utils); the letters are those of the fonts that are
installed, so the picture isn't the same everywhere.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from base64 import b64encode
from datetime import UTC, datetime, time
from pathlib import Path
from unittest import mock

from pictures import DOCS, SUNDAY, counter
from trustjournal import demo

PAGES = (1, 8, 9)
"""The cover, and two pages that face each other when the book is open."""
WIDTH, HEIGHT = 1560, 760

SHEET = """<!DOCTYPE html><meta charset="utf-8"><style>
body{{margin:0;height:{height}px;display:flex;justify-content:center;align-items:center;
background:#e8e3d9}}
img{{height:660px;box-shadow:0 2px 16px #0003}} img:first-child{{margin-right:46px}}
</style>{images}"""


def chromium(*options: str) -> None:
    """Run Chromium without a window."""
    program = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
    subprocess.run([*program, *options], check=True, capture_output=True, timeout=300)


def run() -> None:
    """Make the book, print it, and take a picture of some of its pages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home, book, pdf = str(folder / "home"), folder / "book.html", folder / "book.pdf"
        with mock.patch("trustjournal.app.os.urandom", counter()):
            demo.write_journal(home, SUNDAY)
        evening = datetime.combine(SUNDAY, time(22, 10), UTC)
        demo.run_quietly(home, evening, "export", "html", str(book))
        chromium("--no-pdf-header-footer", f"--print-to-pdf={pdf}", book.as_uri())
        subprocess.run(["pdftoppm", "-r", "115", "-png", pdf, folder / "page"], check=True)
        images = []
        for number in PAGES:
            png = b64encode(_page(folder, number).read_bytes()).decode()
            images.append(f'<img src="data:image/png;base64,{png}">')
        sheet = folder / "sheet.html"
        sheet.write_text(SHEET.format(height=HEIGHT, images="".join(images)), encoding="utf-8")
        picture = DOCS / "book.png"
        chromium(f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={picture}", sheet.as_uri())
        print("docs/pictures/book.png")


def _page(folder: Path, number: int) -> Path:
    pages = sorted(folder.glob("page-*.png"))
    if number > len(pages):
        sys.exit(f"the book has {len(pages)} pages")
    return pages[number - 1]


if __name__ == "__main__":
    run()
