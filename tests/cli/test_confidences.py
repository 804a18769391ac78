"""Private words inside entries: every command runs, and none of them says one."""

from __future__ import annotations

import io
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import quick
from conftest import Result, Trust
from trustjournal import services
from trustjournal.app import App
from trustjournal.commands import COMMANDS
from trustjournal.commands.export import FORMATS
from trustjournal.domain.private_marks import PLACEHOLDER
from trustjournal.features.share import service as sharing

CANARY = "wombat"
TOLD = f"Seen by all. %%The {CANARY}\nspoke of a {CANARY}%% Seen again. %%And a {CANARY} more."
EVENING = "2026-11-22T22:10:00+01:00"


def answers(*texts: str) -> tuple[str, ...]:
    return tuple(word for text in texts for word in ("-m", text))


def begin(trust: Trust) -> None:
    """A journal with private words in every kind of entry, on days that come back."""
    trust("config", "set", "person", "Sam")
    asked = "emotional-trust/presence-hands"
    for day, command in (
        ("2025-11-22", ("journal", "--free", "-m", TOLD)),
        ("2026-08-10", ("journal", "--prompt", asked, "-m", TOLD)),
        ("2026-10-22", ("journal", "--free", "-m", TOLD, "--person", "Sam")),
        ("2026-11-15", ("review", "--no-input")),
        ("2026-11-16", ("journal", "--practice", "presence", "-m", TOLD, "--tag", "walk")),
        ("2026-11-17", ("storm", *answers(TOLD, f"Seen. %%{CANARY}", TOLD))),
        ("2026-11-18", ("joy", *answers(f"Seen. %%{CANARY}", f"{CANARY}%% hidden too", TOLD))),
        ("2026-11-19", ("journal", "--free", "--private", "-m", f"All of it: {CANARY}")),
        ("2026-11-20", ("checkin", "Sam", "--heard", TOLD, "--voiced", TOLD)),
        ("2026-11-21", ("journal", "--free", "-m", TOLD)),
    ):
        assert trust(*command, now=f"{day}T21:00:00+01:00").code == 0, command
    trust("edit", "2026-11-21", "--star")
    trust("edit", "2026-11-21", "-m", f"{TOLD}\n\n\nEdited.")
    trust("journal", "--free", "-m", TOLD, "--tag", "gone")
    trust("delete", "last")


_BEGUN: quick.Made = {}


@pytest.fixture
def journal(trust: Trust, home: Path) -> Trust:
    quick.lay_out(home, _BEGUN, lambda: begin(trust))
    return trust


READS: list[tuple[str, ...]] = [
    (),
    ("list", "-n", "100"),
    ("list", "--tag", "walk"),
    ("list", "--starred"),
    ("list", "--kind", "storm"),
    ("read",),
    ("read", "everything"),
    ("read", "2026"),
    ("read", "--tag", "walk"),
    ("read", "--person", "Sam"),
    ("read", "--kind", "storm"),
    ("read", "--on-this-day"),
    ("read", "--random"),
    ("search", "seen", "-n", "100"),
    ("search", "presence", "OR", "edited", "--best"),
    ("trash", "list"),
    ("trash", "empty", "--yes"),
    ("tags",),
    ("star", "last"),
    ("show", "--on-this-day"),
    ("show", "--on-this-day", "--storms"),
    ("show", "--random"),
    ("show", "--random", "--storms"),
    ("streak", "--all"),
    ("review", "--no-input"),
    ("review", "--month", "--no-input"),
    ("review", "--year", "--no-input"),
    ("review", "--markdown"),
    ("review", "--year", "--markdown"),
    ("people",),
    ("promise", "list", "--all"),
    ("unsaid",),
    ("share", "--list"),
    ("people", "show", "Sam"),
    ("pulse",),
    ("sit", "--log", "5"),
    ("pause",),
    ("remind", "at", "21:30", "--with", "question", "--yes"),
    ("remind",),
    ("remind", "test"),
    ("remind", "off"),
    ("prompt", "--why"),
    ("focus", "presence"),
    ("packs", "list"),
    ("config", "list"),
    ("setup",),
    ("about",),
    ("safety",),
    ("storm", "--no-input"),
    ("joy", "--no-input"),
    ("checkin", "--no-input"),
    ("backup",),
    ("sync", "status"),
    ("restore",),
    ("doctor",),
]
WRITES: list[tuple[str, ...]] = [
    ("journal", "--prompt", "emotional-trust/presence-hands", "-m", TOLD),
    ("journal", "--free", "-m", TOLD),
    ("storm", *answers(TOLD, TOLD)),
    ("joy", *answers(TOLD, TOLD)),
    ("checkin", "--heard", TOLD),
    ("delete", "last"),
]
NEITHER = {"show", "edit", "export", "import", "encrypt", "demo"}
"""Those that may say private words, are looked at below, or never open the journal."""


