"""Import jrnl's own files: `[2020-06-28 18:22] Title *` and the text below.

The journal is one file, or a folder with a file for each day. The date format is a setting of
jrnl's that people change over the years, so each date is read without regard to the others. Only
where day and month could be swapped do the other dates decide which comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path

from ..domain.text import labels
from ..errors import UsageError
from . import date_formats, jrnl_common
from .incoming import (
    ImportContext,
    Item,
    Notice,
    Occurrences,
    Place,
    Skipped,
    encoding_notices,
    unread_files,
)
from .source import Source

_HEADER = re.compile(r"\[([^\]\n]{1,60})\] ")
_LONGEST_FOOTNOTE = 6
"""Brackets that hold this many characters or fewer aren't a full date; jrnl agrees."""
_BRACKETED = re.compile(r"\[([^\]\n]{1,60})\](?=\s)")
_DATE_WITHOUT_BRACKETS = re.compile(r"\s*\d{1,4}[-./]\d{1,2}[-./]\d{1,4} \d{1,2}:\d\d")
_TAG = re.compile(r"(?<!\S)[#@]([-+*#/\w]*\w[-+*#/\w]*)")
_DAY_FILE = re.compile(r"(?:(?:^|.*/)(\d{4})/)?(\d\d)/(\d\d)\.txt")

_ESCAPED_END = re.compile(r"(?<=\*)(\\*)\\\Z")
_ESCAPED_BEGINNING = re.compile(r"\A\\(?=\\*\*)")
"""Our own export puts a backslash before what jrnl would take for its marks (`jrnl_out`)."""
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
"""Directives of other programs' date formats, and what they are for Python's `strptime`."""


class JrnlText:
    """Importer for jrnl's text."""

    format = "jrnl"

    def recognises(self, source: Source) -> bool:
        """Return whether a file begins with a date in brackets.

        In a folder, only files named after a day count.
        """
        for file in _files(source):
            header = _HEADER.match(file.text_head.lstrip("\n\r "))
            if header and _may_be_date(header[1], _day_of(file)):
                return not file.is_markdown or _reads(header[1], _day_of(file))
        return False

    def might_read(self, source: Source) -> bool:
        """Return whether any line in the head of a file begins with a date in brackets.

        jrnl 1 wrote dates without brackets; in its files a line with brackets is part of a text.
        """
        return any(
            _may_be_date(header[1], _day_of(file)) and _reads(header[1], _day_of(file))
            for file in _files(source)
            if not _DATE_WITHOUT_BRACKETS.match(file.text_head)
            for line in file.text_head.split("\n")
            if (header := _HEADER.match(line))
        )

    def can_read(self, source: Source) -> bool:
        """Return whether there is a text to read, whatever its first lines are."""
        return any("\0" not in file.text_head for file in _files(source))

    def read(self, source: Source, context: ImportContext) -> Iterator[Item]:
        """Yield each entry, in the order of the files."""
        source.meter.total = sum(file.size for file in _files(source))
        dates = _learn_dates(source, context)
        occurrences = Occurrences()
        for file in _files(source):
            yield from _entries(file, dates, context, occurrences)
            yield from encoding_notices(file)
        yield from unread_files(source, _is_day_file)


def _files(source: Source) -> Iterator[Source]:
    return filter(_is_day_file, source.files_ending(".txt")) if source.is_folder else iter([source])


def _is_day_file(file: Source) -> bool:
    return _DAY_FILE.fullmatch(file.name) is not None


def _day_of(file: Source) -> date | None:
    """Return the day a file is named after, or None.

    The year may be the name of a folder above the source.
    """
    if not file.inside or not _DAY_FILE.fullmatch(file.name):
        return None
    match = _DAY_FILE.fullmatch((file.path or Path(file.name)).absolute().as_posix())
    if not match or not match[1]:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _may_be_date(text: str, day: date | None) -> bool:
    long_enough = day is not None or len(text) > _LONGEST_FOOTNOTE
    return long_enough and any(char.isdigit() for char in text)


def _reads(text: str, day: date | None) -> bool:
    return bool(date_formats.readings(text)) or (
        day is not None and date_formats.parse_time(text) is not None
    )


