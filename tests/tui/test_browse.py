"""Browsing the journal full screen: the list, the page, the calendar, three shapes by width."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from conftest import Trust
from trustjournal.domain.filter import Filter
from trustjournal.domain.periods import month_of
from trustjournal.services import streaks
from trustjournal.tui.browse import Browse
from tui_helpers import NARROW, SIZES, WIDE, check_golden, context, opened, press, said, shown


@pytest.fixture
def some_days(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal of three days, with private words in it."""
    ids = iter(range(1, 1000))
    monkeypatch.setattr(
        "trustjournal.app.os.urandom",
        lambda size: next(ids).to_bytes(2, "big").rjust(size, b"\x5a"),
    )
    for day, text, *options in (
        ("2026-10-03", "We were short with each other about the dishes."),
        ("2026-11-19", "The kettle was on and I listened.", "--person", "Sam"),
        ("2026-11-20", "An open line. %%a hidden one%% and the end."),
        ("2026-11-20", "Nobody's business.", "--private"),
        ("2026-11-21", "I let Sam finish the story.", "--tag", "walk"),
    ):
        done = trust("journal", "--free", "-m", text, *options, now=f"{day}T21:00:00+01:00")
        assert done.code == 0, done.err


@pytest.mark.parametrize("size", SIZES)
def test_the_list_and_the_question_of_today(some_days: None, size: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        check_golden(f"browse-{size}", shown(pilot))

    opened(story, size=SIZES[size])


@pytest.mark.parametrize("size", SIZES)
def test_an_entry_is_read(some_days: None, size: str) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "enter")
        check_golden(f"entry-{size}", shown(pilot))

    opened(story, size=SIZES[size])


def test_a_newcomer_is_welcomed(home: Path) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "Welcome. This is a private journal" in said(pilot)
        assert "w write" in said(pilot)

    opened(story)
    assert not (home / "journal.db").exists(), "looking makes nothing"


