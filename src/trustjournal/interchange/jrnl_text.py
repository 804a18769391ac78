"""jrnl's own files: `[2020-06-28 18:22] Title *` and the text below; one file, or one a day.

How dates are written is a setting of jrnl's, and depends on the language of the computer. So the
whole journal is looked at first, and only a way of writing that fits every date tells them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from itertools import product, zip_longest

from ..domain.texts import labels
from ..errors import UsageError
from . import jrnl
from .incoming import Here, Item, Occurrences, Place, Skipped
from .source import Source

_HEADER = re.compile(r"\[([^\]\n]{1,60})\] ")
_LONGEST_FOOTNOTE = 6
"""What stands in brackets of so many characters is no date by itself, in jrnl neither."""
_MOST_TRIES = 20
"""So many brackets are held against every way of writing; the first date is among them."""
_TAG = re.compile(r"(?<!\S)[#@]([-+*#/\w]*\w[-+*#/\w]*)")
_DAY_FILE = re.compile(r"(?:(?:^|.*/)(\d{4})/)?(\d\d)/(\d\d)\.txt")

_DATES = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d.%m.%Y", "%d.%m.%y"),
    *("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%y", "%m/%d/%y"),
    *("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y"),
    *("%a %d %b %Y", "%A %d %B %Y", "%a, %d %b %Y", "%A, %d %B %Y"),
    *("%a %b %d %Y", "%A, %B %d, %Y", "%a %Y-%m-%d", "%A %Y-%m-%d"),
)
_TIMES = ("%H:%M", "%H:%M:%S", "%I:%M:%S %p", "%I:%M %p", "%I:%M%p", "%H.%M", "%Hh%M", "%H%M")
_BETWEEN = (" ", "T", ", ", " - ", " at ")
FORMATS = (
    *(date + between + time for between, date, time in product(_BETWEEN, _DATES, _TIMES)),
    *_DATES,
    *("%a %b %d %H:%M:%S %Y", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d %H:%M%z"),
)
"""The ways of writing that are tried; `--date-format` names any other."""
_TIME_ALONE = _TIMES
"""In a journal with a file a day, whose names say the day."""
_ESCAPED_END = re.compile(r"(?<=\*)(\\*)\\\Z")
_ESCAPED_BEGINNING = re.compile(r"\A\\(?=\\*\*)")
"""Our own export puts a backslash before what jrnl would take for its marks (`to_jrnl`)."""
_SHORT_FOR = {
    "%F": "%Y-%m-%d",
    "%T": "%H:%M:%S",
    "%R": "%H:%M",
    "%r": "%I:%M:%S %p",
    "%D": "%m/%d/%y",
    "%h": "%b",
    "%e": "%d",
    "%k": "%H",
    "%l": "%I",
    "%P": "%p",
    "%n": " ",
    "%t": " ",
}
"""What other programs' date formats have and Python's reader does not."""


class JrnlText:
    """Reads jrnl's text."""

    format = "jrnl"

    def recognises(self, source: Source) -> bool:
        """By a date in brackets at the beginning; in a folder, of a file named after its day."""
        for file in _files(source):
            first = file.text_head.lstrip("\n\r ")
            header = _HEADER.match(first)
            if header and _may_be_date(header[1], _day_of(file)):
                return True
        return False

    def read(self, source: Source, here: Here) -> Iterator[Item]:
        """Each entry, in the order of the files."""
        files = _files(source)
        source.meter.total = sum(file.size for file in files)
        way = _way_of_writing(files, here)
        occurrences = Occurrences()
        for file in files:
            yield from _entries(file, way, here, occurrences)


def _files(source: Source) -> list[Source]:
    if not source.is_folder:
        return [source]
    return [file for file in source.ending(".txt") if _DAY_FILE.fullmatch(file.name)]


def _day_of(file: Source) -> date | None:
    """The day a file is named after."""
    named = _DAY_FILE.fullmatch(file.name)
    if not named or not named[1]:
        return None
    try:
        return date(int(named[1]), int(named[2]), int(named[3]))
    except ValueError:
        return None


def _may_be_date(text: str, day: date | None) -> bool:
    long_enough = day is not None or len(text) > _LONGEST_FOOTNOTE
    return long_enough and any(char.isdigit() for char in text)


# --- how dates are written -----------------------------------------------------------------------