def test_every_command_is_looked_at() -> None:
    seen = {command[0] for command in (*READS, *WRITES) if command}
    assert set(COMMANDS) - seen - NEITHER == {"open"}, (
        "tests/tui/test_private_on_screen.py looks at it"
    )


def said(done: Result) -> str:
    assert done.code == 0, done.err
    return done.out + done.err


@pytest.mark.parametrize("how", [(), ("--plain",), ("--json",)], ids=["human", "plain", "json"])
def test_no_command_says_a_private_word(journal: Trust, how: tuple[str, ...]) -> None:
    for command in (*READS, *WRITES):
        assert CANARY not in said(journal(*command, *how)), command
    assert journal("doctor").code == 0, "whatever was written, the index says what the entries say"


def test_no_search_finds_a_private_word(journal: Trust) -> None:
    assert journal("search", CANARY, f"{CANARY[:3]}*").out.startswith("No entry has")
    assert journal("search", CANARY, "--json").json["data"]["entries"] == []


def test_the_lines_that_are_left_are_told(journal: Trust) -> None:
    told = journal("review", "--no-input").out
    assert "Seen by all. [private] Seen again. [private]" in told
    assert "private passages" in told
    assert "1 private entry" in told
    entries = journal("list", "-n", "100", "--json").json["data"]["entries"]
    entry = next(e for e in entries if e["day"] == "2026-11-16")
    assert entry["body"] == "Seen by all. [private] Seen again. [private]"
    assert entry["hash"] is None


def test_an_answer_met_again_is_told_without_them(journal: Trust) -> None:
    asked = ("journal", "--prompt", "emotional-trust/presence-hands", "-m", "Later.")
    told = journal(*asked)
    assert "Seen by all. [private] Seen again." in told.out
    assert journal(*asked, "--json").json["data"]["earlier"]["body"].startswith("Seen by all. [")


def test_private_words_are_not_counted(trust: Trust) -> None:
    trust("journal", "--free", "-m", "One two. %%three four five%% six")
    trust("journal", "--free", "-m", "%%not any of these")
    review = trust("review", "--json").json["data"]
    assert (review["words"], review["private_parts"]) == (3, 2)
    assert [line["text"] for line in review["lines"]] == ["One two. [private] six"]


def test_show_and_edit_have_all_of_it(journal: Trust) -> None:
    assert TOLD in journal("show", "2026-11-16").out
    shown = journal("show", "2026-11-16", "--json").json["data"]["entry"]
    assert shown["body"] == TOLD
    assert shown["hash"]
    changed = journal("edit", "2026-11-16", "--mood", "4", "--json").json["data"]["entry"]
    assert changed["body"] == TOLD


def dests(folder: Path) -> list[tuple[str, ...]]:
    return [(str(folder / "pages"),), (str(folder / "one.md"), "--single"), ("-",)]


