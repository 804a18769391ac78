"""`trust remind`: when it speaks, what it says, and the timers that it sets up and takes away.

Tiny programs take the place of `systemctl`, `crontab`, `launchctl` and `notify-send`: they are the
only ones on PATH, and note how they were called.
"""

from __future__ import annotations

import fcntl
import os
import plistlib
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import NOW, Trust
from trustjournal.errors import UsageError
from trustjournal.schedulers import cron, launchd, systemd, task_scheduler
from trustjournal.schedulers.job import DAYS, Job
from trustjournal.schedulers.launchd import Launchd

GOLDEN = Path(__file__).parent.parent / "golden" / "remind"
HALF_PAST_NINE = "2026-11-22T21:30:10+01:00"
"""A Sunday evening."""
UNITS = "trustjournal-remind"
REAL_PATH = os.environ["PATH"]
"""In a test, what stands before it does nothing."""

# --- a machine of its own --------------------------------------------------------------------

NOTE = """#!/bin/sh
{ printf '%s' "${0##*/}"; printf '\\037%s' "$@"; printf '\\n'; } >> "$NOTES/calls"
env > "$NOTES/env-${0##*/}"
"""

SYSTEMCTL = """
case "$2" in
    show) [ -z "$NO_MANAGER" ] || exit 1; echo "UnitPath=$HOME/.config/systemd/user /etc/systemd/user" ;;
    is-active) echo "${TIMER_IS:-active}" ;;
    enable) [ -z "$REFUSES" ] || { echo "Failed to connect to bus" >&2; exit 1; } ;;
esac
"""

CRONTAB = """
[ -z "$NOT_ALLOWED" ] || { echo "$NOT_ALLOWED" >&2; exit 1; }
case "$1" in
    -l) [ -f "$NOTES/tab" ] || { echo "${NONE_YET:-no crontab for me}" >&2; exit 1; }; /bin/cat "$NOTES/tab" ;;
    -r) /bin/rm "$NOTES/tab" ;;
    -) /bin/cat > "$NOTES/tab" ;;
esac
"""

LAUNCHCTL = """
case "$1 $2" in
    "bootstrap gui/501") : > "$NOTES/agent" ;;
    "bootout gui/501/"*) /bin/rm -f "$NOTES/agent" ;;
    "print gui/501/"*) [ -f "$NOTES/agent" ] ;;
esac
"""


class Machine:
    """The programs of a machine, and what they were called with."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.programs = folder / "programs"
        self.programs.mkdir(parents=True)
        self._monkeypatch = monkeypatch
        (self.programs / "env").symlink_to(shutil.which("env") or "/usr/bin/env")
        monkeypatch.setenv("PATH", str(self.programs))
        monkeypatch.setenv("NOTES", str(folder))
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            monkeypatch.delenv(name, raising=False)

    def has(self, name: str, script: str = "") -> Machine:
        program = self.programs / name
        program.write_text(NOTE + script, "utf-8")
        program.chmod(0o700)
        return self

    def is_set(self, **env: str) -> None:
        for name, value in env.items():
            self._monkeypatch.setenv(name, value)

    @property
    def calls(self) -> list[list[str]]:
        path = self.folder / "calls"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return [line.split("\037") for line in lines]

    def called(self, name: str) -> list[list[str]]:
        return [words[1:] for words in self.calls if words[0] == name]

    @property
    def shown(self) -> list[list[str]]:
        """The title and the body of each notification."""
        return [words[words.index("--") + 1 :] for words in self.called("notify-send")]

    @property
    def crontab(self) -> str | None:
        path = self.folder / "tab"
        return path.read_text("utf-8") if path.exists() else None

    @crontab.setter
    def crontab(self, text: str) -> None:
        (self.folder / "tab").write_text(text, "utf-8")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine with notifications and no timers yet."""
    return Machine(tmp_path / "machine", monkeypatch).has("notify-send")


@pytest.fixture
def with_systemd(machine: Machine) -> Machine:
    return machine.has("systemctl", SYSTEMCTL)


@pytest.fixture
def with_cron(machine: Machine) -> Machine:
    return machine.has("crontab", CRONTAB)


def units(tmp_path: Path) -> dict[str, str]:
    """The unit files, by their endings."""
    folder = tmp_path / ".config/systemd/user"
    return {path.suffix: path.read_text("utf-8") for path in folder.glob("*.*") if path.is_file()}


def remind_at(trust: Trust, hour: str, *more: str) -> None:
    """Set the reminder, without looking at how the system runs it."""
    done = trust("remind", "at", hour, *more)
    assert (done.code, done.err) == (0, "")


# --- what it says, and when it says nothing ----------------------------------------------------


@pytest.fixture
def set_for_half_past_nine(trust: Trust, home: Path, machine: Machine) -> Machine:
    home.mkdir(mode=0o700, exist_ok=True)
    (home / "config.toml").write_text('remind = "21:30"\n', "utf-8")
    return machine


@pytest.fixture
def begun(trust: Trust, set_for_half_past_nine: Machine) -> Machine:
    """A journal written in yesterday."""
    trust("journal", "--free", "-m", "made up", now="2026-11-21T22:00:00+01:00")
    return set_for_half_past_nine


def is_silent(trust: Trust, machine: Machine, now: str = HALF_PAST_NINE) -> bool:
    before = len(machine.shown)
    done = trust("remind", "now", now=now)
    assert (done.code, done.out, done.err) == (0, "", ""), "a timer has nobody to tell"
    return len(machine.shown) == before


