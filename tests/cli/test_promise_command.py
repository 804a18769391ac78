"""Promises through the real way in: made, found, kept, moved, let go, repaired, taken back."""

from __future__ import annotations

import io
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import Trust, line_from_a_desk
from trustjournal.__main__ import main

SUNDAY = "2026-11-22T20:00:00+01:00"
TUESDAY = "2026-11-24T20:00:00+01:00"
SATURDAY = "2026-11-28T20:00:00+01:00"


def made(trust: Trust, text: str, *more: str, now: str = SUNDAY) -> dict[str, Any]:
    done = trust("promise", "add", text, *more, "--json", now=now)
    assert done.code == 0, done.err + done.out
    [found] = done.json["data"]["promises"]
    assert isinstance(found, dict)
    return found


def state(trust: Trust, name: str, now: str = SUNDAY) -> dict[str, Any]:
    [found] = trust("promise", "show", name, "--json", now=now).json["data"]["promises"]
    return dict(found["state"])


def test_none_yet(trust: Trust, home: Any) -> None:
    told = trust("promise")
    assert (told.code, told.out.count("\n")) == (0, 1)
    assert trust("promise", "--json").json["data"] == {"promises": []}
    assert not home.exists()


def test_one_is_made_and_listed(trust: Trust) -> None:
    found = made(
        *(trust, "Ring about the doctor", "--to", "Sam", "--by", "friday", "--size", "small"),
        *("--cue", "If I close the laptop, then I ring"),
    )
    assert (found["person"], found["due"], found["size"]) == ("Sam", "2026-11-27", "small")
    out = trust("promise", "list").out
    assert f"{found['id'][:5]}  Ring about the doctor  (promised to Sam, by Fri 27 Nov)" in out
    assert trust("promise", "list", "--to", "ada", "--json").json["data"]["promises"] == []


@pytest.mark.parametrize("name", ["id", "doctor", "RING doc"])
def test_it_is_found_by_its_id_or_a_few_words(trust: Trust, name: str) -> None:
    found = made(trust, "Ring about the doctor")
    made(trust, "Water the heliotrope")
    wanted = found["id"][:6] if name == "id" else name
    done = trust("promise", "kept", wanted)
    assert (done.code, "Ring about the doctor" in done.out) == (0, True)
    assert state(trust, found["id"])["status"] == "kept"


def test_the_only_open_one_needs_no_name(trust: Trust) -> None:
    assert trust("promise", "kept").code == 1
    made(trust, "Ring")
    assert trust("promise", "kept").code == 0
    made(trust, "Water")
    made(trust, "Write")
    told = trust("promise", "kept")
    assert (told.code, told.err.count("\n")) == (2, 1)


def test_repair_is_for_the_one_that_needs_it(trust: Trust) -> None:
    broken = made(trust, "Ring the doctor")
    other = made(trust, "Water the plants")
    told = trust("promise", "repair", "--acknowledged", "I forgot")
    assert (told.code, told.err.count("\n")) == (1, 1)
    hint = trust("promise", "broken", "doctor").out
    assert f"trust promise repair {broken['id'][:5]}" in hint
    made(trust, "Ring the doctor again")
    assert "doctor" in trust("promise", "repair", "--acknowledged", "I forgot").out
    assert state(trust, broken["id"])["status"] == "repaired"
    assert state(trust, other["id"])["status"] == "open"


def test_undo_alone_takes_back_the_last_thing_said(trust: Trust) -> None:
    first, second = made(trust, "Ring the doctor"), made(trust, "Water the plants")
    assert trust("promise", "undo").code == 2
    trust("promise", "kept", "doctor")
    trust("promise", "broken", "plants")
    error = trust("promise", "undo")
    assert (error.code, error.err.count("\n")) == (2, 1)
    for each in (first, second):
        assert f"`trust promise undo {each['id'][:5]}`" in error.err
    assert trust("promise", "undo", "plants").code == 0
    assert state(trust, second["id"])["status"] == "open"
    assert trust("promise", "undo").code == 0
    assert state(trust, first["id"])["status"] == "open"
    assert trust("promise", "undo").code == 2


