"""Out to another program's form and back: what the form can carry is what comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from conftest import Trust
from importing import PROSE, brought, distinct, entries, store, whole_entries
from trustjournal.commands.export import FORMATS
from trustjournal.domain.entry import Entry
from trustjournal.domain.text import labels

SOME = st.lists(
    st.tuples(whole_entries(), PROSE).map(
        # A program for journals shows what was written on a day on that day.
        lambda made: replace(
            made[0],
            body=made[1],
            answers=(),
            utc_offset=0,
            tz="Etc/UTC",
            day=made[0].created_at.date(),
            written_on=made[0].created_at.date(),
        )
    ),
    min_size=1,
    max_size=4,
).map(distinct)
LIMITS = settings(
    max_examples=8 if settings.get_current_profile_name() == "quick" else 250,
    phases=[Phase.generate],
)


def round_trip(trust: Trust, some: list[Entry], form: str, dest: str) -> list[Entry]:
    """What comes back in another journal; and nothing comes back in the one it is from."""
    with TemporaryDirectory() as name:
        here, there = Path(name, "here"), Path(name, "there")
        here.mkdir()
        store(here, some)
        env = {"TRUST_HOME": str(here), "TZ": "Etc/UTC"}
        page = f"{name}/{dest}"
        done = trust("export", form, page, "--include-private", env=env)
        assert done.code == 0, done.err
        came = brought(trust, page, env=env | {"TRUST_HOME": str(there)})
        assert (came["format"], came["added"], came["reasons"]) == (form, len(some), {})
        again = brought(trust, page, env=env)
        assert (again["added"], again["already"]) == (0, len(some))
        return entries(there)


def key_of(entry: Entry) -> tuple[str, str, str]:
    return entry.day.isoformat(), f"{entry.local_time:%H:%M}", " ".join(words_of(entry))


def words_of(entry: Entry) -> list[str]:
    """Title, or question, and text; a heading is a title where there is no place for one."""
    text = f"{entry.title or entry.prompt_text or ''}\n{entry.body}"
    return re.sub(r"\A\s*#\s", "", text).split()


def matched(back: list[Entry], some: list[Entry], key: Callable[[Entry], object]) -> bool:
    return sorted(map(repr, map(key, back))) == sorted(map(repr, map(key, some)))


@pytest.mark.skipif("dayone" not in FORMATS, reason="needs the export to Day One")
@LIMITS
@given(some=SOME)
def test_through_day_one(trust: Trust, some: list[Entry]) -> None:
    back = round_trip(trust, some, "dayone", "e.zip")

    def carried(entry: Entry) -> object:
        tags = labels([*entry.tags, *entry.people])
        return key_of(entry), f"{entry.created_at:%S}", entry.tz, entry.starred, tags

    assert matched(back, some, carried)


LABELS_LINES = re.compile(r"(?:\n+[@#]\S+(?: [@#]\S+)*)+\s*\Z")


@pytest.mark.skipif("jrnl" not in FORMATS, reason="needs the export to jrnl")
@LIMITS
@given(some=SOME)
def test_through_jrnl(trust: Trust, some: list[Entry]) -> None:
    back = round_trip(trust, some, "jrnl", "j.txt")

    def carried(entry: Entry) -> object:
        # Labels stand in the text there; a line of them at the end may be one of ours. It is all
        # there is to see of an entry whose text is labels only, so titles are looked at with it.
        text = f"\n{entry.title or entry.prompt_text or ''}\n{entry.body}"
        bare = replace(entry, title=None, prompt_text=None, body=LABELS_LINES.sub("", text))
        return key_of(bare), entry.starred

    assert matched(back, some, carried)


def test_the_small_hours_come_back_on_their_day(trust: Trust) -> None:
    """An entry after midnight is about the day before; other programs get the end of that day."""
    if "jrnl" not in FORMATS:
        pytest.skip("needs the exports")
    late = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    day = (late - timedelta(days=1)).date()
    entry = Entry(
        id="0123456789abcdefghjk",
        day=day,
        written_on=day,
        created_at=late,
        tz="Etc/UTC",
        utc_offset=0,
        modified_at=late,
        kind="free",
        body="Late, and glad.",
    )
    for form, dest in (("jrnl", "j.txt"), ("dayone", "e.zip")):
        [back] = round_trip(trust, [entry], form, dest)
        assert (back.day, back.written_on) == (day, day)
        assert back.local_time.time() >= time(23)


@pytest.mark.parametrize(
    "argv",
    [
        ("journal", "--free", "-m", "one\r", "-m", "two"),
        ("storm", "-m", "one\r", "-m", "two\r", "-m", "three"),
        ("checkin", "Sam", "--heard", "one\r"),
    ],
)
def test_a_carriage_return_at_the_end_of_an_answer_makes_no_difference(
    trust: Trust, tmp_path: Path, argv: tuple[str, ...]
) -> None:
    assert trust(*argv).code == 0
    path = tmp_path / "journal.json"
    trust("export", "json", str(path), "--include-private")
    done = trust("import", str(path))
    assert "differ" not in done.out + done.err