def test_it_says_a_few_words_of_its_own(trust: Trust, begun: Machine) -> None:
    assert not is_silent(trust, begun)

    options = ["--app-name=Reminder", "--urgency=low", "--category=reminder"]
    words = ["A few quiet minutes", "Whenever it suits you."]
    assert begun.called("notify-send") == [[*options, "--hint=int:transient:1", "--", *words]]


def test_before_the_first_entry_it_speaks(trust: Trust, set_for_half_past_nine: Machine) -> None:
    assert not is_silent(trust, set_for_half_past_nine)


def test_without_a_reminder_in_the_settings_it_is_silent(trust: Trust, machine: Machine) -> None:
    assert is_silent(trust, machine)


@pytest.mark.parametrize(
    ("now", "silent"),
    [
        ("2026-11-22T21:29:00+01:00", False),  # a timer a little ahead of the clock
        ("2026-11-22T21:20:00+01:00", True),
        ("2026-11-23T00:20:00+01:00", False),  # still the same journal day
        ("2026-11-23T00:29:00+01:00", False),
        ("2026-11-23T00:31:00+01:00", True),
        ("2026-11-23T08:00:00+01:00", True),
    ],
)
def test_three_hours_late_it_is_silent(
    trust: Trust, begun: Machine, now: str, silent: bool
) -> None:
    assert is_silent(trust, begun, now) == silent


def test_once_the_next_day_has_begun_it_is_silent(trust: Trust, home: Path, begun: Machine) -> None:
    (home / "config.toml").write_text('remind = "02:30"\n', "utf-8")

    assert not is_silent(trust, begun, "2026-11-23T03:50:00+01:00")
    assert is_silent(trust, begun, "2026-11-23T04:10:00+01:00")


def test_it_keeps_to_its_days(trust: Trust, home: Path, begun: Machine) -> None:
    (home / "config.toml").write_text('remind = "23:30"\nremind_on = ["mon"]\n', "utf-8")

    assert is_silent(trust, begun, "2026-11-22T23:30:00+01:00")
    assert not is_silent(trust, begun, "2026-11-23T23:30:00+01:00")
    assert not is_silent(trust, begun, "2026-11-24T00:20:00+01:00"), "Monday's, a little late"


@pytest.mark.parametrize("command", ["journal", "storm", "joy"])
def test_on_a_written_day_it_is_silent(trust: Trust, begun: Machine, command: str) -> None:
    trust(command, "-m", "made up", now="2026-11-22T12:00:00+01:00")

    assert is_silent(trust, begun)
    assert not is_silent(trust, begun, "2026-11-23T21:30:00+01:00")


def test_an_entry_in_the_trash_is_none(trust: Trust, begun: Machine) -> None:
    trust("journal", "--free", "-m", "made up", now="2026-11-22T12:00:00+01:00")
    trust("delete", "last", now="2026-11-22T12:01:00+01:00")

    assert not is_silent(trust, begun)


def test_on_a_paused_day_it_is_silent(trust: Trust, begun: Machine) -> None:
    trust("pause", "2026-11-22..2026-11-24", now="2026-11-22T12:00:00+01:00")

    assert is_silent(trust, begun)
    assert is_silent(trust, begun, "2026-11-24T21:30:00+01:00")
    assert not is_silent(trust, begun, "2026-11-25T21:30:00+01:00")


def test_when_it_is_not_safe_it_is_silent(trust: Trust, begun: Machine) -> None:
    trust("journal", "--because", "not-safe", "-m", "x", now="2026-11-21T22:30:00+01:00")

    assert is_silent(trust, begun)
    assert is_silent(trust, begun, "2026-12-04T21:30:00+01:00")
    assert not is_silent(trust, begun, "2026-12-05T21:30:00+01:00")
    trust("safety", "--forget", "--yes", now=NOW)
    assert not is_silent(trust, begun)


def test_while_someone_writes_it_is_silent(trust: Trust, home: Path, begun: Machine) -> None:
    (home / "drafts").mkdir(mode=0o700, exist_ok=True)
    draft = home / "drafts" / "abcde.json"
    draft.write_text("{}", "utf-8")
    with draft.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert is_silent(trust, begun)

    assert not is_silent(trust, begun), "a draft that was left behind is another matter"


@pytest.mark.parametrize("settings", ["remind = 21:30", 'remind = "21:30"\njournal = 5\n'])
def test_settings_that_cannot_be_read_make_it_silent(
    trust: Trust, home: Path, begun: Machine, settings: str
) -> None:
    (home / "config.toml").write_text(settings, "utf-8")
    assert is_silent(trust, begun)


def test_a_damaged_journal_makes_it_silent(trust: Trust, home: Path, begun: Machine) -> None:
    raw = (home / "journal.db").read_bytes()
    (home / "journal.db").write_bytes(raw[:100] + b"\xff" * (len(raw) - 100))

    assert is_silent(trust, begun)


@pytest.mark.parametrize("code", ["exit 1", "kill -9 $$"])
def test_a_notification_that_fails_is_no_matter(trust: Trust, begun: Machine, code: str) -> None:
    begun.has("notify-send", f"echo Cannot open bus >&2; {code}\n")

    done = trust("remind", "now", now=HALF_PAST_NINE)
    assert (done.code, done.out, done.err) == (0, "", "")
    (begun.programs / "notify-send").unlink()
    done = trust("remind", "now", now=HALF_PAST_NINE)
    assert (done.code, done.out, done.err) == (0, "", "")