def test_undo_alone_takes_back_nothing_of_an_earlier_day(trust: Trust) -> None:
    promise = made(trust, "Ring the doctor")
    trust("promise", "kept", "doctor")
    error = trust("promise", "undo", now=SATURDAY)
    assert (error.code, error.err.count("\n"), error.out) == (2, 1, "")
    assert f"`trust promise undo {promise['id'][:5]}`" in error.err
    assert state(trust, promise["id"])["status"] == "kept"


def test_undo_points_to_delete_for_one_that_was_only_added(trust: Trust) -> None:
    first = made(trust, "Ring the doctor")
    for words in (("promise", "undo"), ("promise", "undo", "doctor")):
        error = trust(*words)
        assert (error.code, error.err.count("\n")) == (2, 1)
        assert f"`trust promise delete {first['id'][:5]}`" in error.err
    trust("promise", "kept", "doctor")
    later = "2026-11-22T22:20:00+01:00"
    second = trust("promise", "add", "Water", "--json", now=later).json["data"]["promises"][0]
    error = trust("promise", "undo", now=later)
    assert error.code == 2
    assert f"`trust promise delete {second['id'][:5]}`" in error.err
    assert state(trust, first["id"])["status"] == "kept"


def test_undo_again_says_which_promise_has_nothing_to_undo(trust: Trust) -> None:
    promise = made(trust, "Ring the doctor")
    trust("promise", "kept", "doctor")
    assert trust("promise", "undo", "doctor").code == 0
    error = trust("promise", "undo", "doctor")
    assert (error.code, error.err.count("\n")) == (2, 1)
    assert f"every update to {promise['id'][:5]} has been undone" in error.err


@pytest.mark.parametrize(
    ("recorded", "again"),
    [
        (("kept",), "kept {id}"),
        (("kept", "--date", "2026-11-20"), "kept {id} --date 2026-11-20"),
        (("partly", "--note", "half"), 'partly {id} --note "…"'),
        (("moved", "--to", "2026-11-29", "--told"), "moved {id} --to 2026-11-29 --told"),
        (("withdrawn",), "withdrawn {id}"),
    ],
)
def test_undo_says_what_it_undid_and_how_to_record_it_again(
    trust: Trust, recorded: tuple[str, ...], again: str
) -> None:
    promise = made(trust, "Ring the doctor", "--by", "2026-11-25")
    assert trust("promise", *recorded).code == 0
    before = trust("promise", "show", "doctor", "--json").json["data"]["promises"][0]["events"][0]
    out = trust("promise", "undo").out
    assert out.startswith("Undone: “")
    assert "” for “Ring the doctor”" in out
    assert f"To record it again: trust promise {again.format(id=promise['id'][:5])}\n" in out
    words = again.format(id=promise["id"]).replace('"…"', "half").split()
    assert trust("promise", *words).code == 0
    after = trust("promise", "show", "doctor", "--json").json["data"]["promises"][0]["events"]
    assert after[-1] == before | {"recorded_at": after[-1]["recorded_at"]}


def test_closed_ones_do_not_stand_in_the_way(trust: Trust) -> None:
    made(trust, "Album for Mum")
    trust("promise", "kept", "album")
    made(trust, "Album for Lea")
    assert trust("promise", "kept", "album").code == 0


