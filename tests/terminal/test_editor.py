"""The person's own editor: shell scripts stand in for it, at a real terminal."""

from __future__ import annotations

import io
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conftest import Trust
from terminal_helpers import (
    CTRL_C,
    CTRL_D,
    ENTER,
    QUESTION,
    Room,
    Terminal,
    environment,
    mode_of,
    no_trace_in,
    until,
)
from trustjournal.app import App
from trustjournal.services.writing import text_of


@pytest.fixture
def room(home: Path, trust: Trust) -> Iterator[Room]:
    """A person's place, where nothing is asked after the writing."""
    home.mkdir(mode=0o700)
    (home / "config.toml").write_text(
        'context = "partnered"\nask_mood = false\nask_closeness = false\n', "utf-8"
    )
    with closing(Room(home, trust)) as found:
        yield found


def kept_path(room: Room, terminal: Terminal) -> Path:
    """The draft, whose path must have been said."""
    [path] = room.drafts.glob("*.md")
    assert str(path) in terminal.text.replace("\r\n", "")
    return path


# --- which editor ------------------------------------------------------------------------------


@pytest.mark.parametrize("asked_for", [True, False], ids=["--editor", "auto"])
def test_visual_comes_before_editor(room: Room, asked_for: bool) -> None:
    visual = room.editor("echo visual >> $1", "visual")
    other = room.editor("echo editor >> $1", "editor")
    if not asked_for:
        assert room.trust("config", "set", "editor", "auto").code == 0
    argv = ("journal", "--editor") if asked_for else ("journal",)
    assert room.open(*argv, VISUAL=visual, EDITOR=other).end() == 0
    assert room.open(*argv, EDITOR=other).end() == 0
    assert room.bodies() == ["editor", "visual"]


def test_a_command_in_the_settings_comes_first_and_may_have_arguments(room: Room) -> None:
    mine = room.editor('echo "mine $1" >> "$2"', "my editor")
    other = room.editor("echo editor >> $1", "editor")
    assert room.trust("config", "set", "editor", f"'{mine}' --wait").code == 0
    assert room.open("journal", VISUAL=other, EDITOR=other).end() == 0
    assert room.bodies() == ["mine --wait"]


def test_an_inherited_editor_alone_does_not_switch_it_on(room: Room) -> None:
    other = room.editor("echo editor >> $1", "editor")
    terminal = room.open("journal", VISUAL=other, EDITOR=other)
    terminal.wait_for_the_writer()
    terminal.type(f"typed here{CTRL_D}")
    assert terminal.end() == 0
    assert room.bodies() == ["typed here"]


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        ("", "no editor is set"),
        ("/nowhere/ed", "no program called /nowhere/ed"),
        ("'open", "open quote"),
    ],
    ids=["none", "missing", "open quote"],
)
def test_an_editor_that_cannot_be_started_is_one_line(room: Room, editor: str, said: str) -> None:
    terminal = room.open("journal", "--editor", EDITOR=editor)
    assert terminal.end() == 2
    assert said in terminal.said
    assert terminal.text.startswith("trust journal: ")
    assert terminal.text.count("\n") <= 2  # one line of 80 columns, or one that went on below
    assert room.leftovers() == []


# --- what it writes --------------------------------------------------------------------------


def test_the_question_is_shown_and_the_draft_is_private_before_the_editor_opens(
    room: Room,
) -> None:
    script = 'stat -c %a "$1" "$(dirname "$1")" > $0.modes; cp "$1" $0.saw; echo words >> "$1"'
    editor = room.editor(script)
    terminal = room.open("journal", "--editor", EDITOR=editor)
    terminal.wait_for(QUESTION)
    assert terminal.end() == 0
    assert Path(f"{editor}.modes").read_text().split() == ["600", "700"]
    assert QUESTION in Path(f"{editor}.saw").read_text("utf-8")
    assert room.bodies() == ["words"]
    assert room.leftovers() == []


def test_words_below_the_header_are_saved_without_it(room: Room) -> None:
    editor = room.editor("printf 'One line.\\n\\n  Two, indented.\\n' >> \"$1\"")
    assert room.open("journal", "--editor", EDITOR=editor).end() == 0
    assert room.bodies() == ["One line.\n\n  Two, indented."]


