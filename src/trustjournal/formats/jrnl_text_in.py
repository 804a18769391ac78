"""jrnl's own files: `[2020-06-28 18:22] Title *` and the text below; one file, or one a day.

How dates are written is a setting of jrnl's that people change over the years, so each date is
read by itself. Only where day and month could change places is the whole journal asked which of
the two comes first in it.
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
from .incoming import Here, Item, Notice, Occurrences, Place, Skipped, left_over, remarks
from .source import Source

_HEADER = re.compile(r"\[([^\]\n]{1,60})\] ")
_LONGEST_FOOTNOTE = 6
"""What stands in brackets of so many characters is no date by itself, in jrnl neither."""
_BRACKETED = re.compile(r"\[([^\]\n]{1,60})\](?=\s)")
_DATE_WITHOUT_BRACKETS = re.compile(r"\s*\d{1,4}[-./]\d{1,2}[-./]\d{1,4} \d{1,2}:\d\d")
_TAG = re.compile(r"(?<!\S)[#@]([-+*#/\w]*\w[-+*#/\w]*)")
_DAY_FILE = re.compile(r"(?:(?:^|.*/)(\d{4})/)?(\d\d)/(\d\d)\.txt")

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
            header = _HEADER.match(file.text_head.lstrip("\n\r "))
            if header and _may_be_date(header[1], _day_of(file)):
                return not file.is_markdown or _reads(header[1], _day_of(file))
        return False

    def might_read(self, source: Source) -> bool:
        """Whether any line begins with a date in brackets, as far as the head of a file goes.

        jrnl 1 wrote dates without brackets; in its files such a line is part of a text.
        """
        return any(
            _may_be_date(header[1], _day_of(file)) and _reads(header[1], _day_of(file))
            for file in _files(source)
            if not _DATE_WITHOUT_BRACKETS.match(file.text_head)
            for line in file.text_head.split("\n")
            if (header := _HEADER.match(line))
        )

    def obeys(self, source: Source) -> bool:
        """Whether there is a text to read, whatever its first lines are."""
        return any("\0" not in file.text_head for file in _files(source))

    def read(self, source: Source, here: Here) -> Iterator[Item]:
        """Each entry, in the order of the files."""
        source.meter.total = sum(file.size for file in _files(source))
        how = _how_dates_are_written(source, here)
        occurrences = Occurrences()
        for file in _files(source):
            yield from _entries(file, how, here, occurrences)
            yield from remarks(file)
        yield from left_over(source, _is_day_file)


def _files(source: Source) -> Iterator[Source]:
    return filter(_is_day_file, source.ending(".txt")) if source.is_folder else iter([source])


def _is_day_file(file: Source) -> bool:
    return _DAY_FILE.fullmatch(file.name) is not None


def _day_of(file: Source) -> date | None:
    """The day a file is named after; the folders above the one that was named may tell the year."""
    if not file.inside or not _DAY_FILE.fullmatch(file.name):
        return None
    named = _DAY_FILE.fullmatch((file.path or Path(file.name)).absolute().as_posix())
    if not named or not named[1]:
        return None
    try:
        return date(int(named[1]), int(named[2]), int(named[3]))
    except ValueError:
        return None


def _may_be_date(text: str, day: date | None) -> bool:
    long_enough = day is not None or len(text) > _LONGEST_FOOTNOTE
    return long_enough and any(char.isdigit() for char in text)


def _reads(text: str, day: date | None) -> bool:
    return bool(date_formats.readings(text)) or (
        day is not None and date_formats.time_of(text) is not None
    )


# --- how dates are written -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Format:
    """The way of writing dates that a person has named."""

    format: str

    def moment(self, text: str, day: date | None) -> datetime | None:
        """The local time a date in brackets names; None where it is written otherwise."""
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
        """Whether it has the day, and not only the time."""
        return "%Y" in self.format or "%y" in self.format or "%G" in self.format

    @property
    def order(self) -> date_formats.Order | None:
        """Whether days or months come first; None where years do, or months have names."""
        day, month, year = (self.format.lower().find(part) for part in ("%d", "%m", "%y"))
        if "%m" not in self.format or year < day:
            return None
        return "day" if day < month else "month"


@dataclass(slots=True)
class _How:
    """What the dates of a journal have taught about the way they are written."""

    format: _Format | None = None
    by_format: int = 0
    read: int = 0
    """How many were read in any way."""
    orders: dict[bool, set[date_formats.Order]] = field(
        default_factory=lambda: {True: set(), False: set()}
    )
    """What comes first in those dates that have one reading, with dots and without."""
    unsettled: dict[bool, str] = field(default_factory=dict)
    """The first date with two readings."""

    def learn(self, text: str, day: date | None) -> None:
        """Look at one date."""
        if self.format and self.format.moment(text, day) is not None:
            self.by_format += 1
            return
        found = date_formats.readings(text)
        self.read += bool(found) or (day is not None and date_formats.time_of(text) is not None)
        if len(found) == 1 and found[0].order:
            self.orders[found[0].dotted].add(found[0].order)
        elif len(found) == 2 and found[0].day != found[1].day:
            self.unsettled.setdefault(found[0].dotted, text)

    def check(self, name: str) -> None:
        """Raise `UsageError` where no date can be read, or one could be either of two days."""
        if (self.format and not self.by_format) or not (self.read or self.by_format):
            raise UsageError(
                "no date in brackets in {path} can be read; --date-format says how they "
                "are written, or pipe `jrnl --format json` to `trust import -`",
                path=name,
            )
        for dotted, text in self.unsettled.items():
            if self._order(dotted=dotted) is None:
                known = " or ".join(_format_of(text, order) for order in ("day", "month"))
                raise UsageError(
                    "the dates in {path} can be read in more than one way; say which with "
                    "--date-format: {formats}",
                    path=name,
                    formats=known,
                )

    def moment(self, text: str, day: date | None) -> datetime | None:
        """The local time a date in brackets names; None where it is none."""
        if self.format and (named := self.format.moment(text, day)) is not None:
            return named
        found = date_formats.readings(text)
        if found:
            written = date_formats.chosen(found, self._order(dotted=found[0].dotted))
            return written.moment if written else None
        clock = date_formats.time_of(text) if day else None
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


def _how_dates_are_written(source: Source, here: Here) -> _How:
    """Look at every date of a journal. Raises `UsageError`."""
    how = _How(_named(here.date_format) if here.date_format is not None else None)
    for file in _files(source):
        day = _day_of(file)
        for text in _headers(file):
            if _may_be_date(text, day):
                how.learn(text, day)
    how.check(source.name)
    return how


def _named(date_format: str) -> _Format:
    plain = re.sub(r"%[-_0^#](?=\w)", "%", date_format)  # %-d is %d without its zero
    named = _Format(re.sub(r"%.", lambda found: _SHORT_FOR.get(found[0], found[0]), plain))
    try:
        named.check()
    except (ValueError, re.error, IndexError, KeyError):
        raise UsageError(
            "--date-format takes a form such as '%d/%m/%Y %H:%M', not {value}", value=date_format
        ) from None
    return named


def _format_of(text: str, order: date_formats.Order) -> str:
    """How `--date-format` would name the way such a date is written."""
    first, second = ("%d", "%m") if order == "day" else ("%m", "%d")

    def day(found: re.Match[str]) -> str:
        year = "%Y" if len(found[2]) == 4 else "%y"
        return f"{first}{found[1]}{second}{found[1]}{year}"

    half = re.search(r"[ap]m\b", text, re.IGNORECASE)
    form = re.sub(r"\d{1,2}([-/._])\d{1,2}\1(\d{4}|\d{2})", day, text.strip(), count=1)
    form = re.sub(r"(?<![%\d])\d{1,2}([:.h])\d\d(\1\d\d)?", _clock_format, form, count=1)
    return re.sub(r"[ap]m\b", "%p", form, flags=re.IGNORECASE).replace("%H", "%I" if half else "%H")


def _clock_format(found: re.Match[str]) -> str:
    return f"%H{found[1]}%M{found[1]}%S" if found[2] else f"%H{found[1]}%M"


def _headers(file: Source) -> Iterator[str]:
    with file.text(any_end=True) as lines:
        for line in lines:
            if line.startswith("["):
                header = _HEADER.match(line)
                if header:
                    yield header[1]


# --- entries -------------------------------------------------------------------------------------


def _entries(file: Source, how: _How, here: Here, occurrences: Occurrences) -> Iterator[Item]:
    day = _day_of(file)
    began: tuple[datetime, Place] | None = None
    text: list[str] = []
    with file.text(counted=True, any_end=True) as lines:  # as jrnl itself reads it
        for number, line in enumerate(lines, start=1):
            header = _HEADER.match(line) if line.startswith("[") else None
            is_date = header is not None and _may_be_date(header[1], day)
            moment = how.moment(header[1], day) if header and is_date else None
            if header is None or moment is None:
                if line.startswith("[") and _is_unread_date(line, day):
                    yield Notice(Place(file.label, number), "bracket_unread")
                text.append(line)
                continue
            yield from _ended(began, text, file, here, occurrences)
            began = moment, Place(file.label, number)
            text = [line[header.end() :]]
    yield from _ended(began, text, file, here, occurrences)


def _is_unread_date(line: str, day: date | None) -> bool:
    """Whether a line begins with what its writer may have meant as a date."""
    found = _BRACKETED.match(line)
    return (
        found is not None and _may_be_date(found[1], day) and date_formats.looks_like_date(found[1])
    )


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
    yield jrnl_common.item(
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
    escaped = [at for at in jrnl_common.bracketed_lines(after_newline) if after_newline[at] == "\\"]
    pieces = zip_longest([1, *(at + 1 for at in escaped)], escaped)
    return "".join(after_newline[start:end] for start, end in pieces)