def test_the_day_that_was_understood_is_said(trust: Trust) -> None:
    assert "by Mon 23 Nov" in trust("promise", "add", "Water", "--by", "monday").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "x", "--by", "yesterday"), 2),
        (("add", "x", "--by", "someday"), 2),
        (("add", "x", "--by", "friday", "--every", "monday"), 2),
        (("add", "x", "--every", "often"), 2),
        (("add", "x", "--size", "huge"), 2),
        (("add", "   "), 2),
        (("kept", "nothing-like-it"), 1),
        (("kept", "ring"), 2),
        (("moved", "doctor"), 2),
        (("undo", "doctor"), 2),
        (("kept", "doctor", "--date", "2027-01-01"), 2),
    ],
)
def test_what_cannot_be_is_one_plain_line(trust: Trust, words: tuple[str, ...], code: int) -> None:
    made(trust, "Ring the doctor")
    made(trust, "Ring the baker")
    told = trust("promise", *words, now=SUNDAY)
    assert (told.code, told.err.count("\n"), told.out) == (code, 1, "")


def test_another_day_and_nobody_is_late(trust: Trust) -> None:
    found = made(trust, "Ring the doctor", "--by", "tomorrow")
    shown = trust("promise", now=SATURDAY).out
    assert "was due Mon 23 Nov" in shown
    assert "overdue" not in shown
    done = trust("promise", "moved", "doctor", "--to", "+3", "--told", now=SATURDAY)
    assert "Moved to Tue 1 Dec" in done.out
    assert state(trust, found["id"], SATURDAY)["past"] is False


@pytest.mark.parametrize("verb", ["released", "withdrawn"])
def test_letting_it_go_closes_it(trust: Trust, verb: str) -> None:
    found = made(trust, "Ring the doctor")
    assert trust("promise", verb, "doctor").code == 0
    assert state(trust, found["id"])["status"] == "closed"
    assert "Ring" not in trust("promise").out
    assert "Ring" in trust("promise", "list", "--all").out


def test_broken_and_repaired(trust: Trust) -> None:
    found = made(trust, "Ring the doctor")
    trust("promise", "broken", "doctor")
    assert state(trust, found["id"])["status"] == "needs repair"
    done = trust(
        *("promise", "repair", "doctor", "--acknowledged", "I didn't ring."),
        *("--cost", "A wait."),
        *("--amends", "I ring on Monday.", "--change", "It stands on the door."),
    )
    assert "Repaired" in done.out
    shown = trust("promise", "show", "doctor").out
    assert "What I did: I didn't ring.\n  What it cost: A wait.\n  To put it right: " in shown
    assert state(trust, found["id"])["status"] == "repaired"


def test_the_last_word_can_be_taken_back(trust: Trust) -> None:
    found = made(trust, "Ring the doctor")
    trust("promise", "kept", "doctor")
    assert "Undone: “kept” for “Ring the doctor”" in trust("promise", "undo", "doctor").out
    assert state(trust, found["id"])["status"] == "open"


@pytest.mark.parametrize("name", ["x", "ike", "dentist x"])
def test_letters_inside_a_word_name_no_promise(trust: Trust, name: str) -> None:
    found = made(trust, "Fix the bike before the dentist")
    assert trust("promise", "kept", name).code == 1
    assert state(trust, found["id"])["status"] == "open"


@pytest.mark.parametrize("name", ["fix", "BIK", "cafe-t", "Émil's", "自転"])
def test_the_beginnings_of_its_words_name_a_promise(trust: Trust, name: str) -> None:
    found = made(trust, "Fix Émil's bike at the Café-Trottoir, 新しい自転車")
    assert trust("promise", "kept", name).code == 0
    assert state(trust, found["id"])["status"] == "kept"


def test_a_day_to_come_is_not_broken(trust: Trust) -> None:
    made(trust, "Water the heliotrope", "--every", "monday", now="2026-11-21T20:00:00+01:00")
    refused = trust("promise", "broken", "water", "--date", "yesterday")
    assert refused.code == 2
    assert "the first day of this promise, 2026-11-23, hasn't come yet" in refused.err
    assert "(Mon 23 Nov)" in trust("promise", "kept", "water").out


def test_broken_is_about_the_latest_day(trust: Trust) -> None:
    made(trust, "Water the heliotrope", "--every", "monday", now="2026-11-14T20:00:00+01:00")
    trust("promise", "kept", "water", now="2026-11-16T20:00:00+01:00")
    done = trust("promise", "broken", "water", "--date", "yesterday")
    assert "(Mon 16 Nov)" in done.out


