"""The same piece, imported again, on another machine, after it was deleted: one entry, one id."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from conftest import Trust
from importing import brought, entries, written
from trustjournal.domain import ids

JRNL = """\
[2026-11-19 21:00] A walk
We said it at last.

[2026-11-20 07:30] Up early
"""


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return written(tmp_path / "journal.txt", JRNL)


def test_copies_of_a_journal_give_an_import_the_same_ids(
    trust: Trust, home: Path, journal: Path, tmp_path: Path
) -> None:
    trust("journal", "--free", "-m", "Mine.")
    other = tmp_path / "other"
    shutil.copytree(home, other)
    env = {"TRUST_HOME": str(other)}
    assert brought(trust, journal)["added"] == 2
    trust("journal", "--free", "-m", "Only there.", env=env)
    assert brought(trust, journal, env=env)["added"] == 2

    here, there = ({e.title: e.id for e in entries(place) if e.source} for place in (home, other))
    assert here == there
    assert all(ids.is_prefix(name) and len(name) == ids.LENGTH for name in here.values())

    # What comes over from there is what is here already.
    out = trust("export", "json", "-", "--include-private", env=env).out
    came = trust("import", "-", "--json", stdin=out).json["data"]
    assert (came["added"], came["already"], came["differs"]) == (1, 3, 0)
    assert brought(trust, journal)["already"] == 2


def test_another_journal_gives_other_ids(
    trust: Trust, home: Path, journal: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    brought(trust, journal)
    brought(trust, journal, env={"TRUST_HOME": str(other)})
    assert not {e.id for e in entries(home)} & {e.id for e in entries(other)}


def test_an_id_that_another_entry_has_is_not_taken(
    trust: Trust, home: Path, journal: Path, tmp_path: Path
) -> None:
    """Each copy of the journal then gives the piece the same other one."""
    trust("journal", "--free", "-m", "Mine.")
    probe, other = tmp_path / "probe", tmp_path / "other"
    shutil.copytree(home, probe)
    brought(trust, journal, env={"TRUST_HOME": str(probe)})
    (walk,) = (e for e in entries(probe) if e.title == "A walk")

    exported = trust("export", "json", "-").json
    exported["entries"][0] |= {"id": walk.id, "body": "Something else."}
    assert trust("import", "-", stdin=json.dumps(exported)).code == 0
    shutil.copytree(home, other)
    found = []
    for place in (home, other):
        env = {"TRUST_HOME": str(place)}
        assert brought(trust, journal, env=env)["added"] == 2
        assert brought(trust, journal, env=env)["already"] == 2
        bodies = {e.body for e in entries(place)}
        assert {"Mine.", "Something else.", "We said it at last."} <= bodies
        found.append({e.title: e.id for e in entries(place) if e.source})
    assert found[0] == found[1]
    assert found[0]["A walk"] != walk.id


def test_what_was_deleted_for_good_can_be_imported_again(
    trust: Trust, home: Path, journal: Path
) -> None:
    brought(trust, journal)
    (walk,) = (e for e in entries(home) if e.title == "A walk")
    trust("delete", walk.id)
    assert brought(trust, journal)["in_trash"] == 1
    assert trust("trash", "empty", "--yes").code == 0
    assert len(entries(home)) == 1
    came = brought(trust, journal)
    assert (came["added"], came["already"]) == (1, 1)
    assert walk.id in {e.id for e in entries(home)}


def test_two_entries_of_one_name_are_two_and_stay_two(
    trust: Trust, home: Path, journal: Path, tmp_path: Path
) -> None:
    """Journals that imported the same file before they knew of each other may have both."""
    other = tmp_path / "other"
    brought(trust, journal)
    brought(trust, journal, env={"TRUST_HOME": str(other)})
    first, second = (
        trust("export", "json", "-", "--include-private", env={"TRUST_HOME": str(place)}).json
        for place in (home, other)
    )
    first["entries"] += [entry | {"body": "Said again."} for entry in second["entries"]]
    third = {"TRUST_HOME": str(tmp_path / "third")}
    for dry in ("--dry-run", ""):
        how = ("--json", dry) if dry else ("--json",)
        came = trust("import", "-", *how, stdin=json.dumps(first), env=third).json["data"]
        assert (came["added"], came["skipped"], came["differs"]) == (4, 0, 0)
    out = trust("export", "json", "-", "--include-private", env=third)
    assert len(out.json["entries"]) == 4
    again = trust("import", "-", "--json", stdin=out.out, env=third).json["data"]
    assert (again["added"], again["already"], again["differs"]) == (0, 4, 0)
    assert brought(trust, journal, env=third)["already"] == 2