def test_an_export_leaves_them_out_and_counts_them(journal: Trust, tmp_path: Path) -> None:
    for dest in dests(tmp_path):
        told = said(journal("export", "markdown", *dest))
        assert CANARY not in told
        assert " private passages (--include-private" in told
    found = [path.read_text("utf-8") for path in tmp_path.glob("[po]*/**/*") if path.is_file()]
    found.append((tmp_path / "one.md").read_text("utf-8"))
    assert len(found) > 5
    assert not any(CANARY in text for text in found)


def test_an_export_with_all_keeps_the_marks(journal: Trust, tmp_path: Path) -> None:
    for dest in dests(tmp_path):
        told = said(journal("export", "markdown", *dest, "--include-private"))
        assert "passage" not in told
    assert TOLD in (tmp_path / "one.md").read_text("utf-8")
    assert TOLD in (tmp_path / "pages/2026/2026-11-16.md").read_text("utf-8")


@pytest.mark.parametrize("how", [(), ("--plain",), ("--json",)], ids=["human", "plain", "json"])
def test_an_import_says_no_word(journal: Trust, tmp_path: Path, how: tuple[str, ...]) -> None:
    pages, everything = str(tmp_path / "pages"), str(tmp_path / "all.json")
    journal("export", "markdown", pages, "--include-private")
    journal("export", "json", everything, "--include-private")
    journal("edit", "2026-11-21", "-m", f"Changed since. %%{CANARY}%%")
    journal("delete", "2026-11-19")
    for source in (pages, pages, everything):
        assert CANARY not in said(journal("import", source, *how))
    elsewhere = {"TRUST_HOME": str(tmp_path / "other")}
    assert CANARY not in said(journal("import", pages, *how, env=elsewhere))
    assert CANARY in journal("show", "2026-11-16", env=elsewhere).out


def test_no_format_has_a_private_word(journal: Trust, tmp_path: Path) -> None:
    everywhere_else(journal, tmp_path)
    for format_ in FORMATS:
        found, told = {}, {}
        for name, options in (("open", ()), ("all", ("--include-private",))):
            dest = tmp_path / format_ / name
            dest.parent.mkdir(exist_ok=True)
            told[name] = said(journal("export", format_, str(dest), *options))
            files = [dest] if dest.is_file() else list(dest.rglob("*.*"))
            found[name] = "\n".join(text_of(path) for path in files)
        assert CANARY not in found["open"] + told["open"], format_
        assert CANARY in found["all"], format_
        assert "left out: 2 private entries" in told["open"], format_
        if format_ == "json":
            look_closely(found, told["open"])


@pytest.mark.parametrize("hide", [("-m", "Home. %%She told me.%%"), ("--private",)])
def test_words_that_were_private_before_they_were_removed_are_in_no_export(
    trust: Trust, hide: tuple[str, ...]
) -> None:
    trust("journal", "--free", "-m", "Home. She told me.")
    trust("edit", "last", *hide)
    trust("edit", "last", "-m", "Home.", "--no-private")
    trust("edit", "last", "-m", "At home.")
    open_, all_ = (trust("export", "json", "-", *how) for how in ((), ("--include-private",)))
    versions = [version["body"] for version in json.loads(open_.out)["revisions"]]
    assert versions in (["Home."], ["Home. [private]"])
    assert "earlier version" in open_.err
    assert "She told me." in all_.out


def test_words_that_were_in_the_open_again_after_they_were_hidden_are_in_no_export(
    trust: Trust,
) -> None:
    """A window that was opened before the marks saves after them; then the words are removed."""
    trust("journal", "--free", "-m", "Home. She told me.")
    trust("edit", "last", "-m", "Home. %%She told me.%%")
    trust("edit", "last", "-m", "Home. She told me. It rained.")
    trust("edit", "last", "-m", "At home.")
    assert "She told me." not in trust("export", "json", "-").out