def test_every_week(trust: Trust) -> None:
    found = made(trust, "Water the heliotrope", "--every", "tuesday")
    assert state(trust, found["id"])["due"] == "2026-11-24"
    assert "Promised  Water the heliotrope (today)" in _today(trust, TUESDAY)
    trust("promise", "kept", "water", now=TUESDAY)
    assert state(trust, found["id"], TUESDAY)["due"] == "2026-12-01"
    assert "Promised" not in _today(trust, TUESDAY)
    assert trust("promise", "moved", "water", "--to", "friday", now=TUESDAY).code == 2
    later, smaller = "2026-12-23T20:00:00+01:00", "Would a smaller promise fit better?"
    assert smaller not in trust("promise", now="2026-12-14T20:00:00+01:00").out
    assert smaller in trust("promise", now=later).out
    trust("journal", "-m", "heliotrope", now=later)
    assert smaller in trust("review", "--week", "2026-W52", "--no-input", now=later).out
    assert smaller in trust("promise", "partly", "water", now=later).out
    assert smaller not in trust("promise", now=later).out


def _today(trust: Trust, now: str) -> str:
    trust("journal", "-m", "heliotrope diary", now=now)
    return trust(now=now).out


def test_today_shows_three_at_the_most_and_no_private_one(trust: Trust) -> None:
    for n in range(5):
        made(trust, f"Promise {n}", "--by", "tomorrow")
    made(trust, "Secretpromise", "--by", "tomorrow", "--private")
    shown = _today(trust, TUESDAY)
    assert shown.count("was due") == 3
    assert "Secretpromise" not in shown


def test_a_private_one_shows_its_words_only_where_it_is_named(trust: Trust) -> None:
    found = made(trust, "Secretpromise to Ada", "--private", "--to", "Ada", "--by", "friday")
    for told in (
        trust("promise"),
        trust("promise", "list", "--all", "--json"),
        trust("promise", "kept", found["id"]),
        trust("review", "--no-input"),
        trust("review", "--no-input", "--json"),
        trust("promise", "undo", found["id"]),
    ):
        assert "Secretpromise" not in told.out + told.err
    assert trust("promise", "kept", "secretpromise").code == 1
    assert "Secretpromise" in trust("promise", "show", found["id"]).out


def test_private_words_inside_one_stay_inside(trust: Trust) -> None:
    """Every screen has the promise without them; `promise show`, which names it, has them."""
    cue = ("--cue", "If %%wombat%% calls, then I ring")
    added = ("promise", "add", "Ring %%about the wombat%% soon", "--to", "Sam", "--by", "today")
    for how in ((), ("--json",)):
        assert "wombat" not in trust(*added, *cue, *how).out
    first, second = (each["id"] for each in trust("promise", "--json").json["data"]["promises"])
    for command in (
        (),
        ("promise",),
        ("promise", "list", "--all"),
        ("promise", "partly", first, "--note", "Half %%the wombat%%"),
        ("promise", "broken", second),
        ("promise", "repair", second, "--acknowledged", "%%wombat%%", "--cost", "%%a wombat%%"),
        ("promise", "undo", second),
        ("promise", "moved", first, "--to", "+1", "--note", "%%wombat"),
        ("review", "--no-input"),
        ("review", "--markdown"),
        ("review", "--month", "--no-input"),
    ):
        for how in ((), ("--plain",), ("--json",)):
            told = trust(*command, *how)
            assert (told.code, "wombat" in told.out + told.err) == (0, False), (command, how)
    assert "Ring [private] soon  (promised to Sam" in trust("promise").out
    assert "%%wombat%% calls" in trust("promise", "show", first).out
    shown = trust("promise", "show", first, "--json").json["data"]["promises"][0]
    assert shown["text"] == "Ring %%about the wombat%% soon"
    assert shown["events"][0]["note"] == "Half %%the wombat%%"


