"""The journal as the chapters of a book, in XHTML, of which one entry is in memory at a time.

First comes a survey, which reads everything once for the cover, the contents and the lists. Then
each chapter is made as it is written. `html_out` and `epub_out` bind the chapters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from typing import TypeAlias

from ..domain.book import Book, BookLine
from ..domain.calendar import monday_of
from ..domain.entry import Entry
from ..domain.feelings import MAX_SHOWN, count_feelings
from ..domain.multi_answer import own_words
from ..domain.periods import period_named, week_of
from ..domain.practices import title_of
from ..domain.private_marks import has_visible_words, without_marks
from ..domain.streak import ON_TIME
from ..domain.text import excerpt
from ..errors import NotFound
from .book_text import attribute, line, markdown, text
from .exporter_protocol import Journal

_KINDS = {"storm": "Storm", "joy": "Joy", "checkin": "Check-in"}
_SHORT = 320
"""An entry with fewer characters stays on one page of paper, if it can."""
_JOY = 140
"""The most characters of a joy in the list of joys."""
_FEW = 12
"""A list with more lines begins on a page of its own."""
NOTHING = (
    "there are no entries {when}, so no book was made; choose other days with --year or --from"
)
NOTHING_ABOUT = (
    "there are no entries about {name} {when}, so no book was made; choose other days with --year "
    "or --from"
)

Link: TypeAlias = Callable[[str, str], str]
"""Returns the address of a place in a chapter, by the ids of both."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its name in links, its title, what the contents say beside it, and its text."""

    id: str
    title: str
    note: str
    head: str
    """The words at the top of its pages."""
    is_short: bool
    """Whether it is a list that needn't begin on a page of its own."""
    pieces: Iterator[str]


@dataclass(slots=True)
class _Survey:
    """What the first reading finds out."""

    months: dict[date, int] = field(default_factory=dict)
    """The number of entries of each month; below, how many words of feeling each has."""
    feelings: dict[date, Counter[str]] = field(default_factory=dict)
    written: set[date] = field(default_factory=set)
    later: set[date] = field(default_factory=set)
    """The days that were written about more than two days afterwards."""
    joys: list[tuple[Entry, str]] = field(default_factory=list)
    """The entry of each joy, without its words, and its first words."""
    reviews: int = 0

    @property
    def entries(self) -> int:
        return sum(self.months.values()) + self.reviews