@pytest.mark.parametrize("into", [(), ("--merge",)], ids=["renamed", "merged"])
def test_earlier_versions_about_somebody_unquoted_stay_out_after_a_rename(
    trust: Trust, into: tuple[str, ...]
) -> None:
    trust("journal", "--free", "-m", "With Kim.", "--person", "Kim")
    trust("journal", "--free", "-m", "The secret.", "--person", "Sam")
    trust("people", "set", "Sam", "--quote", "no")
    trust("edit", "last", "-m", "At home.", "--person", "")
    assert trust("people", "rename", "Sam", "Kim" if into else "Samuel", *into).code == 0
    assert "The secret." not in trust("export", "json", "-").out


def look_closely(found: dict[str, str], told: str) -> None:
    """At what only JSON has."""
    assert "left out: 1 private promise" in told
    assert " earlier versions (--include-private includes them)" in told
    shares = json.loads(found["open"])["shares"]
    assert [line["text"] for share in shares for line in share["lines"]] == ["Seen."]
    assert ('"ease"' in found["open"], '"ease"' in found["all"]) == (False, True)
    assert "not-safe" not in found["all"], "that is told to nobody"


def text_of(path: Path) -> str:
    if not zipfile.is_zipfile(path):
        return path.read_text("utf-8")
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def everywhere_else(trust: Trust, folder: Path) -> None:
    """Private words where only an export of everything looks."""
    plain = trust("journal", "--free", "-m", f"Seen.\nThe {CANARY}.", "--json").json["data"]
    name = plain["entry"]["id"]
    lines = ("--line", f"{name}:Seen", "--line", f"{name}:{CANARY}")
    said(trust("share", *lines, "--out", str(folder / "page.txt"), "--yes"))
    said(trust("unsaid", name, "--line", CANARY, "--not-yet"))
    trust("edit", name, "-m", f"Seen.\nThe %%{CANARY}%%.")
    trust("journal", "--free", "-m", f"The {CANARY} again.")
    trust("edit", "last", "--private")
    trust("promise", "add", f"A {CANARY}", "--private")
    trust("pulse", "--set", "ease=2")
    trust("journal", "--another", "--because", "not-safe", "-m", "x")
    reviewed(trust)


def test_what_becomes_private_later_leaves_the_pages(journal: Trust, tmp_path: Path) -> None:
    entry = journal("journal", "--free", "-m", "A plain line.", "--json").json["data"]["entry"]
    pages = tmp_path / "pages"
    journal("export", "markdown", str(pages))
    journal("edit", entry["id"], "-m", "A %%plain%% line.")
    journal("export", "markdown", str(pages))
    assert "A [private] line." in (pages / "2026/2026-11-22.md").read_text("utf-8")


def reviewed(trust: Trust, *texts: str) -> str:
    """A review with these answers, else one whose if-then holds a private word; its id."""
    quiet = io.StringIO()
    app = App(stdin=quiet, stdout=quiet, stderr=quiet, environ=dict(os.environ))
    trust("journal", "--free", "-m", "x")
    period, _ = services.review.period_due(app)
    text = f"If it rains, %%the {CANARY}%% stays."
    how, *asked = services.review.unanswered(app, period, "How did it go?")
    answered = [
        replace(question, text=each)
        for question, each in zip(asked, texts or (text,) * len(asked), strict=True)
    ]
    answered.append(replace(how, text=f"Well, %%{CANARY}%%."))
    entry, draft = services.review.begin_review(app, period)
    services.review.save_review(app, period, entry, draft, answered)
    app.close()
    return entry.id


def test_an_if_then_is_carried_without_them(trust: Trust) -> None:
    name = reviewed(trust)
    later = "2026-11-24T21:00:00+01:00"
    for command in ((), ("--json",), ("review", "--no-input"), ("review", "--json")):
        assert CANARY not in said(trust(*command, now=later)), command
        assert CANARY not in said(trust(*command)), command
    assert "If it rains, [private] stays." in trust(now=later).out
    trust("edit", name, "--private")
    assert "rains" not in trust(now=later).out


EVERYWHERE: tuple[tuple[str, ...], ...] = (
    *((), ("--json",), ("list",), ("list", "--json"), ("review", "--no-input")),
    *(("review", "--json"), ("review", "--markdown"), ("share", "--list")),
    *(("export", name, "-") for name in FORMATS),
)