def test_private_words_inside_one_do_not_find_it_and_are_counted(trust: Trust) -> None:
    made(trust, "Ring %%about the wombat%% soon", "--by", "tomorrow")
    made(trust, "%%wombat%% again", "--by", "+20", "--cue", "If %%wombat%%, then")
    made(trust, "Not this week")
    assert trust("promise", "show", "wombat").code == 1
    assert trust("promise", "show", "ring soon").code == 0
    review = trust("review", "--json").json["data"]
    assert (review["private_parts"], review["deeds"]["private_parts"]) == (0, 3)
    for told in (trust("review", "--no-input"), trust("review", "--markdown")):
        assert "3 private passages aren't shown here." in told.out


def test_what_waits_for_repair_counts_where_it_is_private(trust: Trust) -> None:
    found = made(trust, "Heliotrope", "--private", now="2026-11-01T20:00:00+01:00")
    trust("promise", "broken", found["id"], now="2026-11-02T20:00:00+01:00")
    assert "1 promise is counted but not quoted." in trust("review", "--no-input").out


def test_many_are_asked_about_gently(trust: Trust) -> None:
    for n in range(5):
        assert "carrying" not in trust("promise", "add", f"Promise {n}").out
    assert "You have 6 open promises." in trust("promise", "add", "Promise 6").out


def test_the_review_tells_words_and_deeds_kept_first(trust: Trust) -> None:
    made(trust, "Home by seven", "--every", "monday", now="2026-11-15T20:00:00+01:00")
    trust("promise", "kept", "seven", now="2026-11-16T20:00:00+01:00")
    made(trust, "Photo album", "--by", "tomorrow", now="2026-11-16T20:00:00+01:00")
    made(trust, "Weekend plan", "--by", "friday", now="2026-11-16T20:00:00+01:00")
    trust("promise", "moved", "plan", "--to", "+6", "--told", now="2026-11-17T20:00:00+01:00")
    made(trust, "The Thursday remark", now="2026-11-18T20:00:00+01:00")
    trust("promise", "broken", "remark", now="2026-11-19T20:00:00+01:00")
    trust("journal", "-m", "heliotrope", now=SUNDAY)
    out = trust("review", "--no-input", now=SUNDAY).out
    part = out[out.index("Words and deeds\n") :]
    order = ["Kept", "Moved", "Coming up", "Still open", "To repair"]
    assert [part.index(word) for word in order] == sorted(part.index(word) for word in order)
    assert "Home by seven" in part
    assert "Weekend plan (to Mon 23 Nov, you told them)" in part
    assert "Photo album, was due Tue 17 Nov" in part
    assert "trust promise repair" in part
    page = trust("review", "--no-input", "--markdown", now=SUNDAY).out
    assert "## Words and deeds" in page
    assert "%" not in part


def test_a_week_without_promises_says_nothing(trust: Trust) -> None:
    trust("journal", "--practice", "presence", "-m", "heliotrope")
    assert "Kept" not in trust("review", "--no-input").out


def test_another_name_comes_along(trust: Trust) -> None:
    found = made(trust, "Ring the doctor", "--to", "sam")
    trust("journal", "-m", "x", "--person", "Sam")
    trust("people", "rename", "Sam", "Alex")
    [now] = trust("promise", "show", found["id"], "--json").json["data"]["promises"]
    assert now["person"] == "Alex"


@pytest.fixture(autouse=True)
def at_a_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are read as a desk has them; real terminals: tests/terminal."""
    monkeypatch.setattr("trustjournal.terminal.key_reader.ask_line", line_from_a_desk)


class Desk(io.StringIO):
    """A terminal at which somebody types; `^C` on a line interrupts, `^H` hangs up."""

    def isatty(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # as StringIO's
        line = super().readline(-1 if size is None else size)
        if line.startswith("^H"):
            signal.raise_signal(signal.SIGHUP)
        if line.startswith("^C"):
            raise KeyboardInterrupt
        return line


def typed(monkeypatch: pytest.MonkeyPatch, words: str, *argv: str) -> int | str | None:
    """The program's exit code where a person types this."""
    for name, stream in (("stdin", Desk(words)), ("stdout", Desk()), ("stderr", Desk())):
        monkeypatch.setattr(sys, name, stream)
    try:
        return main(list(argv))
    except SystemExit as ended:
        return ended.code