class BookChapters:
    """The cover, the contents, the chapters and the last page of a book."""

    def __init__(self, book: Book, journal: Journal, link: Link) -> None:
        self._book = book
        self._journal = journal
        self._link = link
        self._survey = _Survey()
        for entry in self._entries():
            self._look_at(entry)
        if not self._survey.entries:
            raise self._nothing()
        self._lists = self._read_lists()

    def _nothing(self) -> NotFound:
        book = self._book
        year = book.name.removeprefix("-")
        when = f"in {year}" if year else "on these days"
        if book.person:
            return NotFound(NOTHING_ABOUT, when=when, name=book.person)
        return NotFound(NOTHING, when=when)

    def _entries(self, *, reviews: bool | None = None) -> Iterator[Entry]:
        """Yield the entries of the book, or only those that are reviews or aren't."""
        for entry in self._journal.entries():
            if reviews is None or (entry.kind == "review") == reviews:
                yield entry

    def _has(self, part: str) -> bool:
        return part in self._book.parts

    def _look_at(self, entry: Entry) -> None:
        survey, month = self._survey, entry.day.replace(day=1)
        on_time = (entry.written_on - entry.day).days <= ON_TIME
        (survey.written if on_time else survey.later).add(entry.day)
        if self._has("feelings"):
            words = count_feelings([own_words(entry)], self._book.language)
            survey.feelings.setdefault(month, Counter()).update(words)
        if entry.kind == "review":
            survey.reviews += 1
            return
        survey.months[month] = survey.months.get(month, 0) + 1
        if entry.kind == "joy" and self._has("joys"):
            first = entry.answers[0].text if entry.answers else entry.body
            if has_visible_words(first):
                survey.joys.append((entry, excerpt(first, _JOY)))

    def _read_lists(self) -> dict[str, Sequence[BookLine]]:
        lists = {name: lines for name, lines in self._journal.lists().items() if self._has(name)}
        if self._has("feelings"):
            lists["feelings"] = self._feelings()
        return lists

    def _feelings(self) -> list[BookLine]:
        lines = []
        for month, counted in sorted(self._survey.feelings.items()):
            words = sorted(counted, key=lambda word: (-counted[word], word))[:MAX_SHOWN]
            if words:
                lines.append(BookLine(", ".join(words), self._month(month)))
        return lines

    # --- cover and last page ---------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The title: the one asked for, the year, or the days."""
        book, (first, last) = self._book, self._days()
        if book.title:
            return book.title
        if first.year == last.year:
            return str(first.year)
        return f"{first.year} to {last.year}"

    def _days(self) -> tuple[date, date]:
        days = self._survey.written | self._survey.later
        return min(days), max(days)

    @property
    def _one_year(self) -> bool:
        first, last = self._days()
        return first.year == last.year

    def _month(self, month: date) -> str:
        return f"{month:%B}" if self._one_year else f"{month:%B %Y}"

    def days_in_words(self) -> str:
        """Return `4 January to 22 November`, with the year unless that is the title."""
        first, last = self._days()
        years = (first.year != last.year, self.title != str(last.year))
        words = [
            f"{day.day} {day:%B}" + (f" {day.year}" if with_year else "")
            for day, with_year in ((first, years[0]), (last, any(years)))
        ]
        return " to ".join(dict.fromkeys(words))

    def entries_in_words(self) -> str:
        """Return the number of entries: `248 entries`."""
        return _count(self._survey.entries, "entry", "entries")

    def heatmap(self) -> str:
        """Return a picture of the days as SVG, or nothing if it isn't wanted."""
        if not self._has("heatmap"):
            return ""
        days = len(self._survey.written | self._survey.later)
        about = f"{_count(days, 'day')} written about, {self.days_in_words()}"
        return _heatmap(self._survey.written, self._survey.later - self._survey.written, about)

    def left_out(self) -> list[str]:
        """Return a sentence about each kind of words that the book doesn't have."""
        omitted = self._journal.omitted()
        counts = (
            (omitted.private, "private entry", "private entries"),
            (omitted.private_parts, "private passage", "private passages"),
            (omitted.private_promises, "private promise", "private promises"),
            (omitted.promises_to_someone, "promise to someone", "promises to someone"),
            (omitted.unquoted, "entry that isn't to be quoted", "entries that aren't to be quoted"),
            (
                omitted.unquoted_promises,
                "promise that isn't to be quoted",
                "promises that aren't to be quoted",
            ),
        )
        kinds = [_count(number, one, many) for number, one, many in counts if number]
        if not kinds:
            return []
        joined = " and ".join(filter(None, (", ".join(kinds[:-1]), kinds[-1])))
        return [f"Left out: {joined}."]

    def made(self) -> str:
        """Return when and where it was made."""
        day = self._book.made_on
        on = f" on {day.day} {day:%B %Y}" if day else ""
        return f"Made{on} on the writer's own computer. Nothing was sent anywhere."

    def about_the_days(self) -> list[str]:
        """Return what a mark in the picture of the days means, unless they are all alike."""
        if not self._has("heatmap") or not self._survey.later - self._survey.written:
            return []
        return ["On the cover, a circle marks a day that was written about later."]

    # --- chapters --------------------------------------------------------------------------------

    def contents(self) -> Iterator[Chapter]:
        """Yield the chapters without their texts."""
        for month, number in sorted(self._survey.months.items()):
            yield Chapter(
                f"m{month:%Y%m}",
                self._month(month),
                _count(number, "entry", "entries"),
                f"{month:%B %Y}",
                is_short=False,
                pieces=iter(()),
            )
        joys, reviews = self._survey.joys, self._survey.reviews
        lists = (
            ("reviews", "Looking back", reviews, self._reviews),
            ("joys", "Joys", len(joys), self._joys),
            ("words", "Promises kept", len(self._lists.get("words", ())), None),
            ("promises", "Words and deeds", len(self._lists.get("promises", ())), None),
            ("if-thens", "If-thens", len(self._lists.get("if-thens", ())), None),
            (
                "feelings",
                "Feelings",
                len(self._lists.get("feelings", ())),
                self._months_of_feelings,
            ),
        )
        for name, title, number, pieces in lists:
            if number:
                made = pieces() if pieces else self._list(name)
                is_short = name != "reviews" and number <= _FEW
                yield Chapter(name, title, "", title, is_short, made)

    def chapters(self) -> Iterator[Chapter]:
        """Yield the chapters. The pieces of each must be read before the next is asked for."""
        rest = {chapter.id: chapter for chapter in self.contents()}
        by_month = groupby(self._entries(reviews=False), key=lambda entry: f"m{entry.day:%Y%m}")
        for name, entries in by_month:
            month = rest.pop(name)
            yield replace(month, pieces=self._days_of(entries))
        yield from rest.values()

    def _days_of(self, entries: Iterator[Entry]) -> Iterator[str]:
        for day, of_day in groupby(entries, key=lambda entry: entry.day):
            yield (
                f'<section class="day" id="d{day:%Y%m%d}">\n'
                f'<h3><time datetime="{day}">{day:%A} {day.day} {day:%B}</time></h3>\n'
            )
            for entry in of_day:
                yield from self._entry(entry)
            yield "</section>\n"

    def _entry(self, entry: Entry) -> Iterator[str]:
        body = (without_marks(entry.body) if self._book.private else entry.body).strip("\n")
        length = len(body) + len(entry.prompt_text or "")
        yield '<article class="short">\n' if length < _SHORT else "<article>\n"
        label = _KINDS.get(entry.kind) or (title_of(entry.practice) if entry.practice else "")
        if label or entry.starred:
            star = '<span class="star">★</span>' if entry.starred else ""
            yield f'<p class="kind">{" ".join(filter(None, (line(label), star)))}</p>\n'
        lang = self._lang()
        if entry.prompt_text and self._has("questions"):
            question = text(entry.prompt_text).replace("\n", "<br/>")
            yield f'<p class="q"{lang} dir="auto">{question}</p>\n'
        yield f'<div class="text"{lang} dir="auto">\n'
        if entry.title:
            title = without_marks(entry.title) if self._book.private else entry.title
            yield f"<h4>{line(title)}</h4>\n"
        yield markdown(body, self._questions(entry))
        yield "</div>\n"
        yield from self._marks(entry)
        yield "</article>\n"

    def _questions(self, entry: Entry) -> frozenset[str]:
        return frozenset(answer.prompt_text.strip() for answer in entry.answers)

    def _lang(self) -> str:
        language = self._book.language
        return "" if language == "en" else f' lang="{attribute(language)}"'

    def _marks(self, entry: Entry) -> Iterator[str]:
        marks = []
        if self._has("moods"):
            marks += [f"mood {entry.mood} of 5"] if entry.mood else []
            marks += [f"closeness {entry.closeness} of 5"] if entry.closeness else []
        if self._has("tags"):
            marks += [f"#{line(tag)}" for tag in entry.tags]
        if (entry.written_on - entry.day).days > ON_TIME:
            marks.append(f"written on {entry.written_on.day} {entry.written_on:%B %Y}")
        if marks:
            yield f'<p class="marks">{", ".join(marks)}</p>\n'

    def _reviews(self) -> Iterator[str]:
        for entry in self._entries(reviews=True):
            period = period_in_words(entry.period or "") or f"{entry.day.day} {entry.day:%B %Y}"
            yield f'<section class="day">\n<h3>{line(period)}</h3>\n'
            yield from self._entry(entry)
            yield "</section>\n"

    def _joys(self) -> Iterator[str]:
        yield '<ul class="list">\n'
        for entry, words in self._survey.joys:
            day = entry.day
            address = attribute(self._link(f"m{day:%Y%m}", f"d{day:%Y%m%d}"))
            note = f'<a href="{address}">{day:%A} {day.day} {self._month_of(day)}</a>'
            yield _item(words, note, self._lang())
        yield "</ul>\n"

    def _month_of(self, day: date) -> str:
        return f"{day:%B}" if self._one_year else f"{day:%B %Y}"

    def _list(self, name: str) -> Iterator[str]:
        yield '<ul class="list">\n'
        for item in self._lists[name]:
            yield _item(item.text, line(item.note), self._lang())
        yield "</ul>\n"

    def _months_of_feelings(self) -> Iterator[str]:
        yield '<ul class="rows">\n'
        for item in self._lists["feelings"]:
            yield f"<li><span>{line(item.note)}</span> {line(item.text)}</li>\n"
        yield "</ul>\n"