def test_words_instead_of_the_header_are_saved(room: Room) -> None:
    editor = room.editor("printf 'Only mine.\\n' > \"$1\"")
    assert room.open("journal", "--editor", EDITOR=editor).end() == 0
    assert room.bodies() == ["Only mine."]


@pytest.mark.parametrize(
    "script",
    [
        'sed -i "1a my words in the header" "$1"; echo and below >> "$1"',
        'sed -i "s/When did I/my words in the header/" "$1"; echo and below >> "$1"',
        'printf "my words in the header\\n%s\\nand below" "$(cat "$1")" > "$1"',
    ],
    ids=["inside", "over it", "above it"],
)
def test_words_written_into_the_header_do_not_vanish(room: Room, script: str) -> None:
    assert room.open("journal", "--editor", EDITOR=room.editor(script)).end() == 0
    [body] = room.bodies()
    assert "my words in the header" in body
    assert body.endswith("and below")


def test_an_editor_that_puts_a_new_file_in_place_is_read(room: Room) -> None:
    editor = room.editor('cp "$1" "$1~"; echo renamed >> "$1~"; mv "$1~" "$1"')
    assert room.open("journal", "--editor", EDITOR=editor).end() == 0
    assert room.bodies() == ["renamed"]


def test_windows_line_ends_are_made_plain_and_said(room: Room) -> None:
    editor = room.editor("""sed -i 's/$/\\r/' "$1"; printf 'one\\r\\ntwo\\r\\n' >> "$1\"""")
    terminal = room.open("journal", "--editor", EDITOR=editor)
    assert terminal.end() == 0
    assert room.bodies() == ["one\ntwo"]
    assert "CRLF" in terminal.text


def test_a_byte_order_mark_does_not_make_the_header_part_of_the_words(room: Room) -> None:
    editor = room.editor("""sed -i '1s/^/\\xef\\xbb\\xbf/' "$1"; printf 'words\\n' >> "$1\"""")
    assert room.open("journal", "--editor", EDITOR=editor).end() == 0
    assert room.bodies() == ["words"]


def test_bytes_that_are_not_utf_8_are_saved_replaced_and_kept_as_they_came(room: Room) -> None:
    editor = room.editor("printf 'caf\\351 at noon\\n' >> \"$1\"")
    terminal = room.open("journal", "--editor", EDITOR=editor)
    assert terminal.end() == 0
    assert room.bodies() == ["caf\ufffd at noon"]
    [kept] = room.drafts.iterdir()
    assert kept.read_bytes() == b"caf\xe9 at noon\n"
    assert mode_of(kept) == "0600"
    assert str(kept) in terminal.text.replace("\r\n", "")


# --- how it ends -----------------------------------------------------------------------------


def test_an_editor_that_refuses_keeps_the_draft_and_saves_nothing(room: Room) -> None:
    terminal = room.open("journal", "--editor", EDITOR=room.editor('echo half >> "$1"; exit 1'))
    assert terminal.end() == 1
    assert kept_path(room, terminal).read_text("utf-8").endswith("half\n")
    assert room.bodies() == []
    assert "nothing was saved" in terminal.said


def test_an_editor_that_refuses_without_a_word_leaves_nothing(room: Room) -> None:
    terminal = room.open("journal", "--editor", EDITOR=room.editor("exit 1"))
    assert terminal.end() == 1
    assert "kept" not in terminal.text
    assert room.leftovers() == []


def test_what_an_editor_saved_beside_the_text_as_it_was_killed_is_kept(room: Room) -> None:
    """As nano does: the words go to `FILE.save`, and it ends with 1."""
    script = room.editor('cp "$1" "$1.save"; echo "half an hour" >> "$1.save"; exit 1')
    terminal = room.open("journal", "--editor", EDITOR=script)
    assert terminal.end() == 1
    assert kept_path(room, terminal).read_text("utf-8").endswith("half an hour\n")
    assert list(room.drafts.glob("*.save")) == []