def nowhere(trust: Trust, now: str = EVENING) -> None:
    for command in EVERYWHERE:
        told = trust(*command, now=now)
        assert CANARY not in told.out + told.err, command


@pytest.mark.parametrize("moment", ["joy", "storm"])
def test_words_that_begin_to_be_private_above_the_answers_are(trust: Trust, moment: str) -> None:
    trust(moment, *answers("one", "two"))
    body = trust("show", "last", "--json").json["data"]["entry"]["body"]
    text = body.replace("one", f"{CANARY} said%%\n\nOpen.")
    trust("edit", "last", "-m", f"%%Before the heading\n\n{text}")

    nowhere(trust)
    entry = trust("list", "--kind", moment, "--json").json["data"]["entries"][0]
    assert [answer["text"] for answer in entry["answers"]] == ["[private]\n\nOpen.", "two"]
    exported = json.loads(trust("export", "json", "-").out)
    assert exported["entries"][0]["answers"] == entry["answers"]


def test_an_if_then_is_as_private_as_the_answers_before_it_make_it(trust: Trust) -> None:
    name = reviewed(trust, "good %%start", "middle", f"If {CANARY} ends%%\n\nThen walk.")
    later = "2026-11-24T21:00:00+01:00"

    for now in (EVENING, later):
        nowhere(trust, now)
    assert trust("--json", now=later).json["data"]["intention"]["text"] == "[private]\n\nThen walk."
    whole = json.loads(trust("export", "json", "-", now=later).out)
    assert whole["intentions"][0]["text"] == "[private]\n\nThen walk."

    # Without its heading in the review nobody can tell any more what covers it.
    body = trust("show", name, "--json").json["data"]["entry"]["body"]
    trust("edit", name, "-m", "\n".join(x for x in body.split("\n") if not x.startswith("###")))
    nowhere(trust, later)
    assert trust("--json", now=later).json["data"]["intention"]["text"] == "[private]"


@pytest.mark.parametrize("hide", ["marks", "private"])
def test_an_if_then_that_was_hidden_stays_so_once_it_is_taken_out_of_its_review(
    trust: Trust, hide: str
) -> None:
    if_then = f"If {CANARY} ends, then I walk."
    name = reviewed(trust, "good", "middle", if_then)
    body = trust("show", name, "--json").json["data"]["entry"]["body"]
    if hide == "marks":
        trust("edit", name, "-m", body.replace(if_then, f"%%{if_then}%%"))
    else:
        trust("edit", name, "--private")
    trust("edit", name, "-m", "good", "--no-private")
    for now in (EVENING, "2026-11-24T21:00:00+01:00"):
        nowhere(trust, now)


def test_answers_that_do_not_stand_in_their_text_are_hidden_whole(
    trust: Trust, tmp_path: Path
) -> None:
    trust("joy", *answers("one", "two"))
    whole = json.loads(trust("export", "json", "-", "--include-private").out)
    first, second = whole["entries"][0]["answers"]
    first["text"], second["text"] = f"%%{CANARY}", f"{CANARY}%%"
    (tmp_path / "other.json").write_text(json.dumps(whole))
    other = {"TRUST_HOME": str(tmp_path / "other")}
    assert trust("import", str(tmp_path / "other.json"), env=other).code == 0

    for command in EVERYWHERE:
        assert CANARY not in trust(*command, env=other).out, command
    entry = trust("list", "--json", env=other).json["data"]["entries"][0]
    assert [answer["text"] for answer in entry["answers"]] == ["[private]", "[private]"]


# --- marks inside marks, doubled, odd, in every field that takes words -----------------------