@pytest.mark.parametrize(
    ("words", "code", "text", "cue"),
    [
        ("\n\n", 0, "Ring daily", None),
        ("y\nIf I sit, then I ring\n", 0, "Ring daily", "If I sit, then I ring"),
        ("No\nRing on Sundays\ny\n\n", 0, "Ring on Sundays", None),
        ("No\nRing on Sundays\n\n\n", 0, "Ring daily", None),
        ("n\n\n\n", 0, "Ring daily", None),
        ("", 0, "Ring daily", None),
    ],
)
def test_a_promise_is_made_of_its_answers(
    trust: Trust,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    code: int,
    text: str,
    cue: str | None,
) -> None:
    assert typed(monkeypatch, words, "promise", "add", "Ring daily") == code
    [found] = trust("promise", "--json").json["data"]["promises"]
    assert (found["text"], found["cue"]) == (text, cue)
    assert drafts(home) == []


def drafts(home: Path) -> list[str]:
    """The unsaved texts."""
    return [path.read_text("utf-8") for path in home.glob("drafts/*.md")]


@pytest.mark.parametrize(("end", "code"), [("^C", 130), ("^H", 129)])
@pytest.mark.parametrize("words", ["", "Ring on Sundays\n"])
def test_a_promise_whose_questions_are_left_is_a_draft(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch, words: str, end: str, code: int
) -> None:
    assert typed(monkeypatch, f"{words}{end}\n", "promise", "add", "Ring daily") == code
    assert trust("promise", "--json").json["data"]["promises"] == []
    [draft] = drafts(home)
    assert "Ring daily" in draft
    assert words.strip() in draft


@pytest.mark.parametrize(("end", "code"), [("^C", 130), ("^H", 129)])
@pytest.mark.parametrize("words", ["", "I did not ring.\n"])
def test_a_repair_that_is_left_is_a_draft_where_anything_was_written(
    trust: Trust, home: Path, monkeypatch: pytest.MonkeyPatch, words: str, end: str, code: int
) -> None:
    made(trust, "Ring")
    trust("promise", "broken", "ring")
    assert typed(monkeypatch, f"{words}{end}\n", "promise", "repair", "ring") == code
    [found] = trust("promise", "list", "--all", "--json").json["data"]["promises"]
    assert found["state"]["status"] == "needs repair"
    assert trust().err.count("unsaved text") == len(drafts(home)) == bool(words)


def test_a_week_without_a_word_still_shows_what_was_done(trust: Trust) -> None:
    made(trust, "Water the fern", "--by", "tomorrow")
    made(trust, "Heliotrope", "--by", "tomorrow", "--private")
    trust("promise", "kept", "fern")
    for told in (trust("review", "--no-input"), trust("review", "--no-input", "--markdown")):
        assert "A quiet week" in told.out
        assert "Water the fern" in told.out
        assert "1 promise is counted but not quoted." in told.out


# --- a promise to a person ------------------------------------------------------------------------


def exported(trust: Trust, *options: str) -> str:
    return trust("export", "json", "-", *options).out


def test_a_promise_to_a_person_stays_with_its_owner(trust: Trust, tmp_path: Path) -> None:
    trust("promise", "add", "Sweep the yard", "--to", "Sam", "--by", "today")
    for screen in ((), ("promise",), ("review", "--no-input"), ("promise", "--json")):
        assert "Sweep the yard" in trust(*screen).out, screen
    assert "Sweep the yard" not in exported(trust)
    assert "Sweep the yard" in exported(trust, "--include-private")
    trust("journal", "--free", "-m", "A line.")
    picked = trust("share", "--line", "last", "--with", "Sam", "--out", "-", "--yes").out
    assert "Sweep" not in picked


