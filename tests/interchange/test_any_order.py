"""The same records, stored in another order: the same export, and the same screens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Trust
from journals import Whole, journals, store
from trustjournal.records.sections import SECTIONS

MOMENTS = ("created_at", "recorded_at", "made_at", "taken_at", "shared_at", "changed_at")
EXPORTS = (("json", "-", "--include-private"), ("csv", "-"), ("jrnl", "-"))


def at(clock: str, day: str = "2026-11-22") -> str:
    return f"{day}T{clock}:00+01:00"


def exported(trust: Trust, home: Path) -> list[str]:
    done = [trust("export", *how, env={"TRUST_HOME": str(home)}) for how in EXPORTS]
    assert all(each.code == 0 for each in done), [each.err for each in done]
    return [each.out for each in done]


@settings(max_examples=8 if settings.get_current_profile_name() == "quick" else 300)
@given(whole=journals(), data=st.data(), at_once=st.booleans())
def test_whatever_the_order_of_storing_the_export_is_the_same(
    trust: Trust, whole: Whole, data: st.DataObject, at_once: bool
) -> None:
    """Also where everything has the same moment, so that only the rest can tell records apart."""
    for section in whole.values() if at_once else ():
        for record in section:
            record |= {name: "2026-11-20T20:00:00.000000Z" for name in MOMENTS if name in record}
    shuffled = {name: data.draw(st.permutations(records)) for name, records in whole.items()}
    with TemporaryDirectory() as name:
        homes = Path(name, "one"), Path(name, "other")
        for home, records in zip(homes, (whole, shuffled), strict=True):
            home.mkdir()
            store(home / "journal.db", records)
        assert exported(trust, homes[0]) == exported(trust, homes[1])


# --- screens ---------------------------------------------------------------------------------------

WEEK = "2026-W47"


@pytest.fixture
def whole(trust: Trust, home: Path, tmp_path: Path) -> dict[str, Any]:
    """A journal whose second thing of each kind says something else than the first; as JSON."""
    steps = (
        ("18:00", "people", "set", "Sam", "--every", "7"),
        ("18:01", "journal", "--answer", "-m", "One answer."),
        ("18:02", "journal", "--another", "--answer", "-m", "Another answer."),
        ("18:05", "journal", "--free", "-m", "First.", "--unsaid"),
        ("18:06", "journal", "--free", "-m", "Second.", "--unsaid", "--at", "12:00"),
        ("18:07", "journal", "--free", "-m", "Third.", "--at", "12:00"),
        ("18:08", "edit", "last", "-m", "First, and more."),
        ("18:09", "edit", "last", "-m", "First, and the rest."),
        ("18:10", "promise", "add", "The form"),
        ("18:11", "promise", "add", "The letter"),
        ("18:12", "promise", "kept", "form"),
        ("18:13", "promise", "undo", "form"),
        ("18:14", "promise", "broken", "form"),
        ("18:15", "promise", "kept", "letter"),
        ("18:16", "pulse", "--set", "presence=2"),
        ("18:17", "pulse", "--set", "presence=5"),
        ("18:18", "sit", "--log", "5"),
        ("18:19", "sit", "--log", "7"),
        ("18:20", "pause", "2026-11-24..2026-11-25"),
        ("18:21", "pause", "2026-11-24..2026-11-26"),
        ("18:22", "share", "--line", "last", "--out", str(tmp_path / "z.md"), "--yes"),
        ("18:23", "share", "--line", "last", "--out", str(tmp_path / "a.md"), "--yes"),
    )
    for clock, *words in steps:
        done = trust(*words, now=at(clock))
        assert done.code == 0, (words, done.err, done.out)
    found: dict[str, Any] = json.loads(
        trust("export", "json", "-", "--include-private", now=at("19:00")).out
    )
    for clock, text in (("17:00", "if A, then B"), ("17:30", "if C, then D")):
        made_at = f"2026-11-22T{clock}:00.000000Z"
        found["intentions"].append(
            {"period": WEEK, "text": text, "outcome": None, "made_at": made_at, "entry": None}
        )
    return found


def orders(whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The records of a file in its order, backwards, and in one of no meaning."""
    yield whole
    yield whole | {name: whole[name][::-1] for name in SECTIONS}
    yield whole | {
        name: sorted(whole[name], key=lambda record: json.dumps(record)[::-1]) for name in SECTIONS
    }


SCREENS = (
    (),
    ("prompt", "--json"),
    ("list",),
    ("list", "--unsaid"),
    ("search", "first OR second OR third"),
    ("show", "last"),
    ("show", "last", "--history"),
    ("read", "today"),
    ("promise", "list", "--all"),
    ("promise", "show", "form"),
    ("review", "--no-input"),
    ("review", "--no-input", "--json"),
    ("pulse", "--no-input"),
    ("unsaid",),
    ("share", "--list"),
    ("streak",),
    ("people", "show", "Sam"),
)


def test_whatever_the_order_of_a_file_the_screens_are_the_same(
    trust: Trust, whole: dict[str, Any], tmp_path: Path
) -> None:
    shown = []
    for n, one in enumerate(orders(whole)):
        home = tmp_path / str(n)
        env = {"TRUST_HOME": str(home)}
        came = trust("import", "-", stdin=json.dumps(one), env=env, now=at("19:00"))
        assert came.code == 0, came.err
        shown.append(
            [trust(*words, env=env, now=at("19:00")).out for words in SCREENS]
            + exported(trust, home)
        )
        assert "if C, then D" in " ".join(shown[-1][0].split())
        undone = trust("pause", "--undo", "--json", env=env, now=at("19:01"))
        assert undone.json["data"]["last_day"] == "2026-11-26"
    for words, *same in zip((*SCREENS, *EXPORTS), *shown, strict=True):
        assert same[0] == same[1] == same[2], words


def test_the_last_is_the_last_stored_even_if_the_clock_was_set_back(
    trust: Trust, home: Path
) -> None:
    trust("promise", "add", "The form", now=at("10:00"))
    trust("promise", "kept", "form", now=at("12:00"))
    trust("promise", "broken", "form", now=at("11:00"))
    (promise,) = trust("promise", "list", "--all", "--json", now=at("13:00")).json["data"][
        "promises"
    ]
    assert promise["state"]["status"] == "needs repair"

    served = []
    for clock, *more in (("12:00",), ("11:00", "--another")):
        trust("journal", *more, "--answer", "-m", "Words.", now=at(clock))
        (prompt,) = trust("prompt", "--json", now=at("13:00")).json["data"]["prompts"]
        served.append(prompt["id"])
    assert len(set(served)) == 2


def test_entries_of_one_moment_keep_their_order(trust: Trust, home: Path) -> None:
    words = [f"Number {n}." for n in range(6)]
    for each in words:
        assert trust("journal", "--free", "-m", each, "--at", "12:00").code == 0
    found = trust("export", "json", "-").json["entries"]
    assert [entry["body"] for entry in found] == words
    assert trust("show", "last", "--json").json["data"]["entry"]["body"] == words[-1]


def test_pieces_of_one_minute_keep_the_order_of_their_file(trust: Trust, home: Path) -> None:
    words = [f"Number {n}." for n in range(6)]
    text = "".join(f"[2026-11-20 12:00] {each}\n\n" for each in words)
    for _ in range(2):
        assert trust("import", "-", "--format", "jrnl", stdin=text).code == 0
    found = trust("export", "json", "-").json["entries"]
    assert [entry["title"] or entry["body"] for entry in found] == words