MARKED = [
    f"Seen. %%She said %%{CANARY}%% to me%% So.",
    f"Seen. %%%%{CANARY}%%%% So.",
    f"Seen. %%%{CANARY}%%% So.",
    f"Seen. %%a%%{CANARY}%%b%% So.",
    f"Seen. %% a %% {CANARY} %% b %% So.",
    f"Seen. %%{CANARY}%% and %%%%{CANARY}%% So.",
    f"Seen.\n\n{CANARY} is hers%% So.",
    f"Seen. %%a %%{CANARY}%% b {CANARY}",
]
ASKED = "emotional-trust/presence-hands"
SCREENS: list[tuple[str, ...]] = [
    (),
    ("list", "-n", "100"),
    ("search", "seen", "-n", "100"),
    ("search", CANARY),
    ("trash", "list"),
    ("show", "--on-this-day"),
    ("show", "--random"),
    ("review", "--no-input"),
    ("review", "--month", "--no-input"),
    ("review", "--year", "--no-input"),
    ("people",),
    ("people", "show", "Sam"),
    ("promise", "list", "--all"),
    ("unsaid",),
    ("share", "--list"),
    ("pause",),
    ("streak", "--all"),
    ("prompt", "--why"),
    ("checkin", "--no-input"),
    ("tags",),
]


def fill(trust: Trust, text: str, folder: Path) -> None:
    """The text in each field that takes words."""
    free = ("journal", "--free", "-m")
    trust("config", "set", "person", "Sam")
    for day, command in (
        ("2025-11-22", (*free, text)),
        ("2026-08-10", ("journal", "--prompt", ASKED, "-m", text)),
        ("2026-10-22", (*free, text, "--person", "Sam")),
        ("2026-11-16", (*free, text, "--unsaid")),
        ("2026-11-17", ("storm", *answers("Seen.", text, "Seen."))),
        ("2026-11-18", ("joy", *answers(text, "Seen.", "Seen."))),
        ("2026-11-19", (*free, f"Seen.\n{text}")),
        ("2026-11-20", ("checkin", "Sam", "--heard", text, "--voiced", text)),
        ("2026-11-20", ("promise", "add", text, "--cue", text, "--to", "Sam")),
        ("2026-11-20", ("promise", "kept", "--note", text)),
        ("2026-11-20", ("pause", "2026-11-20..2026-11-21", "--reason", text)),
        ("2026-11-21", (*free, "Seen plainly.")),
        ("2026-11-21", ("share", "--line", "last:plainly", "--out", str(folder / "p"), "--yes")),
        ("2026-11-21", ("edit", "last", "-m", text)),
        ("2026-11-22", (*free, text, "--tag", "gone")),
        ("2026-11-22", ("delete", "last")),
    ):
        done = trust(*command, now=f"{day}T21:00:00+01:00")
        assert done.code == 0, (command, done.err)
        assert CANARY not in done.out + done.err, command
    note = folder / "2026-11-15.md"
    note.write_text(f"---\ntitle: {json.dumps(text)}\n---\nSeen.\n")
    said(trust("import", str(folder), "--format", "markdown"))
    reviewed(trust, text, text, text)


@pytest.mark.parametrize("text", MARKED, ids=range(len(MARKED)))
def test_no_screen_and_no_export_has_what_may_be_private(
    trust: Trust, text: str, tmp_path: Path
) -> None:
    fill(trust, text, tmp_path)
    for command in SCREENS:
        for how in ("--plain", "--json"):
            told = said(trust(*command, how))
            assert CANARY not in told.replace(f'"{CANARY}"', ""), (command, how)
    for format_ in FORMATS:
        dest = tmp_path / "out" / format_
        dest.mkdir(parents=True)
        assert CANARY not in said(trust("export", format_, str(dest / "it")))
        found = [path for path in dest.rglob("*") if path.is_file()]
        assert found
        assert not any(CANARY in text_of(path) for path in found), format_
    assert trust("search", CANARY, "--json").json["data"]["entries"] == []
    asked = trust("journal", "--prompt", ASKED, "-m", "Later.")
    assert CANARY not in asked.out + asked.err