def test_a_test_says_why_it_fails(trust: Trust, machine: Machine) -> None:
    assert "Shown." in trust("remind", "test").out
    machine.has("notify-send", "echo Cannot open bus >&2; exit 1\n")
    failed = trust("remind", "test")
    assert failed.code == 1
    assert "couldn't be shown (Cannot open bus)" in failed.err
    (machine.programs / "notify-send").unlink()
    assert "(notify-send isn't installed)" in trust("remind", "test").err


def test_the_answer_is_json_on_request(trust: Trust, with_systemd: Machine) -> None:
    data = trust("remind", "at", "9:30pm", "--on", "weekdays", "--json").json["data"]
    assert data == {
        "at": "21:30",
        "on": ["mon", "tue", "wed", "thu", "fri"],
        "title": "A few quiet minutes",
        "body": "Whenever it suits you.",
        "with_question": False,
        "scheduler": "systemd",
        "unit": data["unit"],
        "next": "2026-11-23T21:30",
    }
    assert trust("remind", "--json").json["data"] == data
    assert trust("remind", "off", "--json").json["data"] == {"at": None}
    assert trust("remind", "--json").json["data"]["scheduler"] is None


# --- nothing of the journal --------------------------------------------------------------------

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=6).filter(
    lambda text: len(text.split()) == 1 and text[0] != "-"
)


@given(body=WORDS, tag=st.from_regex("[a-z]{8}", fullmatch=True), person=st.just("Wilhelmine"))
def test_no_word_of_the_journal_is_in_any_argument_file_or_variable(
    trust: Trust, with_systemd: Machine, tmp_path: Path, body: str, tag: str, person: str
) -> None:
    shutil.rmtree(tmp_path / "home", ignore_errors=True)
    trust("config", "set", "person", person)
    trust("journal", "--free", "-m", f"{body} q", "--tag", tag, now="2026-11-20T22:00:00+01:00")
    remind_at(trust, "21:30")
    question = trust("prompt", now=HALF_PAST_NINE).out.strip()
    assert not is_silent(trust, with_systemd)

    outside = [with_systemd.folder, tmp_path / ".config"]
    files = [path for folder in outside for path in folder.rglob("*") if path.is_file()]
    known = "".join(path.read_text("utf-8", "replace") for path in files)
    known = known.replace(str(tmp_path), "")
    for word in (f"{body} q", tag, person, question):
        assert word not in known


def test_a_question_only_where_it_was_asked_for(
    trust: Trust, begun: Machine, with_systemd: Machine
) -> None:
    refused = trust("remind", "at", "21:30", "--with", "question")
    assert refused.code == 2
    assert "--yes" in refused.err
    assert not is_silent(trust, begun)
    assert begun.shown[-1][1] == "Whenever it suits you."

    remind_at(trust, "21:30", "--with", "question", "--yes")
    question = trust("prompt", now=HALF_PAST_NINE).out.strip()
    assert not is_silent(trust, begun)
    assert begun.shown[-1] == ["A few quiet minutes", question]

    remind_at(trust, "22:00")
    assert trust("remind", "--json").json["data"]["with_question"], "it was asked for already"
    remind_at(trust, "21:30", "--with", "nothing")
    assert not is_silent(trust, begun)
    assert begun.shown[-1][1] == "Whenever it suits you."


def test_own_words_take_the_place_of_both_lines(trust: Trust, with_systemd: Machine) -> None:
    remind_at(trust, "21:30", "--say", "-<b>Tea & \\n me")
    assert not is_silent(trust, with_systemd)
    assert with_systemd.shown == [["-<b>Tea & \\n me", ""]]

    remind_at(trust, "21:30", "--say", "")
    assert not is_silent(trust, with_systemd)
    assert with_systemd.shown[-1][0] == "A few quiet minutes"


PACK = r"""
schema: 1
id: mine
title: "Mine"
about: "What it is for."
license: CC0-1.0
language: en
version: "1.0.0"
prompts:
  - id: one
    practice: presence
    depth: 1
    text: "Is 1 <b> & \\n 2 today?"
"""


def test_the_body_is_no_markup(trust: Trust, home: Path, begun: Machine) -> None:
    (home / "packs").mkdir(mode=0o700)
    (home / "packs" / "mine.yaml").write_text(PACK, "utf-8")
    settings = 'remind = "21:30"\nremind_with = "question"\npacks = ["mine"]\n'
    (home / "config.toml").write_text(settings, "utf-8")

    assert trust("prompt", now=HALF_PAST_NINE).out == "Is 1 <b> & \\n 2 today?\n"
    assert not is_silent(trust, begun)
    assert begun.shown[-1][1] == "Is 1 &lt;b> &amp; \\\\n 2 today?"


# --- beside an encrypted journal ---------------------------------------------------------------

SECRET = {"TRUST_PASSPHRASE": "correct horse"}