def test_private_words_show_after_enter_and_until_one_moves_on(some_days: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        sealed = await press(pilot, "down", "down")
        assert "business" not in sealed
        assert "Enter shows the words" in sealed
        assert "Nobody's business." in await press(pilot, "enter")
        assert "Nobody's business." in await press(pilot, "down"), "it scrolls"
        await press(pilot, "left")
        assert "business" not in said(pilot)
        assert "hidden one" not in said(pilot)
        assert "hidden one" in await press(pilot, "enter")
        await press(pilot, "escape")
        assert "hidden one" not in said(pilot)

    opened(story)


def test_one_goes_by_months_days_and_to_any_day(some_days: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "October 2026 Mon" in await press(pilot, "left_square_bracket")
        assert "the dishes" in said(pilot)
        assert "I let Sam finish" in await press(pilot, "right_square_bracket")
        await press(pilot, "g", *"2026-11-19", "enter")
        assert "The kettle was on and I listened. with Sam" in said(pilot)
        await press(pilot, "tab", "right")
        assert "An open line" in said(pilot)
        assert "Good" not in await press(pilot, "enter", "t")

    opened(story)


def test_a_day_that_is_none_is_asked_for_again(some_days: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "isn't" in await press(pilot, "g", *"notaday", "enter") or "not" in said(pilot)
        await press(pilot, "escape")

    opened(story)


@pytest.mark.parametrize("what", ["2026-11-19", "last", "october"])
def test_it_begins_where_one_asked(some_days: None, what: str) -> None:
    words = {"2026-11-19": "The kettle", "last": "I let Sam finish", "october": "the dishes"}

    async def story(pilot: Pilot[None]) -> None:
        assert words[what] in said(pilot)

    opened(story, what, size=WIDE)


def test_a_narrow_window_shows_one_part_at_a_time(some_days: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        assert "November 2026" in said(pilot)
        assert "Saturday 21 November" in await press(pilot, "down", "enter")
        assert "Thu 19 Nov" not in said(pilot)
        assert "Thu 19 Nov" in await press(pilot, "escape")

    opened(story, size=NARROW)


def test_reading_goes_on_after_another_screen(some_days: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        for there in ("?", "r", "o", "c"):
            await press(pilot, "home", "down", "enter")
            await press(pilot, there)
            await press(pilot, "escape")
            assert "Esc list" in said(pilot)
            assert "I let Sam finish" in await press(pilot, "down")
            assert "An open line" not in said(pilot)
            assert "q quit" in await press(pilot, "escape")

    opened(story)


def test_a_window_may_become_tiny(some_days: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await pilot.resize_terminal(20, 5)
        await press(pilot, "down", "enter", "escape")
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert "I let Sam finish the story." in said(pilot)

    opened(story)


def test_what_another_program_stores_is_shown(some_days: None, trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        trust("journal", "--free", "-m", "From another window.")
        pilot.app._look()  # type: ignore[attr-defined]  # what a timer does every two seconds
        await pilot.pause()
        assert "From another window." in said(pilot)
        assert "changed elsewhere" in said(pilot)

    opened(story)


def test_words_that_look_like_markup_are_words(trust: Trust) -> None:
    text = "[/] [@click=app.quit]here[/] [bold]x [red"
    trust("journal", "--free", "-m", text, "--tag", "[/b]", "--person", "[i]")

    async def story(pilot: Pilot[None]) -> None:
        assert text in await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, Browse)
        await press(pilot, "slash", *"here")
        await pilot.pause(0.2)
        assert "1 entry" in said(pilot)
        await press(pilot, "escape", "i")
        assert "[i]" in said(pilot)

    opened(story, size=WIDE)


def test_control_characters_never_reach_the_terminal(trust: Trust) -> None:
    trust("journal", "--free", "-m", "red \x1b[31m bell \x07 c1 \x9b31m")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "enter")
        assert "␛[31m" in said(pilot)
        assert not {"\x1b", "\x07", "\x9b"} & set(shown(pilot))
        await press(pilot, "e")
        assert not {"\x1b", "\x07", "\x9b"} & set(shown(pilot))

    opened(story)


def test_the_calendar_shows_the_marks_of_the_streak(trust: Trust) -> None:
    for day in ("2026-09-01", "2026-09-02", "2026-09-04", "2026-09-08", "2026-10-30", "2026-11-01"):
        trust("journal", "--free", "-m", "x", now=f"{day}T21:00:00+01:00")
    trust("pause", "today..2026-11-25")
    app = context()
    try:
        for month in (9, 10, 11):
            start = date(2026, month, 1)
            end = month_of(start).end
            shown = streaks.consistency(app, start, end, practice=None, whole=True).heatmap
            assert streaks.marks_of(app, start, end) == shown
    finally:
        app.close()


def test_the_months_are_counted_alike_with_a_filter(some_days: None) -> None:
    app = context()
    try:
        everything = Filter(start=date(1999, 1, 1))
        assert app.reader.months(Filter()) == app.reader.months(everything)
        assert [count for _, count in app.reader.months(Filter())] == [4, 1]
        assert app.reader.months(Filter(tags=("walk",))) == [(date(2026, 11, 1), 1)]
    finally:
        app.close()


def test_the_mouse_chooses_days_entries_and_keys(some_days: None) -> None:
    async def story(pilot: Pilot[None]) -> None:
        lines = shown(pilot).splitlines()
        week = next(n for n, line in enumerate(lines) if "19■" in line)
        await pilot.click(offset=(lines[week].index("19■") + 1, week))
        await pilot.pause()
        assert "The kettle was on and I listened. with Sam" in said(pilot)
        row = next(n for n, line in enumerate(lines) if "Sat 21 Nov" in line)
        await pilot.click(offset=(5, row))
        await pilot.pause()
        assert "I let Sam finish the story." in said(pilot)
        await pilot.click(offset=(lines[-1].index("review"), 23))
        await pilot.pause()
        assert "Week 47" in said(pilot)

    opened(story)


def test_a_long_journal_is_read_in_parts(trust: Trust, tmp_path: Path) -> None:
    journal = tmp_path / "old.txt"
    moments = [f"{2020 + n // 48}-{1 + n // 4 % 12:02}-{1 + n % 4 * 7:02}" for n in range(300)]
    journal.write_text(
        "".join(f"[{day} 21:00] Entry {n}.\n\n" for n, day in enumerate(moments)), "utf-8"
    )
    assert trust("import", str(journal)).code == 0

    async def story(pilot: Pilot[None]) -> None:
        assert "Entry 0." in await press(pilot, "end")
        assert "January 2020" in said(pilot)
        await press(pilot, "g", *"march", "space", *"2023", "enter")
        assert "Entry 155." in said(pilot)
        await press(pilot, "pageup", "pageup", "home", "down")
        assert "Entry 299." in said(pilot)

    opened(story)
