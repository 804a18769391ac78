"""The book of a year: what is in it, what stays out, and that no text becomes a tag."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Trust
from exporting import ENTRY, Given, text_of
from importing import LINES, TEXT
from trustjournal.app import App
from trustjournal.domain.entry import Answer, Entry
from trustjournal.formats import book_text
from trustjournal.formats.book import period_in_words
from trustjournal.formats.book_text import ELEMENTS
from trustjournal.formats.epub_out import ToEpub
from trustjournal.services import review

VOID = {"meta", "br", "hr"}
OURS = {
    *("html", "head", "meta", "title", "style", "body", "header", "nav", "main", "footer"),
    *("section", "article", "div", "h1", "h2", "h3", "p", "ol", "ul", "li", "span", "a", "time"),
    *("svg", "path", "text"),
}
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "datetime", "dir"),
    *("viewbox", "role", "d", "x", "y", "fill-opacity", "value"),
}


class Page(HTMLParser):
    """The tags and attributes of a page, and the words of each element with a class."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.tags = list[str]()
        self.attributes = set[str]()
        self.links = list[str]()
        self.ids = list[str]()
        self.texts = list[str]()
        """What is inside the text of an entry: words, and the names of elements."""
        self.in_text = set[str]()
        self.unexpected = list[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        values = {name: value or "" for name, value in attrs}
        self.links += [values["href"]] if "href" in values else []
        self.ids += [values["id"]] if "id" in values else []
        if any(class_ == "text" for _, class_ in self.open):
            self.in_text.add(tag)
        if tag not in VOID:
            self.open.append((tag, values.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        opened = self.open.pop()[0] if self.open else None
        if opened != tag:
            self.unexpected.append(f"{tag} ends {opened}")

    def handle_data(self, data: str) -> None:
        if any(class_ == "text" for _, class_ in self.open):
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.unexpected.append(data)

    def unknown_decl(self, data: str) -> None:
        self.unexpected.append(data)

    def handle_pi(self, data: str) -> None:
        self.unexpected.append(data)


def book(trust: Trust, *options: str) -> str:
    done = trust("export", "html", "-", *options)
    assert done.code == 0, done.err
    return done.out


def write(trust: Trust, text: str, *options: str, now: str = "2026-11-22T21:00:00+01:00") -> None:
    assert trust("journal", "--free", "-m", text, *options, now=now).code == 0


def review_the_week(home: Path) -> None:
    """Answer the questions of a review, through the service the terminal uses."""
    quiet = io.StringIO()
    environ = {"TRUST_HOME": str(home), "TRUST_NOW": "2026-11-22T22:00:00+01:00"}
    app = App(stdin=quiet, stdout=quiet, stderr=quiet, environ=environ)
    period, _ = review.period_due(app)
    texts = ("That it was easy.", "Soup.", "If the phone rings, then it stays in the drawer.")
    answers = [
        Answer(question.text, text, "emotional-trust", question.id)
        for question, text in zip(review.questions(app, period), texts, strict=True)
    ]
    entry, draft = review.begin_review(app, period)
    review.save_review(app, period, entry, draft, answers)
    app.close()


# --- nothing becomes a tag -------------------------------------------------------------------------

WILD = st.sampled_from(
    [
        *LINES,
        *(
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "</style><b>",
            "<!-- x",
            "-->",
        ),
        *(
            "</div></article></body>",
            "<svg onload=x>",
            "&lt;b&gt;",
            "&#60;i&#62;",
            "&amp;",
            "<?x ?>",
        ),
        *(
            "[a](javascript:alert(1))",
            "![p](http://x.example/p.png)",
            "<http://x.example>",
            "[x]: y",
        ),
        *(
            "```html\n<b>\n```",
            "    <i>code</i>",
            "> <b>\n> q",
            "- <u>\n  1. <s>",
            "# <h1>",
            "a\n===",
        ),
        *(
            "**<b>**",
            "~~<i>~~",
            "*a",
            "\\<b\\>",
            '" onclick="x',
            "' x='",
            "\x1b[31m",
            "\x00",
            "\x85",
        ),
        *("\ufffe", "\u202e", "]]>", "<![CDATA[", "a  \nb", "***", "| a | b |\n|---|---|", "`<b>`"),
    ]
)
BODIES = st.lists(WILD | TEXT, min_size=1, max_size=6).map("\n".join)


@given(body=BODIES, title=st.none() | BODIES, tag=BODIES, question=BODIES, asked=BODIES)
def test_no_text_becomes_a_tag(
    body: str, title: str | None, tag: str, question: str, asked: str
) -> None:
    """Whatever is written, a page has our elements, and a text those that Markdown may make."""
    entries = [
        replace(ENTRY, body=body, title=title, tags=(tag,), prompt_text=question),
        replace(ENTRY, kind="joy", body=f"### {asked}\n\n{body}", answers=(Answer(asked, body),)),
        replace(ENTRY, kind="review", period=tag, body=body, starred=True, practice=tag),
    ]
    html = text_of("html", *entries)
    page = Page(html)

    assert page.unexpected == []
    assert page.open == []
    assert page.in_text <= ELEMENTS
    assert set(page.tags) <= OURS | ELEMENTS
    assert page.attributes <= ATTRIBUTES
    assert {link[:1] for link in page.links} == {"#"}
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    ElementTree.fromstring(html.partition("\n")[2])  # an e-reader wants XML


@given(body=BODIES)
def test_every_letter_of_a_text_is_shown(body: str) -> None:
    """As on a screen: Markdown only changes the look. Signs that begin something may go."""

    def letters(text: str) -> list[str]:
        return [c for c in text if c.isalpha()]

    root = ElementTree.fromstring(f"<x>{book_text.markdown(body)}</x>")
    shown = letters("".join(root.itertext()))
    # `[31m` behind an escape is text; the pictures of control signs are no letters.
    assert shown == letters(body)


@pytest.mark.parametrize("body", ["one\ntwo\n\nthree", "ends  \nhere", "a - b + 1. c\n\n\n日本"])
def test_a_text_without_markdown_is_read_as_the_parser_reads_it(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = book_text.markdown(body)
    monkeypatch.setattr(book_text, "_MAY_BE_MARKDOWN", re.compile(""))

    assert book_text.markdown(body).split() == quick.split()


def test_markdown_keeps_verse_lists_and_the_numbers_that_were_typed() -> None:
    made = book_text.markdown("Roses\n  are *red*\n\n3. three\n5. five\n\n```verse\na  b\n```")

    assert made == (
        "<p>Roses<br/>\u00a0\u00a0are <em>red</em></p>\n"
        '<ol><li value="3">three</li>\n<li value="5">five</li>\n</ol>\n'
        "<pre>\nverse\na  b</pre>\n"
    )


@pytest.mark.parametrize("body", ["", " ", "\n\n", "\t", "\u00a0", "\\", "#", "-", "```", ">"])
def test_a_text_with_hardly_anything_in_it_is_no_fault(body: str) -> None:
    ElementTree.fromstring(f"<x>{book_text.markdown(body)}</x>")


def test_a_text_nested_too_deeply_is_shown_as_it_was_typed() -> None:
    body = "> " * 60 + "in there *somewhere*"

    assert "in there *somewhere*" in book_text.markdown(body)


# --- nothing is asked for --------------------------------------------------------------------------


def test_the_one_style_is_allowed_by_its_hash_and_nothing_else(trust: Trust) -> None:
    write(trust, "Words.")
    html = book(trust, "--title", '</style><script>x</script>"}*{color:red}')

    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    hash_ = b64encode(sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{hash_}'" in html.replace("&#x27;", "'")
    assert "<" not in style
    assert "color:red}" not in style
    for word in ("http:", "https:", "src=", "url(", "<script", "@import", " style=", "<link"):
        assert word not in html, word


# --- what is in it ---------------------------------------------------------------------------------


@pytest.fixture
def year(trust: Trust) -> Trust:
    write(trust, "Old year.", now="2025-12-31T21:00:00+01:00")
    write(trust, "One, with Sam.", "--person", "Sam", now="2026-01-05T21:00:00+01:00")
    write(trust, "Seen. %%Unseen%%.", "--tag", "walk", "--mood", "4")
    write(trust, "All mine.", "--private")
    assert trust("people", "set", "Ada", "--quote", "no").code == 0
    write(trust, "Hers.", "--person", "Ada")
    assert trust("joy", "-m", "The first *snow*.", "-m", "Wide awake.").code == 0
    assert trust("storm", "-m", "A slammed door.").code == 0
    return trust


def test_it_is_the_book_of_the_running_year(year: Trust) -> None:
    html = book(year)

    assert "<title>2026</title>" in html
    assert "<p>5 January to 22 November</p>\n<p>4 entries</p>" in html
    assert re.findall(r"<h2>.*?>(\w[^<]*)</a>", html) == ["January", "November", "Joys"]
    assert '<h3><time datetime="2026-01-05">Monday 5 January</time></h3>' in html
    assert "Old year." not in html
    assert '<p class="marks">mood 4 of 5, #walk</p>' in html
    assert "The first *snow*" not in html
    assert '<a href="#d20261122">Sunday 22 November</a>' in html
    assert (
        "<p>Made on 22 November 2026 on the writer's own computer. Nothing was sent anywhere.</p>"
        in html
    )


def test_what_is_private_or_not_to_be_quoted_stays_out_and_is_counted(year: Trust) -> None:
    done = year("export", "html", "-")

    for words in ("Unseen", "All mine", "Hers", "Ada"):
        assert words not in done.out, words
    assert "Seen. [private]." in done.out
    counted = "Left out: 1 private entry, 1 private passage and 1 entry that isn't to be quoted."
    assert f"<p>{counted}</p>" in done.out
    assert "left out: 1 private entry" in done.err
    assert "1 entry without its words" not in done.err


def test_private_words_are_in_it_if_asked_for_and_it_says_so(year: Trust) -> None:
    html = book(year, "--include-private")

    assert "<p>Seen. Unseen.</p>" in html, "without the marks, which nobody wants to read"
    assert "All mine." in html
    assert "This copy holds private words." in html
    assert "Hers." not in html, "people who aren't to be quoted stay out in any case"


def test_a_year_some_days_a_person_or_some_parts(year: Trust) -> None:
    assert "<title>2025</title>" in book(year, "--year", "2025")
    some = book(year, "--from", "2025-12-01", "--to", "2026-01-31")
    assert "<title>2025 to 2026</title>" in some
    assert "<p>31 December 2025 to 5 January 2026</p>" in some
    about = book(year, "--person", "sam")
    assert "One, with Sam." in about
    assert "Seen." not in about
    assert "The first" not in about
    without = book(year, "--without", "joys,moods", "--without", "storms heatmap tags")
    for part in ("Joys", "mood 4", "A slammed door", "<svg", "#walk"):
        assert part in book(year), part
        assert part not in without, part


def test_the_year_before_if_this_one_has_nothing_yet(year: Trust) -> None:
    done = year("export", "html", "-", now="2027-01-02T10:00:00+01:00")

    assert "<title>2026</title>" in done.out


def test_a_title_and_a_paper(year: Trust) -> None:
    html = book(year, "--title", "Our <year>", "--paper", "A4")

    assert '<h1 dir="auto">Our &lt;year&gt;</h1>' in html
    assert "5 January to 22 November 2026" in html
    assert "@page{size:A4}" in html


def test_the_language_of_the_words_is_named_for_hyphens(year: Trust) -> None:
    year("config", "set", "language", "de")

    html = book(year)
    assert '<html lang="en">' in html
    assert '<div class="text" lang="de" dir="auto">' in html


def test_promises_that_were_kept_and_what_became_of_others(trust: Trust) -> None:
    write(trust, "Words.")
    for words, options in (
        ("Home by seven", ("--shareable",)),
        ("The %%secret%% form", ("--shareable",)),
        ("Not for others", ()),
    ):
        assert trust("promise", "add", words, "--to", "Sam", *options).code == 0
        assert trust("promise", "kept", words[:3]).code == 0
    assert trust("promise", "add", "The album").code == 0
    assert trust("promise", "broken", "album").code == 0
    repair = ("promise", "repair", "album", "--acknowledged", "I forgot it.")
    assert trust(*repair).code == 0
    html = book(trust)

    assert "Promises kept" in html
    assert "Home by seven (promised to Sam)</p>" in html
    assert "kept on 22 November" in html
    assert "The [private] form" in html
    assert "Left out: 1 private passage and 1 promise to someone." in html
    assert "album" not in html
    assert "The album" in book(trust, "--with", "promises")
    more = book(trust, "--with", "promises", "--include-private")
    assert "broken on 22 November; repaired on 22 November: I forgot it." in more
    assert "Not for others" in more
    trust("people", "set", "Sam", "--quote", "no")
    assert "Home by seven" not in book(trust, "--include-private")


def test_if_thens_reviews_and_words_of_feeling(trust: Trust, home: Path) -> None:
    write(trust, "I was afraid, then glad. Glad again.")
    write(trust, "Still glad.")
    review_the_week(home)
    html = book(trust)

    titles = ["November", "Looking back", "If-thens", "Feelings"]
    assert re.findall(r"<h2>.*?>(\w[^<]*)</a>", html) == titles
    assert "<h3>Week 47, 16 to 22 November 2026</h3>" in html
    assert '<h4 class="q">' in html
    if_then = '<p dir="auto">If the phone rings, then it stays in the drawer.</p>'
    assert f'{if_then}<p class="marks">Week 48, 23 to 29 November 2026</p>' in html
    assert "Looking back" not in book(trust, "--without", "reviews")
    assert "If-thens" not in book(trust, "--without", "if-thens")
    assert "<li><span>November</span> glad, afraid</li>" in html
    assert "feeling" not in book(trust, "--without", "feelings").partition("<body")[2]


@pytest.mark.parametrize("command", [("delete",), ("edit", "--private")], ids=str)
def test_an_if_then_goes_with_its_review(
    trust: Trust, home: Path, command: tuple[str, ...]
) -> None:
    write(trust, "Words.")
    review_the_week(home)
    [name] = [e["id"] for e in trust("list", "--kind", "review", "--json").json["data"]["entries"]]
    assert trust(command[0], name, *command[1:]).code == 0

    assert "If the phone rings" not in book(trust)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--paper", "a3"), "--paper can't be a3; use a5, a4, letter or 6x9"),
        (("--without", "pictures"), "--without can't be pictures; use heatmap, questions"),
        (("--with", "joys", "--without", "joys"), "joys is both in --with and in --without"),
        (("--year", "2025", "--from", "2025-01-01"), "give the days only once"),
        (("--year", "yesterday"), "--year can't be yesterday; use a year such as 2025"),
        (("--year", "soon"), "--year can't be soon; use a year such as 2025"),
        (("--person", "Nobody"), "there's no one called Nobody"),
        (("--person", " "), "a name can't be empty"),
    ],
    ids=str,
)
def test_what_cannot_be_is_one_line(
    year: Trust, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    done = year("export", "html", str(tmp_path / "book.html"), *options)

    assert done.code in (1, 2)
    assert (done.out, len(done.err.splitlines())) == ("", 1)
    assert words in done.err
    assert list(tmp_path.glob("book*")) == []


@pytest.mark.parametrize("format_", ["html", "epub"])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--year", "2020"), "there are no entries in 2020, so no book was made"),
        (("--year", "2031"), "there are no entries in 2031, so no book was made"),
        (
            ("--year", "2025", "--person", "Sam"),
            "there are no entries about Sam in 2025, so no book",
        ),
        (("--from", "2026-12-01"), "there are no entries on these days, so no book was made"),
        (
            ("--person", "Sam", "--from", "2026-12-01"),
            "there are no entries about Sam on these days",
        ),
        (("--person", "Ada"), "there are no entries about Ada in 2026, so no book"),
    ],
    ids=str,
)
@pytest.mark.some(4)
def test_days_without_entries_make_no_book(
    year: Trust, tmp_path: Path, format_: str, options: tuple[str, ...], words: str
) -> None:
    done = year("export", format_, str(tmp_path / "book"), *options)

    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert words in done.err
    assert list(tmp_path.glob("book*")) == []


@pytest.mark.parametrize("option", [("--title", "x"), ("--paper", "a4"), ("--year", "2026")])
def test_options_of_books_are_for_books(year: Trust, option: tuple[str, str]) -> None:
    done = year("export", "json", "-", *option)

    assert done.code == 2
    assert f"{option[0]} is for html" in done.err


def test_a_file_named_after_the_year_and_the_same_bytes_each_time(
    year: Trust, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = year("export", "html")

    assert done.out.startswith("4 entries in ")
    assert "print" in done.out
    made = (tmp_path / "trust-journal-2026.html").read_bytes()
    assert made.decode() == book(year)
    assert year("export", "html").code == 2
    assert (tmp_path / "trust-journal-2026.html").read_bytes() == made


def test_the_picture_says_in_words_what_it_shows_and_tells_days_by_shape() -> None:
    late = replace(ENTRY, written_on=ENTRY.day + timedelta(days=9))
    html = text_of("html", replace(ENTRY, day=ENTRY.day - timedelta(days=1)), late)

    assert "<title>2 days written about, 21 to 22 November</title>" in html.replace(
        "21 November to 22", "21 to 22"
    )
    assert '<path class="later"' in html
    assert "On the cover, a circle marks a day that was written about later." in html
    assert "written on 1 December 2026" in html


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2026-W47", "Week 47, 16 to 22 November 2026"),
        ("2026-W53", "Week 53, 28 December 2026 to 3 January 2027"),
        ("2026-W05", "Week 5, 26 January to 1 February 2026"),
        ("2026-11", "November 2026"),
        ("2026", "2026"),
        ("2026-11-01..2026-11-20", "1 to 20 November 2026"),
        ("something else", "something else"),
    ],
)
def test_a_period_in_words(name: str, words: str) -> None:
    assert period_in_words(name) == words


def test_two_years_have_a_picture_each() -> None:
    before = replace(ENTRY, day=ENTRY.day - timedelta(days=400))
    html = text_of("html", before, ENTRY)

    assert html.count("<path") == 4
    assert ">2025</text>" in html
    assert ">October 2025</a>" in html


# --- the same as EPUB ------------------------------------------------------------------------------


def epub_of(*entries: Entry) -> dict[str, str]:
    """The files in a book, by their names."""
    raw = b"".join(ToEpub().pieces(Given(*entries)))
    assert raw[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@given(body=BODIES, question=BODIES, tag=BODIES)
def test_every_file_of_an_epub_is_xml_and_every_link_leads_somewhere(
    body: str, question: str, tag: str
) -> None:
    files = epub_of(
        replace(ENTRY, body=body, prompt_text=question, tags=(tag,)),
        replace(ENTRY, kind="joy", body=f"A joy. {body}"),
        replace(ENTRY, kind="review", body=body),
    )
    pages = {name.removeprefix("book/"): text for name, text in files.items() if "xhtml" in name}

    for name, text in files.items():
        if not name.endswith((".css", "mimetype")):
            ElementTree.fromstring(text)
    links = [link for text in pages.values() for link in re.findall(r'<a href="([^"]*)"', text)]
    assert links
    for link in links:
        name, _, place = link.partition("#")
        assert f'id="{place}"' in pages[name] if place else name in pages, link
    opf = files["book/book.opf"]
    assert set(re.findall(r'href="([^"]*\.xhtml)"', opf)) == set(pages)


def test_an_epub_has_the_chapters_of_the_page_and_the_same_bytes_each_time(
    year: Trust, tmp_path: Path
) -> None:
    first, second = tmp_path / "a.epub", tmp_path / "b.epub"
    for dest in (first, second):
        assert year("export", "epub", str(dest), "--title", "Our <year>").code == 0

    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        pages = [name for name in archive.namelist() if name.endswith(".xhtml")]
        everything = "".join(archive.read(name).decode() for name in archive.namelist())
    assert pages == [
        f"book/{name}.xhtml" for name in ("cover", "contents", "m202601", "m202611", "joys", "last")
    ]
    assert "<dc:title>Our &lt;year&gt;</dc:title>" in everything
    assert "Seen. [private]." in everything
    assert "Left out: " in everything
    for words in ("Unseen", "All mine", "Hers"):
        assert words not in everything
    assert year("export", "epub", "-").code == 2
    assert year("export", "epub", str(tmp_path / "c.epub"), "--paper", "a4").code == 2


EPUBCHECK = Path("/usr/share/java/epubcheck.jar")


@pytest.mark.torture
@pytest.mark.skipif(not (shutil.which("java") and EPUBCHECK.exists()), reason="needs epubcheck")
def test_epubcheck_finds_nothing(year: Trust, tmp_path: Path) -> None:
    for body in (
        "# A\n\n- b\n  1. c\n\n> d\n\n```e\n<f>\n```\n***",
        "\x00\x1b<b>&amp;]]>",
        "> " * 60,
    ):
        assert year("journal", "--free", "-m", body).code == 0
    dest = tmp_path / "book.epub"
    assert year("export", "epub", str(dest), "--with", "promises", "--include-private").code == 0
    done = subprocess.run(
        ["java", "-jar", EPUBCHECK, dest], capture_output=True, text=True, timeout=300
    )

    assert "No errors or warnings detected" in done.stdout, done.stderr


# --- in a browser ----------------------------------------------------------------------------------


@pytest.mark.torture
@pytest.mark.skipif(
    not all(map(shutil.which, ("chromium", "pdftotext", "pdfinfo"))), reason="needs Chromium"
)
def test_a_browser_prints_it_with_running_heads(year: Trust, tmp_path: Path) -> None:
    page, pdf = tmp_path / "book.html", tmp_path / "book.pdf"
    page.write_text(book(year), "utf-8")
    subprocess.run(
        [
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
            *(f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={pdf}", page.as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    about = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    words = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True
    ).stdout

    assert "(A5)" in about
    assert "January 2026" in words
    assert "Seen. [private]." in words
    assert "Unseen" not in words
