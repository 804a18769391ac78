"""Full screen, while something else goes wrong: an open window of an editor, a lost journal."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from conftest import Trust
from tui_helpers import WIDE, context, opened, press, said, settled, write


@pytest.fixture
def window(trust: Trust, home: Path) -> Path:
    """The draft of an editor that has returned at once, and whose window has saved "One."."""

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "One.")
        await press(pilot, "escape")

    opened(story)
    [path] = (home / "drafts").glob("*.md")
    about = path.with_suffix(".json")
    about.write_text(json.dumps({**json.loads(about.read_text()), "in_editor": True}))
    return path


def drafts(home: Path) -> list[Path]:
    """The files of the drafts."""
    return list((home / "drafts").glob("*"))


def texts(trust: Trust, home: Path) -> list[str]:
    """Everything that is in the journal or in a draft."""
    entries = trust("list", "-n", "99", "--json").json["data"]["entries"]
    drafts = [path.read_text("utf-8") for path in (home / "drafts").glob("*.md")]
    return sorted([entry["body"] for entry in entries] + drafts)


def test_what_the_window_saves_meanwhile_is_shown_before_it_is_stored(
    trust: Trust, home: Path, window: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "home", "enter")
        window.write_text("One, two.", "utf-8")
        assert "Your editor has saved new words" in await press(pilot, "ctrl+d")
        assert "One, two." in said(pilot)
        await press(pilot, "ctrl+d", "enter", "enter")

    opened(story)
    assert texts(trust, home) == ["One, two."]


def test_what_the_window_saves_while_one_types_is_a_draft_of_its_own(
    trust: Trust, home: Path, window: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "home", "enter")
        window.write_text("Two.", "utf-8")
        await write(pilot, " And three.")
        await press(pilot, "ctrl+d", "enter", "enter")

    opened(story)
    assert texts(trust, home) == ["One. And three.", "Two."]


@pytest.mark.parametrize("key", ["escape", "ctrl+q"])
def test_leaving_keeps_what_the_window_has_saved(
    trust: Trust, home: Path, window: Path, key: str
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "home", "enter")
        window.write_text("One, two.", "utf-8")
        await pilot.press(key)

    opened(story)
    assert texts(trust, home) == ["One, two."]


def test_a_draft_that_becomes_private_is_stored_so(trust: Trust) -> None:
    trust("journal", "--free", "-m", "the ducks on the ice")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "e")
        await write(pilot, " again")
        await press(pilot, "escape", "escape", "home", "enter")
        assert "This will be a private entry" in await press(pilot, "f5")
        await press(pilot, "ctrl+d", "enter")

    opened(story, "last")
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert (entry["body"], entry["private"]) == ("the ducks on the ice again", True)


def test_an_edit_leaves_an_entry_private_that_became_so_meanwhile(trust: Trust) -> None:
    trust("journal", "--free", "-m", "the ducks")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "e")
        trust("edit", "last", "--private")
        await write(pilot, " again")
        await press(pilot, "ctrl+d", "enter")

    opened(story, "last")
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert (entry["body"], entry["private"]) == ("the ducks again", True)


def test_bytes_that_are_no_text_are_kept_as_they_came(
    trust: Trust, home: Path, window: Path
) -> None:
    window.write_bytes(b"a caf\xe9")

    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "home", "enter")
        await press(pilot, "ctrl+d", "enter")

    opened(story)
    assert [path.read_bytes() for path in (home / "drafts").glob("*.raw")] == [b"a caf\xe9"]


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    """A file system of 64 kilobytes in place of the folder of drafts."""
    folder = home / "drafts"
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount a file system here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_on_a_full_disk_escape_stays_with_the_text(
    trust: Trust, home: Path, small_disk: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "a")
        (small_disk / "filler").write_bytes(bytes(56 * 1024))
        pilot.app.post_message(Paste("b" * 70_000))
        await settled(pilot, lambda: "not on the disk yet" in said(pilot), "the refusal")
        assert "no room for a draft" in await press(pilot, "escape")
        assert "bbb" in said(pilot)
        (small_disk / "filler").unlink()
        await press(pilot, "ctrl+d", "enter")

    opened(story)
    assert texts(trust, home) == ["a" + "b" * 70_000]


def test_on_a_full_disk_escape_stays_with_a_promise(
    trust: Trust, home: Path, small_disk: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "p", "n", "enter", "a")
        (small_disk / "filler").write_bytes(bytes(56 * 1024))
        pilot.app.post_message(Paste("b" * 40_000))
        await settled(pilot, lambda: "bbb" in said(pilot), "the paste")
        shown = await press(pilot, "escape")
        assert "no room for a draft" in shown
        assert "bbb" in shown
        await press(pilot, "c")
        (small_disk / "filler").unlink()
        assert "Kept as a draft" in await press(pilot, "escape")

    opened(story)
    [draft] = (home / "drafts").glob("*.md")
    assert draft.read_text("utf-8").count("b") >= 40_000


def test_a_journal_that_is_gone_is_told_before_a_new_one_is_begun(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", "the ducks")
    trust("backup")
    (home / "journal.db").unlink()

    async def story(pilot: Pilot[None]) -> None:
        await settled(pilot, lambda: "there are copies of one" in said(pilot), "the loss")
        assert "press again to begin a new one" in await press(pilot, "n")
        assert not drafts(home)
        await press(pilot, "n")
        await write(pilot, "Anew.")
        await press(pilot, "ctrl+d", "enter")

    opened(story, size=WIDE)
    assert texts(trust, home) == ["Anew."]


def test_an_encrypted_journal_that_vanishes_leads_to_no_readable_words(
    trust: Trust, home: Path
) -> None:
    pytest.importorskip("sqlcipher3")
    key = {"TRUST_PASSPHRASE": "five words at dawn"}
    trust("journal", "--free", "-m", "the ducks")
    assert trust("encrypt", "--remove-plaintext", env=key).code == 0
    away = home.with_name("away")

    async def story(pilot: Pilot[None]) -> None:
        home.rename(away)
        home.mkdir()
        await press(pilot, "n")
        await press(pilot, "n")
        await write(pilot, "Secret.")
        await press(pilot, "ctrl+d", "escape")

    opened(story, app=context(key))
    assert not [
        path for path in home.rglob("*") if path.is_file() and b"Secret" in path.read_bytes()
    ]
    assert not (home / "journal.db").exists()


def test_mood_chosen_after_saving_is_stored_where_one_leaves(trust: Trust) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        await write(pilot, "Calm.")
        await press(pilot, "ctrl+d", "4")
        await pilot.press("ctrl+q")

    opened(story)
    entry = trust("show", "last", "--json").json["data"]["entry"]
    assert entry["mood"] == 4


def test_a_full_disk_never_writes_over_what_the_window_has_saved(
    trust: Trust, home: Path, small_disk: Path, window: Path
) -> None:
    async def story(pilot: Pilot[None]) -> None:
        await press(pilot, "home", "enter")
        window.write_text("Two.", "utf-8")
        filler = small_disk / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(1024))
        await write(pilot, " And three.")
        await settled(pilot, lambda: "not on the disk yet" in said(pilot), "the refusal")
        assert window.read_text("utf-8") == "Two."
        assert "no room for this text" in await press(pilot, "ctrl+d")
        assert window.read_text("utf-8") == "Two."
        filler.unlink()
        await press(pilot, "ctrl+d", "enter")

    opened(story)
    assert texts(trust, home) == ["One. And three.", "Two."]