def test_one_that_may_be_shared_is_in_exports(trust: Trust) -> None:
    trust("promise", "add", "Sweep the yard", "--to", "Sam", "--shareable")
    trust("promise", "add", "Water the fern")
    out = exported(trust)
    assert "Sweep the yard" in out
    assert "Water the fern" in out, "and one to nobody is"


def test_a_hidden_one_is_shown_only_where_it_is_named(trust: Trust) -> None:
    trust("promise", "add", "Sweep the yard", "--to", "Sam", "--by", "today", "--private")
    for screen in ((), ("promise",), ("review", "--no-input"), ("promise", "--json")):
        assert "Sweep the yard" not in trust(*screen).out, screen
    assert "Sweep the yard" in trust("promise", "show").out
    told = trust("promise", "add", "x", "--private", "--shareable")
    assert (told.code, told.err.count("\n")) == (2, 1)


def test_giving_one_to_a_person_keeps_it_with_its_owner(trust: Trust) -> None:
    trust("promise", "add", "Sweep the yard")
    trust("promise", "edit", "yard", "--to", "Sam")
    assert "Sweep the yard" not in exported(trust)
    assert "Sweep the yard" in trust("promise").out


def test_today_shows_what_is_past_its_date_for_three_days(trust: Trust) -> None:
    def at(day: int) -> str:
        return f"2026-11-{day:02}T20:00:00+01:00"

    trust("promise", "add", "Photo album", "--by", "2026-11-10", now=at(9))
    trust("promise", "add", "Oil the gate", "--by", "2026-11-18", now=at(9))
    shown = [day for day in range(10, 16) if "Photo album" in trust(now=at(day)).out]
    assert shown == [10, 11, 12, 13]
    for argv in (("promise",), ("review", "--no-input")):
        assert "Photo album" in trust(*argv, now=at(15)).out

    trust("pause", "2026-11-18..2026-11-20", now=at(18))
    days_off = [day for day in range(18, 26) if "Oil the gate" in trust(now=at(day)).out]
    assert days_off == [18, 21, 22, 23], "days off are not counted"


def test_a_review_only_counts_a_promise_to_someone_who_is_not_quoted(trust: Trust) -> None:
    for words in ("Ring zebra", "Bake zebra", "Mend zebra"):
        trust("promise", "add", words, "--to", "Sam", "--by", "tomorrow")
    trust("promise", "add", "Walk giraffe", "--by", "tomorrow")
    trust("promise", "broken", "ring")
    trust("promise", "kept", "bake")
    trust("people", "set", "Sam", "--quote", "no")
    for line in ("review", "review --markdown", "review --json"):
        shown = trust(*line.split(), "--no-input").out
        assert ("zebra" in shown, "giraffe" in shown) == (False, True)
    assert "3 promises are counted but not quoted." in trust("review", "--no-input").out


# --- a text that ends with a day -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("ring mum by friday", "friday"),
        ("Ring mum, by Friday.", "Friday"),
        ("ring mum by 22 december", '"22 december"'),
        ("ring mum by the 22nd of december", '"the 22nd of december"'),
        ("ring mum by tomorrow", "tomorrow"),
        ("stand by Sam by 2026-12-01", "2026-12-01"),
    ],
)
def test_a_day_at_the_end_stays_text_and_the_line_that_sets_it_is_named(
    trust: Trust, text: str, by: str
) -> None:
    done = trust("promise", "add", text)
    [promise] = trust("promise", "--json").json["data"]["promises"]
    assert (promise["text"], promise["due"]) == (text, None)
    line = f"trust promise edit {promise['id'][:5]} --by {by}"
    assert f"To set one: {line}\n" in done.out
    assert trust(*line.replace('"', "").split(maxsplit=5)[1:]).code == 0
    [promise] = trust("promise", "--json").json["data"]["promises"]
    assert promise["due"] is not None
    assert "To set it" not in trust("promise", "edit", promise["id"], text).out
    again = trust("promise", "edit", promise["id"], text, "--no-date").out
    assert "To set it" not in again
    assert f"To set one: {line}\n" in trust("promise", "edit", promise["id"], text).out