@pytest.fixture
def encrypted(trust: Trust, home: Path, begun: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """An encrypted journal, changed last yesterday."""
    assert trust("encrypt", env=SECRET, now="2026-11-21T22:01:00+01:00").code == 0
    asks = begun.folder / "asked"
    begun.has("ask-passphrase", f"echo x > {asks}\n")
    with (home / "config.toml").open("a") as file:
        file.write('passphrase_command = "ask-passphrase"\nremember_key = true\n')
    changed_at(home, "2026-11-21T22:01:00+01:00")
    return begun


def changed_at(home: Path, moment: str) -> None:
    from datetime import datetime

    then = datetime.fromisoformat(moment).timestamp()
    os.utime(home / "journal.db", (then, then))


def test_beside_an_encrypted_journal_it_goes_by_the_time_of_the_file(
    trust: Trust, home: Path, encrypted: Machine
) -> None:
    assert not is_silent(trust, encrypted)
    changed_at(home, "2026-11-22T03:59:00+01:00")
    assert not is_silent(trust, encrypted), "before the day began"
    changed_at(home, "2026-11-22T04:01:00+01:00")
    assert is_silent(trust, encrypted)
    assert not (encrypted.folder / "asked").exists(), "nothing asks for the passphrase"


def test_beside_an_encrypted_journal_it_never_says_the_question(
    trust: Trust, home: Path, encrypted: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = 'remind = "21:30"\nremind_with = "question"\n'
    (home / "config.toml").write_text(settings, "utf-8")
    monkeypatch.setenv("TRUST_PASSPHRASE", "correct horse")

    assert not is_silent(trust, encrypted)
    assert encrypted.shown == [["A few quiet minutes", "Whenever it suits you."]]
    assert "correct horse" not in (encrypted.folder / "env-notify-send").read_text("utf-8")


def without_command(home: Path) -> None:
    path = home / "config.toml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if line.startswith("remind =")), "utf-8")


def test_beside_an_encrypted_journal_days_off_are_silent_too(
    trust: Trust, home: Path, encrypted: Machine
) -> None:
    without_command(home)
    at_noon = "2026-11-22T12:00:00+01:00"
    trust("pause", "2026-11-24..2026-11-25", "--reason", "Lisbon", env=SECRET, now=at_noon)
    trust("journal", "--because", "not-safe", "-m", "x", env=SECRET, now=at_noon)
    changed_at(home, "2026-11-21T22:01:00+01:00")

    note = home / "reminder-days-off"
    text = note.read_text("utf-8")
    assert is_silent(trust, encrypted)
    assert is_silent(trust, encrypted, "2026-12-05T21:30:00+01:00")
    assert len(text.splitlines()) == 1, "a pause and the safety pause look the same"
    assert set(text) <= set("0123456789- \n")
    assert note.stat().st_mode & 0o077 == 0

    trust("safety", "--forget", "--yes", env=SECRET, now=at_noon)
    changed_at(home, "2026-11-21T22:01:00+01:00")
    assert note.read_text("utf-8") == "2026-11-24 2026-11-25\n"
    assert not is_silent(trust, encrypted)
    assert is_silent(trust, encrypted, "2026-11-24T21:30:00+01:00")

    trust("remind", "off")
    assert not note.exists()


def test_no_note_of_days_off_beside_a_readable_journal_or_without_a_reminder(
    trust: Trust, home: Path, begun: Machine
) -> None:
    trust("pause", "today..friday")
    assert not (home / "reminder-days-off").exists()
    trust("encrypt", env=SECRET)
    trust("list", env=SECRET)
    assert (home / "reminder-days-off").exists()
    trust("encrypt", "--off", env=SECRET)
    trust("list")
    (home / "config.toml").unlink()
    trust("encrypt", env=SECRET)
    trust("pause", env=SECRET)
    assert not (home / "reminder-days-off").exists()


# --- setting it up ------------------------------------------------------------------------------


def test_with_nothing_set_it_says_how_to_begin(trust: Trust, machine: Machine) -> None:
    said = trust("remind")
    assert (said.code, said.err) == (0, "")
    assert "trust remind at 21:30" in said.out


def test_a_systemd_timer(trust: Trust, with_systemd: Machine, tmp_path: Path) -> None:
    said = trust("remind", "at", "21:30")

    assert said.code == 0, said.err
    assert "at 21:30" in said.out
    assert "A few quiet minutes" in said.out
    assert "trust remind test" in said.out
    files = units(tmp_path)
    assert set(files) == {".service", ".timer"}
    assert (
        f'ExecStart="{sys.executable}" "-P" "-m" "trustjournal" "remind" "now"' in files[".service"]
    )
    assert f'Environment="TRUST_HOME={tmp_path}/home"' in files[".service"]
    assert "OnCalendar=*-*-* 21:30:00\n" in files[".timer"]
    name = next((tmp_path / ".config/systemd/user").glob("*.timer")).name
    assert [words for words in with_systemd.called("systemctl") if words[1] != "show"] == [
        ["--user", "stop", name],
        ["--user", "clean", "--what=state", name],
        ["--user", "daemon-reload"],
        ["--user", "enable", "--now", name],
    ]
    state = trust("remind").out
    assert "(set up as a systemd timer," in state
    assert "the next one tomorrow" in " ".join(state.split()), "it is 22:10"
    state = trust("remind", now="2026-11-22T12:00:00+01:00").out
    assert "Every day at 21:30, the next one today (set up" in " ".join(state.split())
    assert "trust remind off" in state


def test_another_hour_leaves_one_timer(trust: Trust, with_systemd: Machine, tmp_path: Path) -> None:
    remind_at(trust, "21:30", "--on", "mon,wed")
    remind_at(trust, "8:05")

    files = units(tmp_path)
    assert set(files) == {".service", ".timer"}
    assert "OnCalendar=Mon,Wed *-*-* 08:05:00\n" in files[".timer"], "the days stay"
    assert "On Mondays and Wednesdays at 08:05" in trust("remind").out
    remind_at(trust, "8:05", "--on", "daily")
    assert "OnCalendar=*-*-* 08:05:00\n" in units(tmp_path)[".timer"]


def test_off_leaves_nothing_behind(
    trust: Trust, home: Path, with_systemd: Machine, tmp_path: Path
) -> None:
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    remind_at(trust, "21:30")
    folder = tmp_path / ".config/systemd/user"
    wants = folder / "timers.target.wants"
    wants.mkdir()
    timer = next(folder.glob("*.timer"))
    (wants / timer.name).symlink_to(timer)

    said = trust("remind", "off")
    assert (said.code, said.err) == (0, "")
    assert [path for path in (tmp_path / ".config").rglob("*") if not path.is_dir()] == []
    assert ["--user", "disable", "--now", timer.name] in with_systemd.called("systemctl")
    assert ["--user", "clean", "--what=state", timer.name] in with_systemd.called("systemctl")
    assert with_systemd.called("systemctl")[-1] == ["--user", "daemon-reload"]
    left = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert {path.name for path in left} == {"config.toml", "calls", "env-systemctl"}
    assert "No reminder is set." in trust("remind").out
    again = trust("remind", "off")
    assert (again.code, again.out.strip()) == (0, "No reminder was set.")


def test_off_without_a_session_still_removes_the_files(
    trust: Trust, with_systemd: Machine, tmp_path: Path
) -> None:
    remind_at(trust, "21:30")
    (with_systemd.programs / "systemctl").unlink()

    assert trust("remind", "off").code == 0
    assert units(tmp_path) == {}


def test_a_line_in_the_crontab_where_no_user_manager_answers(
    trust: Trust, with_cron: Machine, with_systemd: Machine, tmp_path: Path
) -> None:
    with_cron.is_set(NO_MANAGER="1")
    mine = "# my own\n5 4 * * * do-something %M # trustjournal-remind-not\n\n@reboot x"
    with_cron.crontab = mine
    remind_at(trust, "21:30", "--on", "sun,tue")
    remind_at(trust, "7:05", "--say", "Tea")

    text = with_cron.crontab or ""
    assert text.startswith(mine + "\n"), "the lines of others are untouched"
    lines = text[len(mine) + 1 :].splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"5 7 * * 2,0 TRUST_HOME={tmp_path}/home ")
    assert f"{sys.executable} -P -m trustjournal remind now >/dev/null 2>&1 # {UNITS}-" in lines[0]
    assert "set up as a line in your crontab" in " ".join(trust("remind").out.split())
    assert units(tmp_path) == {}

    trust("remind", "off")
    assert with_cron.crontab == mine + "\n"


def test_a_crontab_that_held_nothing_else_goes(trust: Trust, with_cron: Machine) -> None:
    remind_at(trust, "21:30")
    trust("remind", "off")
    assert with_cron.crontab is None


@pytest.mark.parametrize(
    "why",
    [
        "You are not allowed to use this program",
        "crontab: libpam.so.0: cannot open shared object file: No such file or directory",
        "crontab: can't open '/var/spool/cron/me': No such file or directory",
    ],
)
def test_a_crontab_that_cannot_be_read_is_never_replaced(
    trust: Trust, with_cron: Machine, why: str
) -> None:
    with_cron.crontab = "5 4 * * * do-something\n"
    with_cron.is_set(NOT_ALLOWED=why)

    assert trust("remind", "at", "21:30").code == 1
    assert trust("remind", "off").code == 0
    assert with_cron.crontab == "5 4 * * * do-something\n"
    assert [words for words in with_cron.called("crontab") if words != ["-l"]] == []


def test_a_crontab_of_busybox_that_is_not_there_yet_is_begun(
    trust: Trust, with_cron: Machine
) -> None:
    with_cron.is_set(NONE_YET="crontab: can't open 'me': No such file or directory")
    remind_at(trust, "21:30")
    assert with_cron.crontab is not None


def test_a_timer_moves_from_cron_to_systemd(
    trust: Trust, with_cron: Machine, tmp_path: Path
) -> None:
    remind_at(trust, "21:30")
    assert with_cron.crontab
    with_cron.has("systemctl", SYSTEMCTL)
    remind_at(trust, "21:30")

    assert with_cron.crontab is None
    assert set(units(tmp_path)) == {".service", ".timer"}


def test_where_nothing_runs_at_an_hour_it_says_so(
    trust: Trust, home: Path, machine: Machine
) -> None:
    refused = trust("remind", "at", "21:30")

    assert refused.code == 1
    assert "trust prompt" in refused.err
    assert len(refused.err.splitlines()) == 1
    assert not (home / "config.toml").exists(), "nothing was set"


def test_a_manager_that_refuses_leaves_everything_as_it_was(
    trust: Trust, home: Path, with_systemd: Machine, tmp_path: Path
) -> None:
    with_systemd.is_set(REFUSES="1")

    refused = trust("remind", "at", "21:30", "--say", "Tea")
    assert refused.code == 74
    assert "Failed to connect to bus" in refused.err
    assert units(tmp_path) == {}
    assert trust("remind", "--json").json["data"]["at"] is None
    assert trust("config", "get", "remind_says").out == "\n"


def test_a_folder_that_cannot_be_written_is_named(
    trust: Trust, home: Path, with_systemd: Machine, tmp_path: Path
) -> None:
    (tmp_path / ".config").write_text("not a folder", "utf-8")

    refused = trust("remind", "at", "21:30")
    assert refused.code == 74
    assert ".config" in refused.err
    assert trust("remind", "--json").json["data"]["at"] is None
    assert trust("remind", "off").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["at", "25:00"],
        ["at", "off"],
        ["at", "21:30", "--on", "someday"],
        ["at", "21:30", "--on", "t"],
        ["at", "21:30", "--say", "a" * 81],
        ["at", "21:30", "--say", "two\nlines"],
        ["at", "21:30", "--with", "words"],
        ["at"],
        ["noon"],
    ],
    ids=" ".join,
)
def test_a_value_that_cannot_be_right_is_named(
    trust: Trust, with_systemd: Machine, tmp_path: Path, words: list[str]
) -> None:
    refused = trust("remind", *words)

    assert refused.code == 2
    assert len(refused.err.splitlines()) == 1
    assert "a" * 81 not in refused.err
    if "a" * 81 in words:
        assert "the reminder's words can't be longer than 80 characters" in refused.err
    assert units(tmp_path) == {}