def test_what_an_editor_saves_after_the_program_is_gone_is_offered(room: Room) -> None:
    room.drafts.mkdir(parents=True)
    (room.drafts / f"{'d' * 20}.md.save").write_text("half an hour of words", "utf-8")
    terminal = room.open()
    terminal.wait_for("[s/e/d]")
    terminal.type("s\r")
    assert terminal.end() == 0
    assert room.private_bodies() == ["half an hour of words"]
    assert list(room.drafts.iterdir()) == []


def test_the_copy_an_editor_keeps_of_an_older_wording_goes(written: Room) -> None:
    script = written.editor('cp -p "$1" "$1~"; sleep 1.2; echo more >> "$1"')
    assert written.open("edit", "last", "--editor", EDITOR=script).end() == 0
    assert "more" in written.bodies()[0]
    assert list(written.drafts.iterdir()) == []


def test_an_editor_killed_keeps_the_draft(room: Room) -> None:
    editor = room.editor('echo half >> "$1"; kill -KILL $$')
    terminal = room.open("journal", "--editor", EDITOR=editor)
    assert terminal.end() == 1
    assert kept_path(room, terminal).read_text("utf-8").endswith("half\n")
    assert room.bodies() == []
    assert no_trace_in(terminal.text)


def test_an_editor_that_takes_its_time_and_writes_nothing_saves_nothing(room: Room) -> None:
    terminal = room.open("journal", "--editor", EDITOR=room.editor("sleep 1.1"))
    assert terminal.end() == 1
    assert "nothing was written, so nothing was saved" in terminal.said
    assert "--wait" not in terminal.said
    assert "unsaved" not in room.run().stderr.decode()


def test_an_editor_that_only_opens_a_window_is_told_to_wait(room: Room) -> None:
    editor = room.editor("exit 0", "gui")
    terminal = room.open("journal", "--editor", EDITOR=editor)
    assert terminal.end() == 1
    assert "wait" in terminal.said
    assert room.bodies() == []
    assert no_trace_in(terminal.text)


def test_words_a_window_saves_after_its_command_came_back_are_offered(room: Room) -> None:
    """The window is open on the draft's path, and may save to it at any later time."""
    editor = room.editor(
        f"( trap '' HUP; while [ ! -e {room.go} ]; do sleep 0.05; done; echo late >> \"$1\"; "
        f": > {room.scripts}/done ) > /dev/null 2>&1 < /dev/null & exit 0",
        "gui",
    )
    terminal = room.open("journal", "--editor", EDITOR=editor)
    assert terminal.end() == 1
    room.go.touch()
    until((room.scripts / "done").exists, "the window")
    [path] = room.drafts.glob("*.md")
    assert path.read_text("utf-8").endswith("late\n")
    assert str(path) in room.run("--plain").stderr.decode()


def test_an_editor_that_removes_the_file_is_an_empty_text(room: Room) -> None:
    terminal = room.open("journal", "--editor", EDITOR=room.editor('sleep 1.1; rm "$1"'))
    assert terminal.end() == 1
    assert room.bodies() == []
    assert no_trace_in(terminal.text)


def test_ctrl_c_belongs_to_the_editor(room: Room) -> None:
    editor = room.editor(
        f"trap ': > {room.scripts}/heard' INT; : > {room.scripts}/open\n"
        f'while [ ! -e {room.scripts}/heard ]; do sleep 0.05; done; echo words >> "$1"'
    )
    terminal = room.open("journal", "--editor", EDITOR=editor)
    room.wait_for_the_editor()
    terminal.type(CTRL_C)
    terminal.wait_for("Saved")
    assert terminal.end() == 0
    assert room.bodies() == ["words"]


# --- the edit command ------------------------------------------------------------------------


@pytest.fixture
def written(room: Room) -> Room:
    """The same place with one entry in it."""
    assert room.trust("journal", "-m", "first wording", "--mood", "3").code == 0
    return room


def revisions(room: Room) -> list[str]:
    """The earlier wordings as they stand in the database."""
    import sqlite3

    connection = sqlite3.connect(room.home / "journal.db")
    try:
        return [
            body for (body,) in connection.execute("SELECT body FROM revision ORDER BY revision")
        ]
    finally:
        connection.close()