def period_in_words(name: str) -> str:
    """Return the stored name of a period in words: `Week 47, 16 to 22 November 2026`."""
    period = period_named(name)
    if period is None:
        return name
    start, end = period.start, period.end
    if period.kind == "year":
        return str(start.year)
    if period.kind == "month":
        return f"{start:%B %Y}"
    one_month = (start.year, start.month) == (end.year, end.month)
    first = f"{start.day}" if one_month else f"{start.day} {start:%B}"
    first += "" if start.year == end.year else f" {start.year}"
    span = f"{first} to {end.day} {end:%B %Y}"
    return f"Week {start.isocalendar().week}, {span}" if period == week_of(start) else span


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _item(words: str, note: str, lang: str) -> str:
    below = f'<p class="marks">{note}</p>' if note else ""
    return f'<li><p{lang} dir="auto">{line(words)}</p>{below}</li>\n'


# --- the picture of the days ---------------------------------------------------------------------

_CELL = 11
_SIDE = 9
_FEWEST_WEEKS = 26
"""A picture of fewer weeks isn't drawn larger than one of so many."""
_ABOVE = 18
"""The room for the names of the months."""


def _heatmap(written: set[date], later: set[date], about: str) -> str:
    """Draw a block of weeks for each year. Shapes differ, because colour alone says nothing."""
    days = written | later
    first, last = min(days), max(days)
    weeks = 1 + (
        max(
            monday_of(min(last, date(year, 12, 31))) - monday_of(max(first, date(year, 1, 1)))
            for year in range(first.year, last.year + 1)
        ).days
        // 7
    )
    width = max(weeks, _FEWEST_WEEKS) * _CELL - (_CELL - _SIDE)
    height = _ABOVE + 7 * _CELL - (_CELL - _SIDE)
    blocks, top = [], 0
    for year in range(first.year, last.year + 1):
        start, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        blocks.append(
            _block(start, end, written, later, width, top, several=first.year < last.year)
        )
        top += height + _CELL
    return (
        f'<svg viewBox="0 0 {width} {top - _CELL}" role="img" class="days">\n'
        f"<title>{text(about)}</title>\n{''.join(blocks)}</svg>\n"
    )