def test_an_hour_alone_is_enough(trust: Trust, with_systemd: Machine, tmp_path: Path) -> None:
    assert trust("remind", "21:30", "--on", "mon").code == 0
    assert "OnCalendar=Mon *-*-* 21:30:00\n" in units(tmp_path)[".timer"]


@pytest.mark.parametrize("hour", ["25", "24:00", "9"])
def test_a_number_that_is_no_hour_is_named(trust: Trust, machine: Machine, hour: str) -> None:
    refused = trust("remind", hour)
    assert refused.code == 2
    assert f"{hour} can't be read as a time of day; use a time such as 21:30" in refused.err


def test_the_settings_move_the_timer(trust: Trust, with_systemd: Machine, tmp_path: Path) -> None:
    trust("config", "set", "remind", "21:30")
    assert "OnCalendar=*-*-* 21:30:00\n" in units(tmp_path)[".timer"]
    trust("config", "set", "remind_on", "sat sun")
    assert "OnCalendar=Sat,Sun *-*-* 21:30:00\n" in units(tmp_path)[".timer"]
    assert trust("config", "get", "remind").out == "21:30\n"
    trust("config", "set", "remind", "off")
    assert units(tmp_path) == {}
    assert trust("config", "set", "remind_on", "daily").code == 0
    assert units(tmp_path) == {}