def test_an_edit_is_a_new_revision_and_the_old_one_stays(written: Room) -> None:
    terminal = written.open(
        "edit", "last", "--editor", EDITOR=written.editor('sed -i s/first/second/ "$1"')
    )
    terminal.wait_for("version 2")
    assert terminal.end() == 0
    [entry] = written.entries()
    assert entry["body"] == "second wording"
    assert (entry["revision"], entry["mood"]) == (2, 3)
    assert revisions(written) == ["first wording"]
    assert written.leftovers() == []


def test_an_edit_that_changes_nothing_stores_nothing(written: Room) -> None:
    terminal = written.open("edit", "last", "--editor", EDITOR=written.editor("sleep 1.1"))
    assert terminal.end() == 1
    assert "nothing changed" in terminal.said
    [entry] = written.entries()
    assert entry["revision"] == 1
    assert "unsaved" not in written.run().stderr.decode()


def test_an_edit_that_empties_the_entry_leaves_it_as_it_was(written: Room) -> None:
    terminal = written.open(
        "edit", "last", "--editor", EDITOR=written.editor('sleep 1.1; : > "$1"')
    )
    assert terminal.end() == 1
    assert "trust delete" in terminal.said
    assert written.bodies() == ["first wording"]
    assert "unsaved" not in written.run().stderr.decode()


def test_an_edit_that_is_refused_keeps_the_draft(written: Room) -> None:
    editor = written.editor('echo more >> "$1"; exit 1')
    terminal = written.open("edit", "last", "--editor", EDITOR=editor)
    assert terminal.end() == 1
    assert "more" in kept_path(written, terminal).read_text("utf-8")
    assert written.bodies() == ["first wording"]


def test_an_entry_changed_elsewhere_meanwhile_keeps_both_wordings_and_says_so(
    written: Room,
) -> None:
    editor = written.slow_editor(" and mine")
    terminal = written.open("edit", "last", "--editor", EDITOR=editor)
    written.wait_for_the_editor()
    assert written.trust("edit", "last", "-m", "the other wording").code == 0
    written.go.touch()
    terminal.wait_for("changed elsewhere")
    assert terminal.end() == 0
    assert written.bodies() == ["first wording and mine"]
    assert revisions(written) == ["first wording", "the other wording"]
    assert f"version {written.entries()[0]['revision']}." in terminal.text


def test_words_that_were_hidden_while_the_editor_was_open_stay_hidden(written: Room) -> None:
    editor = written.slow_editor(" and mine")
    terminal = written.open("edit", "last", "--editor", EDITOR=editor)
    written.wait_for_the_editor()
    assert written.trust("edit", "last", "-m", "first %%wording%%").code == 0
    written.go.touch()
    terminal.wait_for("It's private now, because some words are private in that version")
    assert terminal.end() == 0
    assert written.private_bodies() == ["first wording and mine"]


def test_what_else_changed_while_the_editor_was_open_stays(written: Room) -> None:
    editor = written.slow_editor(" and mine")
    terminal = written.open("edit", "last", "--editor", EDITOR=editor)
    written.wait_for_the_editor()
    assert written.trust("edit", "last", "--private").code == 0
    assert written.trust("star", "last").code == 0
    written.go.touch()
    assert terminal.end() == 0
    entry = written.trust("show", "last", "--json").json["data"]["entry"]
    assert entry["body"] == "first wording and mine"
    assert entry["private"] is entry["starred"] is True


def test_two_edits_of_one_entry_at_once_lose_no_word(written: Room) -> None:
    first = written.open("edit", "last", "--editor", EDITOR=written.slow_editor(" and mine"))
    written.wait_for_the_editor()
    quick = written.editor('echo " and yours" >> "$1"; : > "$0.opened"', "quick")
    written.open("edit", "last", "--editor", EDITOR=quick).end()
    written.go.touch()
    first.end()
    everything = " ".join([*written.bodies(), *revisions(written), *written.draft_texts()])
    assert "and mine" in everything
    assert "and yours" in everything or not Path(f"{quick}.opened").exists()


def test_an_edit_typed_inline_begins_with_the_text(written: Room) -> None:
    terminal = written.open("edit", "last")
    terminal.wait_for("first wording")
    terminal.wait_for_the_writer()
    terminal.type(f", mended{CTRL_D}")
    assert terminal.end() == 0
    assert written.bodies() == ["first wording, mended"]