@pytest.mark.parametrize(
    "text",
    [
        "home by seven", "lie by the sun", "drop by", "by friday", "clean up by 2026-11-01",
        "write by next month", "ring %%mum by friday", "ring %%mum by friday%%",
    ],
)  # fmt: skip
def test_what_is_no_day_at_the_end_brings_no_line(trust: Trust, text: str) -> None:
    assert trust("promise", "add", text).out.count("\n") == 1


def test_a_day_on_the_line_is_the_day(trust: Trust) -> None:
    promise = made(trust, "tell Sam by friday", "--by", "tomorrow")
    assert (promise["text"], promise["due"]) == ("tell Sam by friday", "2026-11-23")


def test_the_words_of_a_private_promise_are_not_repeated(trust: Trust) -> None:
    out = trust("promise", "add", "ring mum by friday", "--private").out
    assert "friday" not in out
    assert " --by DAY\n" in out


# --- a line that is not complete -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("call the plumber",), 'promise add "your words" --by friday'),
        (("call", "the", "plumber"), 'promise add "your words" --by friday'),
        (("add", "plumber", "friday"), 'promise add "your words" --by friday'),
        (("add", "call", "the", "plumber"), 'promise add "your words" --by friday'),
        (("edit", "ring", "plumber", "friday"), 'promise edit "ring mum" "your words" --by friday'),
        (("moved", "plumber", "friday"), 'promise moved "ring mum" --to friday'),
        (("kept", "plumber", "yesterday"), 'promise kept "ring mum" --date yesterday'),
    ],
)
def test_an_incomplete_line_names_the_complete_one(
    trust: Trust, words: tuple[str, ...], line: str
) -> None:
    error = trust("promise", *words)
    assert (error.code, error.err.count("\n"), error.out) == (2, 1, "")
    assert f"`trust {line}`" in error.err
    assert "plumber" not in error.err


@pytest.mark.parametrize("after", ["add", "kept", "undo"])
def test_what_was_never_broken_is_not_repaired(trust: Trust, after: str) -> None:
    found = made(trust, "Ring the doctor")
    if after == "kept":
        trust("promise", "kept", "doctor")
    elif after == "undo":
        trust("promise", "broken", "doctor")
        trust("promise", "undo", "doctor")
    before = trust("promise", "show", "doctor").out
    told = trust("promise", "repair", "doctor", "--amends", "I'll ring today.")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert f"needs no repair; `trust promise show {found['id'][:5]}`" in told.err
    assert trust("promise", "show", "doctor").out == before


def test_a_repair_can_be_added_to(trust: Trust) -> None:
    found = made(trust, "Ring the doctor")
    trust("promise", "broken", "doctor")
    for words in ("I forgot.", "I never asked."):
        assert trust("promise", "repair", "doctor", "--acknowledged", words).code == 0
    assert state(trust, found["id"])["status"] == "repaired"


def test_a_promise_to_no_one_speaks_of_nobody(trust: Trust) -> None:
    for words in ("Run before work", "Ring Jo"):
        trust("promise", "add", words, "--by", "friday")
    assert trust("promise", "released", "run").out.startswith("Let go: Run before work")
    assert trust("promise", "withdrawn", "jo").out.startswith("Closed (you couldn't): Ring Jo")
    shown = trust("promise", "show", "run").out + trust("promise", "show", "jo").out
    assert "let go" in shown
    assert "couldn't" in shown
    assert "they" not in shown
    assert "them" not in shown

    trust("promise", "add", "Ring the doctor", "--to", "Sam")
    done = trust("promise", "released", "doctor").out
    assert done.startswith("Let go (they said it's fine): Ring the doctor")