def test_settings_that_no_timer_can_follow_are_said(trust: Trust, machine: Machine) -> None:
    done = trust("config", "set", "remind", "21:30")

    assert done.code == 0
    assert "nothing on this computer can run a reminder" in done.err
    assert (
        "nothing on this computer runs it. To set it up, if this computer can run it: trust remind"
        in " ".join(trust("remind").out.split())
    )


def test_each_profile_has_its_own_timer(
    trust: Trust, with_systemd: Machine, tmp_path: Path
) -> None:
    remind_at(trust, "21:30")
    other = {"TRUST_HOME": str(tmp_path / "other")}
    assert trust("remind", "at", "7:00", env=other).code == 0

    timers = sorted((tmp_path / ".config/systemd/user").glob("*.timer"))
    assert len(timers) == 2
    assert trust("remind", "off", env=other).code == 0
    left = list((tmp_path / ".config/systemd/user").glob("*.timer"))
    assert len(left) == 1
    assert "21:30" in left[0].read_text("utf-8")


def test_the_usual_folders_need_no_variables(
    with_systemd: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through a process of its own: in this one the usual folders are out of reach."""
    env = {name: value for name, value in os.environ.items() if name != "TRUST_HOME"}
    env |= {"XDG_DATA_HOME": str(tmp_path / ".local/share")}
    command = [sys.executable, "-m", "trustjournal", "remind", "at", "21:30"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    service = (tmp_path / f".config/systemd/user/{UNITS}.service").read_text("utf-8")
    assert "Environment" not in service

    env["XDG_CONFIG_HOME"] = str(tmp_path / "elsewhere")
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    folder = tmp_path / ".config/systemd/user"
    assert len(list(folder.glob("*.timer"))) == 2, "the folder that the manager reads"
    assert not (tmp_path / "elsewhere/systemd").exists()


def test_the_hour_is_that_of_the_zone_in_the_environment(
    trust: Trust, with_systemd: Machine, tmp_path: Path
) -> None:
    with_systemd.is_set(TZ="Pacific/Auckland")
    remind_at(trust, "21:30")

    files = units(tmp_path)
    assert "OnCalendar=*-*-* 21:30:00 Pacific/Auckland\n" in files[".timer"]
    assert 'Environment="TZ=Pacific/Auckland"' in files[".service"]


def test_cron_knows_no_zone_and_that_is_said(trust: Trust, with_cron: Machine) -> None:
    with_cron.is_set(TZ="Pacific/Auckland")
    done = trust("remind", "at", "21:30")

    assert done.code == 0
    assert "not by TZ" in done.err


# --- doctor -------------------------------------------------------------------------------------


def found(trust: Trust) -> list[str]:
    findings = trust("doctor", "--json").json["data"]["findings"]
    return [each["text"] for each in findings if each["what"].startswith("reminder")]


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def test_doctor_has_nothing_to_say_without_a_reminder(trust: Trust, with_systemd: Machine) -> None:
    trust("journal", "--free", "-m", "x")
    assert found(trust) == []
    assert with_systemd.calls == [], "no program is run for those who have none"


def test_doctor_looks_at_the_reminder(trust: Trust, with_systemd: Machine, tmp_path: Path) -> None:
    trust("journal", "--free", "-m", "x")
    remind_at(trust, "21:30")
    assert found(trust) == ["A quiet reminder is set for 21:30."]
    folder = tmp_path / ".config/systemd/user"
    timer, service = next(folder.glob("*.timer")), next(folder.glob("*.service"))

    change(timer, "21:30", "20:30")
    assert "doesn't match" in found(trust)[0]
    change(timer, "OnCalendar=", "OnCalendar=hourly #")
    assert "doesn't match" in found(trust)[0]
    remind_at(trust, "21:30")
    gone = tmp_path / "moved" / "bin" / "python"
    change(service, sys.executable, str(gone))
    assert found(trust) == [
        f"The timer {timer.name} starts {gone}, where this program no longer is. "
        "`trust remind at 21:30` sets it up again."
    ]
    gone.parent.mkdir(parents=True)
    gone.write_text("#!/bin/sh\nexit 1\n")
    gone.chmod(0o700)
    assert "no longer is" in found(trust)[0], "a Python without this program"
    gone.write_text("#!/bin/sh\nexit 0\n")
    assert found(trust) == ["A quiet reminder is set for 21:30."], "another copy of the program"
    with_systemd.is_set(TIMER_IS="inactive")
    assert "isn't running" in found(trust)[0]
    with_systemd.is_set(TIMER_IS="active")
    (with_systemd.programs / "notify-send").unlink()
    assert "notify-send isn't installed" in found(trust)[0]

    timer.unlink()
    assert "has no timer for it" in found(trust)[0]
    remind_at(trust, "21:30")
    (tmp_path / "home/config.toml").unlink()
    assert "`trust remind off` removes the timer" in found(trust)[0]
    assert trust("doctor").code == 0


# --- the files, byte for byte -------------------------------------------------------------------

ODD = '/opt/my $HOME/100% "mine"/it\'s'
JOBS = {
    "every-day": Job(
        UNITS, time(21, 30), (), ("/opt/v/bin/python", "-P", "-m", "x", "remind", "now")
    ),
    "some-days": Job(
        f"{UNITS}-1a2b3c4d",
        time(7, 5),
        ("mon", "wed", "sun"),
        (f"{ODD}/bin/python", "-P", "-m", "trustjournal", "remind", "now"),
        (("TRUST_HOME", ODD), ("XDG_DATA_HOME", "/data")),
    ),
}


def made(job: Job) -> dict[str, bytes]:
    service, timer = systemd.files(job)
    return {
        "service": service.encode(),
        "timer": timer.encode(),
        "crontab": f"{cron.line(job)}\n".encode(),
        "plist": launchd.property_list(job),
    }


@pytest.mark.parametrize("name", JOBS)
def test_the_files_of_the_schedulers(name: str) -> None:
    """`UPDATE_GOLDEN=1` writes them."""
    for ending, raw in made(JOBS[name]).items():
        path = GOLDEN / f"{name}.{ending}"
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_bytes(raw)
        assert raw == path.read_bytes()


def test_the_property_list_as_a_dictionary() -> None:
    assert plistlib.loads(launchd.property_list(JOBS["some-days"])) == {
        "Label": "trustjournal.remind-1a2b3c4d",
        "ProgramArguments": [
            f"{ODD}/bin/python",
            "-P",
            "-m",
            "trustjournal",
            "remind",
            "now",
        ],
        "EnvironmentVariables": {"TRUST_HOME": ODD, "XDG_DATA_HOME": "/data"},
        "StartCalendarInterval": [
            {"Hour": 7, "Minute": 5, "Weekday": 1},
            {"Hour": 7, "Minute": 5, "Weekday": 3},
            {"Hour": 7, "Minute": 5, "Weekday": 7},
        ],
        "LimitLoadToSessionType": "Aqua",
        "ProcessType": "Background",
        "StandardOutPath": "/dev/null",
        "StandardErrorPath": "/dev/null",
    }


def test_the_command_line_of_the_task_scheduler() -> None:
    command = (r"C:\My programs\python.exe", "-P", "-m", "trustjournal", "remind", "now")
    job = Job(UNITS, time(21, 30), ("mon", "wed"), command)

    assert task_scheduler.command_line(job) == (
        *("schtasks", "/Create", "/F", "/TN", UNITS, "/SC", "WEEKLY", "/D", "MON,WED"),
        *("/ST", "21:30", "/TR", r'"C:\My programs\python.exe" -P -m trustjournal remind now'),
    )
    assert task_scheduler.command_line(Job(UNITS, time(7), (), command))[5:9] == (
        *("/SC", "DAILY", "/ST", "07:00"),
    )
    xml = rf"""<?xml version="1.0"?>
        <Task xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><Triggers>
        <CalendarTrigger><StartBoundary>2026-11-27T21:30:00</StartBoundary><ScheduleByWeek>
        <DaysOfWeek><Monday /><Wednesday /></DaysOfWeek></ScheduleByWeek></CalendarTrigger>
        </Triggers><Actions><Exec><Command>"{command[0]}"</Command>
        <Arguments>{" ".join(command[1:])}</Arguments></Exec></Actions></Task>"""
    assert task_scheduler.read(UNITS, xml.encode()) == job


PATHS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).filter(str.isprintable)
ANY_JOB = st.builds(
    Job,
    st.just(UNITS),
    st.times().map(lambda each: each.replace(second=0, microsecond=0, tzinfo=None)),
    st.sets(st.sampled_from(DAYS), max_size=6).map(lambda s: tuple(d for d in DAYS if d in s)),
    PATHS.map(lambda path: (f"/{path}", "-P", "-m", "trustjournal", "remind", "now")),
    st.lists(PATHS, max_size=2).map(
        lambda paths: tuple((f"XDG_{n}", p) for n, p in zip("AB", paths, strict=False))
    ),
)


@given(job=ANY_JOB)
def test_every_job_reads_back_as_it_was_written(job: Job) -> None:
    readers: tuple[Callable[[], Job], ...] = (
        lambda: systemd.read(job.name, *systemd.files(job)),
        lambda: cron.read(job.name, cron.line(job)),
        lambda: launchd.read(job.name, launchd.property_list(job)),
    )
    for read_back in readers:
        try:
            assert read_back() == job
        except UsageError:
            text = "".join([*job.command, *(value for _, value in job.environ)])
            assert any(letter in text for letter in "\\=")


@given(path=PATHS)
def test_a_shell_runs_the_line_of_a_crontab_as_it_was_meant(path: str) -> None:
    job = Job(UNITS, time(21, 30), (), ("printf", "%s", path))
    try:
        line = cron.line(job)
    except UsageError:
        assert "\\" in path
        return
    command = line.split(" ", 5)[5].replace("\\%", "%").replace(" >/dev/null 2>&1", "")
    shell = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False)
    assert shell.stdout.decode() == path


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("folder", ["plain", "a b", "a$b%h", "it's", 'say "x"', "back\\slash"])
def test_systemd_has_nothing_to_say_about_the_files(tmp_path: Path, folder: str) -> None:
    program = tmp_path / folder / "python"
    program.parent.mkdir()
    program.symlink_to(sys.executable)
    job = Job(UNITS, time(21, 30), ("mon",), (str(program), "-m", "x$y"), (("A", folder),), "UTC")
    paths = [tmp_path / f"{UNITS}.service", tmp_path / f"{UNITS}.timer"]
    for path, text in zip(paths, systemd.files(job), strict=True):
        path.write_text(text, "utf-8")
    env = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)}
    command = ["systemd-analyze", "verify", "--user", "--man=no", *map(str, paths)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_launchd_is_told_in_order(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.has("launchctl", LAUNCHCTL)
    agent = Launchd(os.environ, tmp_path, 501)
    job = JOBS["every-day"]
    path = tmp_path / "Library/LaunchAgents/trustjournal.remind.plist"

    assert agent.works()
    agent.install(job)
    agent.install(job)
    assert agent.installed(UNITS) == job
    assert not agent.is_stopped(UNITS)
    told = [words for words in machine.called("launchctl") if words[0] != "print"]
    once = [
        ["bootout", "gui/501/trustjournal.remind"],
        ["bootstrap", "gui/501", str(path)],
    ]
    assert told == [*once, *once]

    assert agent.remove(UNITS)
    assert not path.exists()
    assert not (machine.folder / "agent").exists()
    assert not agent.remove(UNITS)
    assert agent.installed(UNITS) is None


# --- a real bus ----------------------------------------------------------------------------------

ON_A_BUS = """
{python} -m dbusmock --template notification_daemon > {log} 2>&1 &
mock=$!
n=0
until gdbus introspect --session --dest org.freedesktop.Notifications \\
    --object-path /org/freedesktop/Notifications > /dev/null 2>&1 || [ $n -gt 100 ]
do n=$((n + 1)); sleep 0.1; done
{trust} remind now
kill $mock
"""


def _python_with_mock() -> str | None:
    for python in (sys.executable, "/usr/bin/python3"):
        with_mock = [python, "-c", "import dbusmock"]
        if Path(python).exists() and subprocess.run(with_mock, capture_output=True).returncode == 0:
            return python
    return None


NEEDED = ("dbus-run-session", "notify-send", "gdbus")


@pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)) or _python_with_mock() is None,
    reason="no private bus with a mock of the notifications",
)
def test_the_words_arrive_on_a_real_bus(home: Path, tmp_path: Path) -> None:
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text('remind = "22:00"\n', "utf-8")
    log = tmp_path / "log"
    script = ON_A_BUS.format(
        python=_python_with_mock(), log=log, trust=f"{shlex.quote(sys.executable)} -m trustjournal"
    )
    env = os.environ | {"PATH": REAL_PATH}
    command = ["dbus-run-session", "--", "sh", "-c", script]
    subprocess.run(command, env=env, check=True, capture_output=True)

    text = log.read_text("utf-8")
    words = 'Notify "Reminder" 0 "" "A few quiet minutes" "Whenever it suits you."'
    assert text.count(words) == 1
    assert '"transient": 1' in text
    assert '"urgency": 0' in text