def test_ctrl_c_in_an_edit_that_changed_nothing_leaves_nothing(written: Room) -> None:
    terminal = written.open("edit", "last")
    terminal.wait_for_the_writer()
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert written.bodies() == ["first wording"]
    assert "kept" not in terminal.text
    assert written.leftovers() == []


def test_ctrl_c_in_an_edit_keeps_what_was_changed(written: Room) -> None:
    terminal = written.open("edit", "last")
    terminal.wait_for_the_writer()
    terminal.type(" and then")
    until(lambda: terminal.read(0.01) and "and then" in "".join(written.draft_texts()), "draft")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert kept_path(written, terminal).read_text("utf-8") == "first wording and then"


def test_a_terminated_program_leaves_the_editor_its_file(room: Room) -> None:
    """The editor stays open; what it saves after its program ended is found next time."""
    editor = room.editor(
        f"trap '' HUP; : > {room.scripts}/open; while [ ! -e {room.go} ]; do sleep 0.05; done\n"
        f'echo afterwards >> "$1"; : > {room.scripts}/done'
    )
    terminal = room.open("journal", "--editor", EDITOR=editor)
    room.wait_for_the_editor()
    terminal.kill(signal.SIGKILL)
    until(lambda: not terminal.child.isalive(), "the end of the program")
    room.go.touch()
    until((room.scripts / "done").exists, "the editor")
    [text] = room.draft_texts()
    assert text.endswith("afterwards\n")
    found = room.run("--plain")
    assert "unsaved text" in found.stderr.decode()


@pytest.mark.every_case
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("encrypted", [False, True])
def test_what_an_editor_has_saved_stays_if_the_program_is_ended(
    room: Room, number: int, encrypted: bool
) -> None:
    """The words from before the editor stay too: it replaced them."""
    more: dict[str, Any] = {}
    if encrypted:
        pytest.importorskip("sqlcipher3")
        assert room.trust("journal", "-m", "first").code == 0
        more = {"TRUST_PASSPHRASE": "one"}
        assert room.trust("encrypt", env=more).code == 0
    assert room.run("journal", "--date", "2099-01-01", stdin=b"A begun text", **more).returncode
    editor = room.editor(
        f'printf "A changed text\\nand more" > "$1"; : > {room.scripts}/open; exec sleep 30'
    )
    assert room.trust("config", "set", "editor", editor).code == 0
    terminal = room.open(**more)
    terminal.wait_for("later")
    terminal.type("e" + ENTER)
    room.wait_for_the_editor()
    terminal.kill(number)
    terminal.end()
    app = App(
        stdin=io.StringIO(), stdout=io.StringIO(), stderr=io.StringIO(),
        environ={**environment(room.home), **more},
    )  # fmt: skip
    texts = set()
    for draft in app.drafts.left_behind():
        with draft:
            texts.add(text_of(draft).strip())
    assert texts == {b"A begun text", b"A changed text\nand more"}


@pytest.mark.parametrize("ending", ["exit 1", "exit 0"])
def test_an_offered_text_survives_an_editor_that_empties_it(room: Room, ending: str) -> None:
    assert room.run("journal", "--date", "2099-01-01", stdin=b"words that were kept").returncode
    editor = room.editor(f': > "$1"; {ending}')
    assert room.trust("config", "set", "editor", editor).code == 0
    terminal = room.open()
    terminal.wait_for("later")
    terminal.type("e" + ENTER)
    assert terminal.end() == 1
    assert room.draft_texts() == ["words that were kept"]


def test_a_window_that_stays_open_keeps_what_is_private(room: Room) -> None:
    room.trust("journal", "-m", "first made-up words")
    terminal = room.open("journal", "--private", "--editor", EDITOR=room.editor("exit 0", "gui"))
    assert terminal.end() == 1
    room.run()  # looks at what was left behind
    [draft] = room.drafts.glob("*.md")
    draft.write_text("words of the window", "utf-8")
    terminal = room.open()
    terminal.wait_for("later")
    terminal.type("s" + ENTER)
    assert terminal.end() == 0
    [entry] = [entry for entry in room.entries() if entry["id"] == draft.stem]
    assert entry["private"]