@dataclass(slots=True)
class _Way:
    """One way of writing dates, and how well it fits."""

    format: str
    count: int = 0
    read: blake2b = field(default_factory=blake2b)
    """Over all that it made of the dates: two ways that read everything alike are one."""

    def moment(self, text: str, day: date | None) -> datetime | None:
        """The local time a date in brackets names; None where it is none."""
        try:
            found = self._parse(text.strip())
        except (ValueError, OverflowError):
            return None
        if self.has_day:
            return found
        return datetime.combine(day, found.time()) if day else None

    def check(self) -> None:
        """Raise what `strptime` raises for a format it cannot use."""
        try:
            self._parse("")
        except ValueError as error:
            if "does not match" not in str(error):
                raise

    def _parse(self, text: str) -> datetime:
        """Parse a date. Without a year Python would take 1900, and from 3.13 on it warns."""
        if self.has_day:
            return datetime.strptime(text, self.format)  # noqa: DTZ007  # local by nature
        return datetime.strptime(f"2000 {text}", f"%Y {self.format}")  # noqa: DTZ007

    @property
    def has_day(self) -> bool:
        """Whether it says the day, and not only the time."""
        return "%Y" in self.format or "%y" in self.format or "%G" in self.format


def _way_of_writing(files: list[Source], here: Here) -> _Way:
    """The one way of writing that fits the dates of a journal. Raises `UsageError`."""
    ways = _said(here.date_format) if here.date_format is not None else []
    tries = 0
    for file in files:
        day = _day_of(file)
        for text in _headers(file):
            if not ways and tries < _MOST_TRIES and _may_be_date(text, day):
                tries += 1
                ways = _fitting(text, day)
            _look(ways, text, day)
    best = max((way.count for way in ways), default=0)
    if best == 0:
        raise UsageError("no_dates", path=files[0].name)
    found = [way for way in ways if way.count == best]
    if len({way.read.digest() for way in found}) > 1:
        known = " or ".join(way.format for way in found)
        raise UsageError("ambiguous_dates", path=files[0].name, formats=known)
    return found[0]


def _said(date_format: str) -> list[_Way]:
    plain = re.sub(r"%[-_0^#](?=\w)", "%", date_format)  # %-d is %d without its zero
    way = _Way(re.sub(r"%.", lambda found: _SHORT_FOR.get(found[0], found[0]), plain))
    try:
        way.check()
    except (ValueError, re.error, IndexError, KeyError):
        raise UsageError("not_a_date_format", value=date_format) from None
    return [way]


def _fitting(text: str, day: date | None) -> list[_Way]:
    formats = (*FORMATS, *(_TIME_ALONE if day else ()))
    signs = _signs(text.strip())
    # Trying one costs much more than seeing that its signs are others.
    ways = [_Way(each) for each in formats if "%z" in each or _signs(each) == signs]
    return [way for way in ways if way.moment(text, day) is not None]


def _signs(text: str) -> str:
    """What stands between the words and numbers of a date, or of a way to write one."""
    return "".join(sign for sign in text if not sign.isalnum() and sign != "%")


def _look(ways: list[_Way], text: str, day: date | None) -> None:
    for way in ways:
        moment = way.moment(text, day)
        way.count += moment is not None
        way.read.update(str(moment).encode())


def _headers(file: Source) -> Iterator[str]:
    with file.text() as lines:
        for line in lines:
            if line.startswith("["):
                header = _HEADER.match(line)
                if header:
                    yield header[1]


# --- entries -------------------------------------------------------------------------------------


def _entries(file: Source, way: _Way, here: Here, occurrences: Occurrences) -> Iterator[Item]:
    day = _day_of(file)
    began: tuple[datetime, Place] | None = None
    text: list[str] = []
    with file.text(counted=True) as lines:
        for number, line in enumerate(lines, start=1):
            header = _HEADER.match(line) if line.startswith("[") else None
            moment = way.moment(header[1], day) if header else None
            if header is None or moment is None:
                text.append(line)
                continue
            yield from _ended(began, text, file, here, occurrences)
            began = moment, Place(file.label, number)
            text = [line[header.end() :]]
    yield from _ended(began, text, file, here, occurrences)


def _ended(
    began: tuple[datetime, Place] | None,
    text: list[str],
    file: Source,
    here: Here,
    occurrences: Occurrences,
) -> Iterator[Item]:
    if began is None:
        if any(line.strip() for line in text):
            yield Skipped(Place(file.label, 1), "before_first_entry")
        return
    moment, place = began
    first, rest = text[0].strip(), "".join(text[1:])
    starred = first == "*" or first.endswith((" *", "\t*"))
    if starred:
        first = _ESCAPED_BEGINNING.sub("", first[:-1].rstrip())
    yield jrnl.item(
        here,
        place,
        moment,
        _ESCAPED_END.sub(r"\1", first),
        _unescaped(rest.rstrip()),
        tags=labels([tag.lower() for tag in _TAG.findall("".join(text))]),
        starred=starred,
        occurrences=occurrences,
    )


def _unescaped(text: str) -> str:
    """The text without the backslash that our own export puts before what looks like a date."""
    after_newline = f"\n{text}"
    escaped = [at for at in jrnl.bracketed_lines(after_newline) if after_newline[at] == "\\"]
    pieces = zip_longest([1, *(at + 1 for at in escaped)], escaped)
    return "".join(after_newline[start:end] for start, end in pieces)
