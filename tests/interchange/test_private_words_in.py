"""What is hidden in the source of an import stays hidden, and nothing comes in twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Trust
from importing import brought, day_one, entries, written

SECRET = "heliotrope"
DAY = "2026-11-20"


def shown(trust: Trust) -> str:
    """All that an export without private words tells."""
    return "".join(trust("export", form, "-").out for form in ("csv", "json"))


SOURCES = {
    "page": (
        "---\nformat: trustjournal/1\ndate: 2026-11-20\n---\n\n# 2026-11-20\n\n"
        f"## 21:00 The walk %%%%she told me\n\n{SECRET} in words.\n\nAnd the last.%%%% Home.\n"
    ),
    "page, a mark that closes": (
        "---\nformat: trustjournal/1\ndate: 2026-11-20\n---\n\n# 2026-11-20\n\n"
        f"## 21:00 {SECRET} she told me\nand more of that.%% Then home.\n"
    ),
    "note": f'---\ndate: {DAY}\ntitle: "Walk %%%%she"\n---\n{SECRET} of hers.\n\nlast.%%%% end\n',
    "tag of a note": f"---\ndate: {DAY}\n---\nWe met %%with #{SECRET} there%% at noon.\n",
    "jrnl": f"[2026-11-20 21:00] {SECRET} she told me\nand more of that.%% Then home.\n",
    "tag in jrnl": f"[2026-11-20 21:00] A walk.\nWe met %%with @{SECRET} there%% at noon.\n",
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES.keys())
def test_what_is_hidden_in_a_file_is_hidden_here(
    trust: Trust, home: Path, tmp_path: Path, source: str
) -> None:
    name = "journal.txt" if source.startswith("[") else "a.md"
    assert brought(trust, written(tmp_path / "in" / name, source))["added"] == 1
    [entry] = entries(home)
    assert SECRET in f"{entry.title} {entry.body}"
    assert SECRET not in shown(trust)


def test_a_heading_of_day_one_is_hidden_by_a_mark_below_it(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    text = f"# {SECRET} she told me\nand more of that.%% Then home. %%With #{SECRET}%%"
    found: dict[str, Any] = {"creationDate": "2026-11-20T20:00:00Z", "text": text, "uuid": "A1"}
    brought(trust, day_one(tmp_path / "one.zip", found | {"tags": [SECRET]}))
    [entry] = entries(home)
    assert (SECRET in entry.body, entry.tags) == (True, ())
    assert SECRET not in shown(trust)


def test_a_title_that_hides_nothing_below_it_stays_a_title(
    trust: Trust, home: Path, tmp_path: Path
) -> None:
    note = f"---\ndate: {DAY}\ntitle: The %%long%% walk\n---\nHome.\n"
    brought(trust, written(tmp_path / "in" / "a.md", note))
    assert [entry.title for entry in entries(home)] == ["The %%long%% walk"]


# --- our own JSON -------------------------------------------------------------------------------


def document(trust: Trust, *options: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(trust("export", "json", "-", *options).out)
    return found


@pytest.fixture
def other(tmp_path: Path) -> dict[str, str]:
    """Another computer."""
    return {"TRUST_HOME": str(tmp_path / "other")}


def if_then(**more: Any) -> dict[str, Any]:
    return {
        "period": "2026-W47",
        "text": f"If {SECRET}, then I wait.",
        "outcome": None,
        "made_at": "2026-11-15T10:00:00.000000Z",
        "entry": None,
    } | more


def test_an_if_then_waits_for_the_private_review_it_is_from(
    trust: Trust, other: dict[str, str]
) -> None:
    """The review was written where its day has begun already."""
    trust("journal", "--free", "-m", "One.")
    whole = document(trust, "--include-private")
    review = whole["entries"][0] | {
        "id": "0" * 20,
        "kind": "review",
        "private": True,
        "day": "2026-11-23",
        "period": "2026-W47",
    }
    whole["entries"].append(review)
    whole["intentions"] = [if_then(entry=review["id"])]
    came = trust("import", "-", "--json", stdin=json.dumps(whole), env=other).json["data"]
    assert came["reasons"] == {"future": 1, "no_owner": 1}
    assert SECRET not in trust("export", "json", "-", "--include-private", env=other).out

    later = "2026-11-24T12:00:00+01:00"
    trust("import", "-", stdin=json.dumps(whole), env=other, now=later)
    assert SECRET in trust("export", "json", "-", "--include-private", env=other, now=later).out
    assert SECRET not in trust("export", "json", "-", env=other, now=later).out


def test_an_outcome_that_came_later_comes_along(trust: Trust, other: dict[str, str]) -> None:
    trust("journal", "--free", "-m", "One.")
    whole = document(trust, "--include-private")

    def take(outcome: str | None) -> dict[str, Any]:
        text = json.dumps(whole | {"intentions": [if_then(outcome=outcome)]})
        found: dict[str, Any] = trust("import", "-", "--json", stdin=text, env=other).json["data"]
        return found

    assert take(None)["parts"]["intentions"] == 1
    for outcome in ("It went well.", "It went well.\nBoth times."):
        assert take(outcome)["parts"] == {"intentions": 1}
        assert take(outcome)["parts"] == {}
    assert take("It went well.")["reasons"] == {}
    assert take("It went wrong.")["reasons"] == {"outcome_differs": 1}
    kept = json.loads(trust("export", "json", "-", "--include-private", env=other).out)
    assert [each["outcome"] for each in kept["intentions"]] == ["It went well.\nBoth times."]


def test_a_copy_without_private_words_adds_no_second_mark(trust: Trust, home: Path) -> None:
    trust("journal", "--free", "-m", f"Not said: %%{SECRET}%% to you.")
    whole = document(trust, "--include-private")
    entry = whole["entries"][0]["id"]
    mark = {"entry": entry, "line": whole["entries"][0]["body"], "state": "not-yet"}
    whole["unsaid"] = [mark | {"changed_at": "2026-11-22T21:00:00.000000Z"}]
    whole["intentions"] = [if_then(text=f"If %%{SECRET}%%, then I wait.")]
    trust("import", "-", stdin=json.dumps(whole))
    without = trust("export", "json", "-").out
    assert "[private]" in without

    came = trust("import", "-", "--json", stdin=without).json["data"]

    assert came["parts"] == {}
    after = document(trust, "--include-private")
    assert (len(after["unsaid"]), len(after["intentions"])) == (1, 1)


WALK = f"A walk. %%{SECRET}%% We said it."
WORDINGS = [
    (WALK, "already"),
    (WALK + " Newer words.", "differs"),
    (f"Newer words. {WALK}", "differs"),
    (WALK.replace("We", "Nobody"), "differs"),
    (WALK.replace(SECRET, "something else"), "already"),
]


@pytest.mark.parametrize("trashed", [False, True])
@pytest.mark.parametrize(("wording", "outcome"), WORDINGS)
def test_the_other_words_of_a_redacted_copy_are_compared(
    trust: Trust, other: dict[str, str], wording: str, outcome: str, trashed: bool
) -> None:
    """The copy may have come first, or the words that it lacks."""
    trust("journal", "--free", "-m", WALK)
    redacted, complete = trust("export", "json", "-").out, document(trust, "--include-private")
    trust("edit", "last", "-m", wording)
    later = trust("export", "json", "-").out
    for first in (redacted, json.dumps(complete)):
        place = {"TRUST_HOME": f"{other['TRUST_HOME']}-{len(first)}"}
        trust("import", "-", stdin=first, env=place)
        if trashed:
            trust("delete", "last", env=place)
        came = trust("import", "-", "--json", stdin=later, env=place).json["data"]
        expected = {("already", True): "in_trash"}.get((outcome, trashed), outcome)
        counts = {name: came[name] for name in ("added", "already", "in_trash", "differs")}
        assert counts == dict.fromkeys(counts, 0) | {expected: 1}
        reason = "trash_differs" if trashed else "differs"
        assert came["reasons"] == ({reason: 1} if expected == "differs" else {})
    # An earlier version counts, too.
    assert trust("import", "-", "--json", stdin=redacted).json["data"]["already"] == 1


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (f"Ring %%{SECRET}%% about it.", {}),
        (f"Ring %%{SECRET}%% about it, and write.", {"words_differ": 1}),
    ],
)
def test_the_other_words_of_a_redacted_promise_are_compared(
    trust: Trust, other: dict[str, str], text: str, reasons: dict[str, int]
) -> None:
    trust("promise", "add", f"Ring %%{SECRET}%% about it.", "--shareable")
    trust("import", "-", stdin=json.dumps(document(trust, "--include-private")), env=other)
    trust("promise", "edit", "Ring", text)
    later = trust("export", "json", "-").out
    assert "[private]" in later
    came = trust("import", "-", "--json", stdin=later, env=other).json["data"]
    assert came["reasons"] == reasons


def test_no_pause_is_longer_than_one_can_be(trust: Trust) -> None:
    trust("journal", "--free", "-m", "One.")
    trust("pause", "today..tomorrow")
    whole = document(trust, "--include-private")
    whole["pauses"][0]["last_day"] = "8999-12-31"
    done = trust("import", "-", stdin=json.dumps(whole))
    assert done.code == 1
    assert "pauses, record 1: last_day makes the pause longer than 366 days" in " ".join(
        done.err.split()
    )


def test_an_import_of_nothing_is_not_the_current_folder(trust: Trust) -> None:
    for name in ("", " "):
        done = trust("import", name)
        assert (done.code, done.out) == (2, "")
        assert "give a file or folder to import" in done.err


def _reviewed(trust: Trust, other: dict[str, str]) -> dict[str, Any]:
    """A review with an if-then in two journals; what the first one exports."""
    trust("journal", "--free", "-m", "One.")
    whole = document(trust, "--include-private")
    review = whole["entries"][0] | {"id": "0" * 20, "kind": "review", "period": "2026-W46"}
    whole["entries"].append(review)
    whole["intentions"] = [if_then(entry=review["id"], text="If it rains, then I wait.")]
    assert trust("import", "-", stdin=json.dumps(whole), env=other).code == 0
    return whole


def _all(trust: Trust, env: dict[str, str]) -> str:
    """All that tells of an if-then without its private words."""
    week = ("review", "--week", "2026-W47", "--no-input")
    return shown_in(trust, env) + trust(*week, env=env).out + trust(*week, "--json", env=env).out


def shown_in(trust: Trust, env: dict[str, str]) -> str:
    return trust("export", "json", "-", env=env).out + trust("list", "--json", env=env).out


@pytest.mark.parametrize("outcome_here", [None, "It went well."])
def test_how_it_went_is_private_where_the_review_is_so_in_the_source(
    trust: Trust, other: dict[str, str], outcome_here: str | None
) -> None:
    whole = _reviewed(trust, other)
    if outcome_here:
        known = whole | {"intentions": [whole["intentions"][0] | {"outcome": outcome_here}]}
        assert trust("import", "-", stdin=json.dumps(known), env=other).code == 0
    whole["entries"][-1]["private"] = True
    outcome = "\n".join(filter(None, (outcome_here, f"{SECRET} again")))
    whole["intentions"][0]["outcome"] = outcome
    first = trust("import", "-", "--json", stdin=json.dumps(whole), env=other).json["data"]
    again = trust("import", "-", "--json", stdin=json.dumps(whole), env=other).json["data"]

    assert (first["parts"], again["parts"], again["reasons"].get("outcome_differs")) == (
        {"intentions": 1},
        {},
        None,
    )
    assert SECRET in trust("export", "json", "-", "--include-private", env=other).out
    assert SECRET not in _all(trust, other)
    assert (outcome_here or "If it rains") in _all(trust, other)


def test_how_it_went_is_private_where_the_review_is_so_here(
    trust: Trust, other: dict[str, str]
) -> None:
    whole = _reviewed(trust, other)
    assert trust("edit", "0" * 20, "--private", env=other).code == 0
    whole["intentions"][0]["outcome"] = f"{SECRET} again"
    assert trust("import", "-", stdin=json.dumps(whole), env=other).code == 0

    assert SECRET in trust("export", "json", "-", "--include-private", env=other).out
    assert SECRET not in _all(trust, other)


def test_a_new_if_then_is_private_where_its_review_is_so_in_the_source(
    trust: Trust, other: dict[str, str]
) -> None:
    whole = _reviewed(trust, other)
    whole["entries"][-1]["private"] = True
    whole["intentions"].append(
        if_then(
            entry="0" * 20,
            text=f"If {SECRET}, then I go.",
            outcome=f"{SECRET} went",
            made_at="2026-11-15T11:00:00.000000Z",
        )
    )
    for added in ({"intentions": 1}, {}):
        came = trust("import", "-", "--json", stdin=json.dumps(whole), env=other)
        assert came.json["data"]["parts"] == added

    assert SECRET in trust("export", "json", "-", "--include-private", env=other).out
    assert SECRET not in _all(trust, other)


@pytest.mark.parametrize("flag", ["hidden", "private"])
def test_what_became_of_a_promise_is_private_where_that_is_so_in_the_source(
    trust: Trust, other: dict[str, str], flag: str
) -> None:
    trust("promise", "add", "To call.", "--shareable")
    whole = document(trust, "--include-private")
    assert trust("import", "-", stdin=json.dumps(whole), env=other).code == 0
    trust("promise", "kept", "--note", SECRET)
    whole = document(trust, "--include-private")
    whole["promises"][0] |= {"private": True} if flag == "private" else {flag: True}
    for added in ({"promise_events": 1}, {}):
        came = trust("import", "-", "--json", stdin=json.dumps(whole), env=other)
        assert came.json["data"]["parts"] == added

    assert SECRET in trust("export", "json", "-", "--include-private", env=other).out
    assert SECRET not in shown_in(trust, other)
    assert SECRET not in trust("promise", "list", "--all", env=other).out


def test_promises_and_pauses_that_read_otherwise_are_named(
    trust: Trust, other: dict[str, str]
) -> None:
    trust("promise", "add", f"Ring, %%{SECRET}%%")
    trust("promise", "kept", "Ring", "--note", f"Done, %%{SECRET}%%")
    trust("pause", "today", "--reason", f"Away, %%{SECRET}%%")
    redacted, whole = document(trust), document(trust, "--include-private")

    def take(text: dict[str, Any], *options: str) -> dict[str, Any]:
        line = ("import", "-", "--json", *options)
        came: dict[str, Any] = trust(*line, stdin=json.dumps(text), env=other).json["data"]
        return came

    assert take(redacted)["parts"].keys() >= {"promises", "promise_events", "pauses"}
    assert take(redacted)["reasons"] == {}
    assert take(whole, "--dry-run")["reasons"] == {"words_differ": 3}
    again = take(whole)
    assert (again["reasons"], again["parts"]) == ({"words_differ": 3}, {})
    assert SECRET not in trust("export", "json", "-", "--include-private", env=other).out
    shown = trust("import", "-", stdin=json.dumps(whole), env=other).out
    assert "differ from yours; yours were kept" in " ".join(shown.split())
    assert SECRET not in shown

    trust("import", "-", stdin=json.dumps(redacted))
    assert take(redacted)["reasons"] == {}
    trust("promise", "edit", "Ring", "Write")
    assert take(document(trust))["reasons"] == {"words_differ": 1}


def hashes_of_words(trust: Trust, folder: Path) -> set[str]:
    """The names from the source that the entries of an import have, which are hashes of words."""
    everything = trust("export", "json", "-", "--include-private").out
    names = {entry["source_id"] for entry in json.loads(everything)["entries"]} - {None}
    trust("export", "markdown", str(folder), "--force")
    told = [trust(*argv).out for argv in (("list", "--json"), ("export", "json", "-"))]
    told += [path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()]
    return {name for name in names if any(name in text for text in told)}


@pytest.mark.parametrize("how", ["marked there", "marked here", "opened again", "not quoted"])
def test_no_hash_of_hidden_words_is_told(trust: Trust, tmp_path: Path, how: str) -> None:
    source = tmp_path / "journal.txt"
    secret = "%%Ada%%" if how == "marked there" else "Ada"
    source.write_text(f"[2026-11-20 21:00] A walk.\nHer new name is {secret}.\n", "utf-8")
    assert trust("import", str(source)).code == 0
    if how == "marked here":
        trust("edit", "last", "-m", "A walk. Her new name is %%Ada%%.")
    elif how == "opened again":
        trust("edit", "last", "--private")
        trust("edit", "last", "-m", "A walk.", "--no-private")
    elif how == "not quoted":
        trust("edit", "last", "--person", "Sam")
        trust("people", "set", "Sam", "--quote", "no")
    assert hashes_of_words(trust, tmp_path / "pages") == set()


def test_an_entry_that_hides_nothing_keeps_the_name_it_had(trust: Trust, tmp_path: Path) -> None:
    source = tmp_path / "journal.txt"
    source.write_text("[2026-11-20 21:00] A walk.\nBy the lake.\n", "utf-8")
    assert trust("import", str(source)).code == 0
    assert len(hashes_of_words(trust, tmp_path / "pages")) == 1