# --- how dates are written -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Format:
    """The date format that a person has given with `--date-format`."""

    format: str

    def moment(self, text: str, day: date | None) -> datetime | None:
        """Return the local time of a date in brackets; None if it isn't in this format."""
        try:
            parsed = self._parse(text.strip())
        except (ValueError, OverflowError):
            return None
        if self.has_day:
            return parsed
        return datetime.combine(day, parsed.time()) if day else None

    def check(self) -> None:
        """Raise what `strptime` raises for a format it can't use."""
        try:
            self._parse("")
        except ValueError as error:
            if "does not match" not in str(error):
                raise

    def _parse(self, text: str) -> datetime:
        """Parse a date. Without a year, Python would assume 1900, and warns from 3.13 on."""
        if self.has_day:
            return datetime.strptime(text, self.format)  # noqa: DTZ007  # local by nature
        return datetime.strptime(f"2000 {text}", f"%Y {self.format}")  # noqa: DTZ007

    @property
    def has_day(self) -> bool:
        """Whether it has the day as well as the time."""
        return "%Y" in self.format or "%y" in self.format or "%G" in self.format

    @property
    def order(self) -> date_formats.Order | None:
        """Whether days or months come first; None if years do, or if months have names."""
        day, month, year = (self.format.lower().find(part) for part in ("%d", "%m", "%y"))
        if "%m" not in self.format or year < day:
            return None
        return "day" if day < month else "month"


@dataclass(slots=True)
class _DateReader:
    """A reader of dates that learns from all dates of a journal how they are written."""

    format: _Format | None = None
    in_format: int = 0
    """How many dates are in `format`."""
    other: int = 0
    """How many other dates can be read."""
    orders: dict[bool, set[date_formats.Order]] = field(
        default_factory=lambda: {True: set(), False: set()}
    )
    """What comes first in the dates with one reading: with dots (True) and without (False)."""
    ambiguous: dict[bool, str] = field(default_factory=dict)
    """The first date with two readings, with dots and without."""

    def learn(self, text: str, day: date | None) -> None:
        """Learn from one date."""
        if self.format and self.format.moment(text, day) is not None:
            self.in_format += 1
            return
        readings = date_formats.readings(text)
        has_time = day is not None and date_formats.parse_time(text) is not None
        self.other += bool(readings) or has_time
        if len(readings) == 1 and readings[0].order:
            self.orders[readings[0].dotted].add(readings[0].order)
        elif len(readings) == 2 and readings[0].day != readings[1].day:
            self.ambiguous.setdefault(readings[0].dotted, text)

    def check(self, name: str) -> None:
        """Raise `UsageError` if no date can be read, or if one could be either of two days."""
        if (self.format and not self.in_format) or not (self.other or self.in_format):
            raise UsageError(
                "none of the dates in brackets in {path} can be read; give their format with "
                "--date-format, or pipe `jrnl --format json` to `trust import -`",
                path=name,
            )
        for dotted, text in self.ambiguous.items():
            if self._order(dotted=dotted) is None:
                formats = " or ".join(_format_of(text, order) for order in ("day", "month"))
                raise UsageError(
                    "the dates in {path} can be read in more than one way; say which with "
                    "--date-format: {formats}",
                    path=name,
                    formats=formats,
                )

    def moment(self, text: str, day: date | None) -> datetime | None:
        """Return the local time of a date in brackets; None if it isn't a date."""
        if self.format and (moment := self.format.moment(text, day)) is not None:
            return moment
        readings = date_formats.readings(text)
        if readings:
            order = self._order(dotted=readings[0].dotted)
            reading = date_formats.choose_reading(readings, order)
            return reading.moment if reading else None
        clock = date_formats.parse_time(text) if day else None
        return datetime.combine(day, clock) if day and clock else None

    def _order(self, *, dotted: bool) -> date_formats.Order | None:
        if self.format and self.format.order:
            return self.format.order
        if len(self.orders[dotted]) == 1:
            return next(iter(self.orders[dotted]))
        if dotted:
            return "day"
        others = self.orders[True] | self.orders[False]
        return next(iter(others)) if len(others) == 1 else None


def _learn_dates(source: Source, context: ImportContext) -> _DateReader:
    """Make a reader of dates that has seen every date of a journal. Raises `UsageError`."""
    named = context.date_format
    dates = _DateReader(_parse_format(named) if named is not None else None)
    for file in _files(source):
        day = _day_of(file)
        for text in _headers(file):
            if _may_be_date(text, day):
                dates.learn(text, day)
    dates.check(source.name)
    return dates