PRIVATE_NOW: list[tuple[tuple[str, ...], ...]] = [
    (("edit", "last", "--private"),),
    (("edit", "last", "-m", f"Open.\n%%The {CANARY} line.%%"),),
    (("edit", "last", "-m", f"Open. %%\nThe {CANARY} line.\nMore.%%"),),
    (("edit", "last", "-m", "Open."),),
    (("delete", "last", "--yes"),),
    (("delete", "last", "--yes", "--purge"),),
    (("people", "set", "Sam", "--quote", "no"),),
]


@pytest.mark.parametrize("changes", PRIVATE_NOW, ids=lambda changes: " ".join(changes[0])[:24])
def test_a_shared_line_is_listed_as_long_as_it_may_be_told(
    trust: Trust, tmp_path: Path, changes: tuple[tuple[str, ...], ...]
) -> None:
    trust("journal", "--free", "-m", f"Open.\nThe {CANARY} line.", "--person", "Sam")
    lines = ("--line", f"last:{CANARY}")
    said(trust("share", *lines, "--to", "Sam", "--out", str(tmp_path / "page"), "--yes"))
    said(trust("unsaid", "last", "--line", CANARY, "--not-yet"))
    assert CANARY in trust("share", "--list").out
    assert CANARY in trust("share", "--list", "--json").out

    for command in changes:
        assert trust(*command).code == 0

    assert CANARY not in said(trust("share", "--list")) + said(trust("share", "--list", "--json"))
    assert CANARY not in said(trust("review", "--no-input"))
    for share in trust("share", "--list", "--json").json["data"]["shares"]:
        assert set(share["lines"]) <= {PLACEHOLDER}
    if changes[0][0] != "delete" and changes[0][-1] != "Open.":  # an earlier wording has it
        assert CANARY not in trust("export", "json", "-").out


def test_a_shared_if_then_is_as_private_as_its_review(trust: Trust, tmp_path: Path) -> None:
    review = reviewed(trust, "good", "middle", f"If it rains, the {CANARY} stays.")
    later = "2026-11-23T21:00:00+01:00"
    quiet = io.StringIO()
    environ = {**os.environ, "TRUST_NOW": later}
    app = App(stdin=quiet, stdout=quiet, stderr=quiet, environ=environ)
    [line] = [each for each in sharing.candidates(app, "Sam") if CANARY in each.text]
    sharing.write(app, [line], "Sam", tmp_path / "page")
    app.close()
    assert CANARY in trust("share", "--list", now=later).out
    assert CANARY in trust("export", "json", "-", now=later).out

    trust("edit", review, "--private")
    assert CANARY not in said(trust("share", "--list", now=later))
    assert CANARY not in trust("export", "json", "-", now=later).out

    trust("delete", review, "--yes", "--purge")
    assert CANARY not in trust("export", "json", "-", "--include-private", now=later).out


def test_the_trash_keeps_an_if_then_with_its_review(trust: Trust, tmp_path: Path) -> None:
    """JSON has the trash, so it has the if-then too, until the review is permanently deleted."""
    trust("journal", "--free", "-m", "Another one.")
    review = reviewed(trust, "good", "middle", f"If it rains, the {CANARY} stays.")
    later = "2026-11-23T21:00:00+01:00"
    assert trust("delete", review).code == 0

    copy = json.loads(trust("export", "json", "-", now=later).out)
    [entry] = [each for each in copy["entries"] if each["id"] == review]
    [if_then] = copy["intentions"]
    assert entry["deleted_at"]
    assert (if_then["entry"], CANARY in if_then["text"]) == (review, True)
    assert CANARY not in said(trust(now=later)) + said(trust("review", "--no-input", now=later))
    for format_ in set(FORMATS) - {"json"}:
        dest = tmp_path / format_
        assert trust("export", format_, str(dest), now=later).code == 0
        files = [dest] if dest.is_file() else [path for path in dest.rglob("*") if path.is_file()]
        assert not any(CANARY in text_of(path) for path in files), format_

    trust("delete", review, "--yes", "--purge")
    assert json.loads(trust("export", "json", "-", now=later).out)["intentions"] == []
