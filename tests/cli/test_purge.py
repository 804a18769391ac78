"""Gone for good: no byte of a purged entry is left in the journal or beside it, but in backups."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Trust
from trustjournal.drafts import Drafts

CANARY = "wombatword"


def everything_below(home: Path) -> bytes:
    """All bytes of all files of a journal, without its backups."""
    return b"".join(
        path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and path.parent.name != "backups"
    )


def wrote(trust: Trust, *more: str) -> str:
    """An entry with three wordings and a tag; its id."""
    done = trust("journal", "--free", "-m", f"{CANARY} one", "--tag", CANARY, "--json", *more)
    name = str(done.json["data"]["entry"]["id"])
    trust("edit", name, "-m", f"{CANARY} two " * 900)
    trust("edit", name, "-m", f"{CANARY} three")
    return name


@pytest.mark.parametrize("trashed", [False, True])
def test_no_byte_of_it_is_left(trust: Trust, home: Path, trashed: bool) -> None:
    trust("journal", "--free", "-m", "quince")
    name = wrote(trust)
    drafts = home / "drafts"
    (drafts / f"{name}.md").write_text(f"{CANARY} three", "utf-8")
    (drafts / f"{name}.raw").write_text(f"{CANARY} five", "utf-8")
    assert CANARY.encode() in everything_below(home)
    if trashed:
        trust("delete", name)

    told = trust("delete", name[:8], "--purge", "--yes")

    assert told.code == 0
    assert "permanently deleted" in told.out
    assert "backups and copies" in told.out
    assert CANARY.encode() not in everything_below(home)
    assert trust("show", name).code == 1
    assert trust("trash", "list", "--json").json["data"]["entries"] == []
    assert [e["body"] for e in trust("list", "--json").json["data"]["entries"]] == ["quince"]


def test_answers_and_check_ins_go_too(trust: Trust, home: Path) -> None:
    trust("storm", "-m", CANARY, "-m", CANARY)
    trust("checkin", "Sam", "--heard", CANARY)
    for _ in range(2):
        assert trust("delete", "last", "--purge", "--yes").code == 0
    assert CANARY.encode() not in everything_below(home)


def test_what_was_kept_byte_for_byte_of_an_edit_goes_too(trust: Trust, home: Path) -> None:
    name = wrote(trust)
    with Drafts(home / "drafts").begin("d" * 20, {"entry": {"id": name}}) as draft:
        draft.keep_bytes(f"{CANARY} six \xff".encode("latin-1"))
        draft.remove()
    assert CANARY.encode() in everything_below(home / "drafts")
    assert trust("delete", name, "--purge", "--yes").code == 0
    assert CANARY.encode() not in everything_below(home)


def test_another_draft_is_left_alone(trust: Trust, home: Path) -> None:
    name = wrote(trust)
    other = home / "drafts" / "z0000000000000000000.md"
    other.write_text("quince", "utf-8")
    trust("delete", name, "--purge", "--yes")
    assert other.read_text("utf-8") == "quince"


def test_without_a_yes_it_stays(trust: Trust) -> None:
    name = wrote(trust)
    told = trust("delete", name, "--purge")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert CANARY in trust("show", name).out


def test_what_is_not_there(trust: Trust) -> None:
    wrote(trust)
    assert trust("delete", "zzzzz", "--purge", "--yes").code == 1