def _block(
    start: date,
    end: date,
    written: set[date],
    later: set[date],
    width: int,
    top: int,
    *,
    several: bool,
) -> str:
    monday = monday_of(start)
    weeks = (monday_of(end) - monday).days // 7 + 1
    left = (width - weeks * _CELL) // 2
    paths: dict[str, list[str]] = {"blank": [], "written": [], "later": []}
    labels, free = [], left
    if several:
        labels, free = [_label(left, top, str(start.year))], left + 40
    for n in range((end - start).days + 1):
        day = start + timedelta(days=n)
        x = left + (day - monday).days // 7 * _CELL
        y = top + _ABOVE + day.weekday() * _CELL
        name = "written" if day in written else "later" if day in later else "blank"
        paths[name].append(_SHAPES[name].format(x=x, y=y))
        if day.day == 1 and x >= free and x <= width - 2 * _CELL:
            labels.append(_label(x, top, f"{day:%b}"))
            free = x + 3 * _CELL
    if start.day != 1 and not several and not any(f'x="{left}"' in each for each in labels):
        clear = all(int(each.split('"')[1]) >= left + 3 * _CELL for each in labels)
        labels[:0] = [_label(left, top, f"{start:%b}")] if clear else []
    drawn = (
        f'<path class="{name}"{_WITHOUT_STYLE[name]} d="{"".join(shapes)}"/>\n'
        for name, shapes in paths.items()
        if shapes
    )
    return f"{''.join(labels)}{''.join(drawn)}"


def _label(x: int, top: int, words: str) -> str:
    return f'<text x="{x}" y="{top + 10}">{words}</text>\n'


_SHAPES = {
    "written": "M{x} {y}h9v9h-9z",
    "later": "M{x} {y}m0 4.5a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
    "blank": "M{x} {y}m3 3h3v3h-3z",
}
_WITHOUT_STYLE = {"written": "", "later": "", "blank": ' fill-opacity=".3"'}
"""What keeps the marks apart where the style isn't obeyed."""