def _parse_format(date_format: str) -> _Format:
    """Translate the value of `--date-format` for `strptime`. Raises `UsageError`."""
    plain = re.sub(r"%[-_0^#](?=\w)", "%", date_format)  # %-d is %d without its zero
    parsed = _Format(re.sub(r"%.", lambda match: _SHORT_FOR.get(match[0], match[0]), plain))
    try:
        parsed.check()
    except (ValueError, re.error, IndexError, KeyError):
        raise UsageError(
            "--date-format can't be {value}; use a format such as '%d/%m/%Y %H:%M'",
            value=date_format,
        ) from None
    return parsed


def _format_of(text: str, order: date_formats.Order) -> str:
    """Return the `--date-format` in which a date is written."""
    first, second = ("%d", "%m") if order == "day" else ("%m", "%d")

    def day(match: re.Match[str]) -> str:
        year = "%Y" if len(match[2]) == 4 else "%y"
        return f"{first}{match[1]}{second}{match[1]}{year}"

    half = re.search(r"[ap]m\b", text, re.IGNORECASE)
    form = re.sub(r"\d{1,2}([-/._])\d{1,2}\1(\d{4}|\d{2})", day, text.strip(), count=1)
    form = re.sub(r"(?<![%\d])\d{1,2}([:.h])\d\d(\1\d\d)?", _clock_format, form, count=1)
    return re.sub(r"[ap]m\b", "%p", form, flags=re.IGNORECASE).replace("%H", "%I" if half else "%H")


def _clock_format(match: re.Match[str]) -> str:
    return f"%H{match[1]}%M{match[1]}%S" if match[2] else f"%H{match[1]}%M"


def _headers(file: Source) -> Iterator[str]:
    with file.text(any_end=True) as lines:
        for line in lines:
            if line.startswith("["):
                header = _HEADER.match(line)
                if header:
                    yield header[1]


# --- entries -------------------------------------------------------------------------------------


def _entries(
    file: Source, dates: _DateReader, context: ImportContext, occurrences: Occurrences
) -> Iterator[Item]:
    day = _day_of(file)
    start: tuple[datetime, Place] | None = None
    text: list[str] = []
    with file.text(counted=True, any_end=True) as lines:  # as jrnl itself reads it
        for number, line in enumerate(lines, start=1):
            header = _HEADER.match(line) if line.startswith("[") else None
            is_date = header is not None and _may_be_date(header[1], day)
            moment = dates.moment(header[1], day) if header and is_date else None
            if header is None or moment is None:
                if line.startswith("[") and _is_unread_date(line, day):
                    yield Notice(Place(file.label, number), "bracket_unread")
                text.append(line)
                continue
            yield from _entry(start, text, file, context, occurrences)
            start = moment, Place(file.label, number)
            text = [line[header.end() :]]
    yield from _entry(start, text, file, context, occurrences)


def _is_unread_date(line: str, day: date | None) -> bool:
    """Return whether a line begins with brackets that may have been meant as a date."""
    match = _BRACKETED.match(line)
    return (
        match is not None and _may_be_date(match[1], day) and date_formats.looks_like_date(match[1])
    )


def _entry(
    start: tuple[datetime, Place] | None,
    text: list[str],
    file: Source,
    context: ImportContext,
    occurrences: Occurrences,
) -> Iterator[Item]:
    """Yield the entry whose lines are all read; `start` is its date, None before the first."""
    if start is None:
        if any(line.strip() for line in text):
            yield Skipped(Place(file.label, 1), "before_first_entry")
        return
    moment, place = start
    first, rest = text[0].strip(), "".join(text[1:])
    starred = first == "*" or first.endswith((" *", "\t*"))
    if starred:
        first = _ESCAPED_BEGINNING.sub("", first[:-1].rstrip())
    yield jrnl_common.item(
        context,
        place,
        moment,
        _ESCAPED_END.sub(r"\1", first),
        _unescaped(rest.rstrip()),
        tags=labels([tag.lower() for tag in _TAG.findall("".join(text))]),
        starred=starred,
        occurrences=occurrences,
    )


def _unescaped(text: str) -> str:
    """Remove the backslash that our own export puts before what looks like a date."""
    after_newline = f"\n{text}"
    escaped = [at for at in jrnl_common.bracketed_lines(after_newline) if after_newline[at] == "\\"]
    pieces = zip_longest([1, *(at + 1 for at in escaped)], escaped)
    return "".join(after_newline[start:end] for start, end in pieces)
