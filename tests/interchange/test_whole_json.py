"""Our own JSON: everything goes out, and all of it comes back."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Trust
from journals import Whole, dump, journals, store


def round_trip(trust: Trust, whole: Whole) -> None:
    with TemporaryDirectory() as name:
        first, second = Path(name, "first"), Path(name, "second")
        first.mkdir()
        store(first / "journal.db", whole)
        here, there = {"TRUST_HOME": str(first)}, {"TRUST_HOME": str(second)}
        out = trust("export", "json", "-", "--include-private", env=here)
        assert out.code == 0, out.err

        came = trust("import", "-", "--json", stdin=out.out, env=there)
        assert came.code == 0, came.out
        assert came.json["data"]["skipped"] == 0
        assert dump(second / "journal.db") == dump(first / "journal.db")

        again = trust("import", "-", "--json", stdin=out.out, env=there).json["data"]
        assert (again["added"], again["parts"], again["differs"]) == (0, {}, 0)
        assert dump(second / "journal.db") == dump(first / "journal.db")
        assert trust("export", "json", "-", "--include-private", env=there).out == out.out


@settings(
    max_examples=6 if settings.get_current_profile_name() == "quick" else 300,
)
@given(whole=journals())
def test_every_field_of_any_journal_comes_back(trust: Trust, whole: Whole) -> None:
    round_trip(trust, whole)


# --- into a journal that has entries ---------------------------------------------------------------


@pytest.fixture
def first(trust: Trust, tmp_path: Path) -> dict[str, str]:
    """Another computer, with a journal of its own."""
    other = {"TRUST_HOME": str(tmp_path / "other")}
    for words in (
        ("journal", "--free", "-m", "One.", "--unsaid"),
        ("journal", "--answer", "-m", "Two."),
        ("promise", "add", "The form"),
        ("sit", "--log", "5"),
        ("sit", "--log", "5"),
    ):
        assert trust(*words, env=other).code == 0, words
    return other


def export(trust: Trust, home: dict[str, str], *options: str) -> str:
    done = trust("export", "json", "-", *options, env=home)
    assert done.code == 0, done.err
    return done.out


def test_what_is_there_stays_and_what_is_new_comes(
    trust: Trust, first: dict[str, str], home: Path
) -> None:
    trust("journal", "--free", "-m", "Mine.")
    salt = json.loads(export(trust, {}))["meta"]
    trust("import", "-", stdin=export(trust, first, "--include-private"))
    names = {e["body"]: e["id"] for e in json.loads(export(trust, {}))["entries"]}
    trust("edit", names["One."], "-m", "One, changed here.")
    trust("edit", names["One."], "-m", "One, changed there.", env=first)
    trust("promise", "kept", "The form", env=first)
    trust("journal", "--free", "-m", "Three.", env=first)

    done = trust("import", "-", "--json", stdin=export(trust, first, "--include-private"))

    found = done.json["data"]
    assert (found["added"], found["differs"], found["backup"] is not None) == (1, 1, True)
    assert found["parts"] == {"promise_events": 1}
    now = json.loads(export(trust, {}))
    assert {entry["body"] for entry in now["entries"]} == {
        *("Mine.", "One, changed here.", "Two.", "Three.")
    }
    assert (now["meta"], len(now["sittings"])) == (salt, 2)
    assert [revision["body"] for revision in now["revisions"]] == ["One."]
    assert "kept" in trust("promise", "list", "--all").out


def test_a_file_without_private_words_brings_what_it_has(
    trust: Trust, first: dict[str, str]
) -> None:
    trust("people", "set", "Ada", "--quote", "no", env=first)
    trust("journal", "--free", "-m", "Of her.", "--person", "Ada", "--unsaid", env=first)
    trust("journal", "--free", "-m", "Mine %%and hers%%.", env=first)
    trust("journal", "--free", "--private", "-m", "Only mine.", env=first)

    done = trust("import", "-", stdin=export(trust, first))

    assert "4 entries" not in done.out
    assert "exported without" in done.out
    assert "wasn't imported" in done.out
    assert "1 promise" in " ".join(done.out.split())
    bodies = [entry["body"] for entry in json.loads(export(trust, {}))["entries"]]
    assert bodies == ["One.", "Two.", "Mine [private]."]
    # In the journal it came from nothing is overwritten by the words that are missing.
    again = trust("import", "-", "--json", stdin=export(trust, first), env=first).json["data"]
    assert (again["added"], again["differs"]) == (0, 0)


WORDS = ("body", "title", "text", "cue", "note", "outcome", "line")
"""Fields in which someone may have marked private words."""


@settings(
    max_examples=20 if settings.get_current_profile_name() == "quick" else 300,
)
@given(whole=journals(), in_entries=st.booleans())
def test_a_file_without_private_words_of_any_journal_comes_in(
    trust: Trust, whole: Whole, in_entries: bool
) -> None:
    """Private words are in the earlier versions, in other records, and maybe in the entries."""
    for section, stored in whole.items():
        for record in stored if in_entries or section != "entries" else ():
            record |= {name: f"{record[name]} %%hidden%%" for name in WORDS if record.get(name)}
    with TemporaryDirectory() as name:
        first, second = Path(name, "first"), Path(name, "second")
        first.mkdir()
        store(first / "journal.db", whole)
        file = export(trust, {"TRUST_HOME": str(first)})
        there = {"TRUST_HOME": str(second)}
        done = trust("import", "-", "--json", stdin=file, env=there)
        assert done.code == 0, done.err
        came = done.json["data"]
        sent = json.loads(file)
        without = sum(entry["body"] is None for entry in sent["entries"])
        assert came["added"] == len(sent["entries"]) - without
        assert came["parts"].get("revisions", 0) == len(sent["revisions"])
        again = trust("import", "-", "--json", stdin=file, env=there).json["data"]
        assert (again["added"], again["parts"], again["differs"]) == (0, {}, 0)
        assert trust("doctor", env=there).code == 0


def test_an_earlier_version_with_private_words_comes_in_without_them(
    trust: Trust, first: dict[str, str]
) -> None:
    trust("journal", "--free", "-m", "Her %%secret%% and mine.", env=first)
    trust("edit", "last", "-m", "Only mine.", env=first)
    trust("journal", "--free", "-m", "Another evening.", env=first)

    done = trust("import", "-", stdin=export(trust, first))

    assert done.code == 0, done.err
    now = json.loads(export(trust, {}))
    assert [e["body"] for e in now["entries"]][2:] == ["Only mine.", "Another evening."]
    assert [revision["body"] for revision in now["revisions"]] == ["Her [private] and mine."]
    assert trust("doctor").code == 0


def test_an_earlier_version_with_other_words_is_named(trust: Trust, first: dict[str, str]) -> None:
    trust("journal", "--free", "-m", "Begun.", env=first)
    trust("import", "-", stdin=export(trust, first, "--include-private"))
    for words in ("Okapi %%of mine%% there.", "Both.", "Only there.", "The end."):
        trust("edit", "last", "-m", words, env=first)
    for words in ("Here.", "Okapi %%of mine%% there.", "Both.", "The end."):
        trust("edit", "last", "-m", words)
    # "Okapi" and "Both" have other numbers here, so only one version is missing.
    for options in (("--include-private",), ()):
        file = export(trust, first, *options)
        for how in (("--dry-run",), ()):
            came = trust("import", "-", "--json", *how, stdin=file).json["data"]
            assert (came["added"], came["parts"], came["differs"]) == (0, {}, 0)
            # Without private words, only the version that hides some is there.
            assert came["reasons"] == ({"words_differ": 1} if options else {})
            assert [note["place"]["at"] for note in came["notes"]] == ([4] if options else [])
    again = trust("import", "-", "--json", stdin=export(trust, {}, "--include-private"))
    assert again.json["data"]["reasons"] == {}


@pytest.mark.parametrize("there", ["yes", "no"])
@pytest.mark.parametrize("here", ["yes", "no"])
def test_who_is_not_quoted_on_one_side_is_not_quoted(
    trust: Trust, first: dict[str, str], here: str, there: str
) -> None:
    trust("people", "set", "Sam", "--every", "monthly", "--quote", there, env=first)
    trust("people", "set", "sam", "--every", "weekly", "--quote", here)
    file = export(trust, first, "--include-private")
    came = [
        trust("import", "-", "--json", *how, stdin=file).json["data"]["parts"].get("people")
        for how in (("--dry-run",), (), ())
    ]
    changes = 1 if (here, there) == ("yes", "no") else None
    assert came == [changes, changes, None]
    [found] = trust("people", "show", "Sam", "--json").json["data"]["people"]
    quoted = (here, there) == ("yes", "yes")
    assert (found["person"]["quote"], found["person"]["cadence_days"]) == (quoted, 7)


def test_a_dry_run_says_the_same_and_stores_nothing(
    trust: Trust, first: dict[str, str], home: Path
) -> None:
    out = export(trust, first, "--include-private")
    looked = trust("import", "-", "--dry-run", "--json", stdin=out).json["data"]
    assert not home.exists()
    done = trust("import", "-", "--json", stdin=out).json["data"]
    assert {**looked, "dry_run": False} == done


def test_a_stretch_of_days_has_what_lies_in_it(trust: Trust) -> None:
    for day in ("2026-11-20", "2026-11-22"):
        now = f"{day}T21:00:00+01:00"
        trust("journal", "--answer", "-m", f"One of {day}.", now=now)
        trust("edit", "last", "-m", f"Another of {day}.", now=now)
        trust("promise", "add", f"By {day}", now=now)
        trust("promise", "kept", f"By {day}", now=now)
        trust("sit", "--log", "5", now=now)
        trust("pause", f"{day}..{day}", now=now)
    trust("people", "set", "Ada", "--every", "7")

    some = json.loads(export(trust, {}, "--from", "2026-11-21", "--to", "2026-11-22"))

    assert (some["from"], some["to"]) == ("2026-11-21", "2026-11-22")
    of_days = ("entries", "revisions", "promises", "promise_events", "sittings", "pauses", "people")
    assert {name: len(some[name]) for name in of_days} == dict.fromkeys(of_days, 1)
    assert {event["day"] for event in some["prompt_events"]} == {"2026-11-22"}
    assert json.loads(export(trust, {}, "--to", "2026-11-19"))["entries"] == []


# --- what does not fit -----------------------------------------------------------------------------


def broken(text: str) -> list[tuple[str, str]]:
    """Files that are almost right, and what is said of each."""
    entry = '"revision": 1, "kind"'
    assert entry in text
    return [
        (text.replace("trustjournal/1", "trustjournal/2"), "from a newer version"),
        (text.replace('"format": "trustjournal/1",', '"format": null,'), "later version"),
        (text.replace('"format"', '"colour"', 1), "doesn't know the key “colour”"),
        (
            text.replace('"mood": null', '"mood": 9', 1),
            "entries, record 1: mood has to be a number",
        ),
        (
            text.replace('"mood": null', '"mood": true', 1),
            "entries, record 1: mood has to be a number",
        ),
        (
            text.replace('"mood": null', '"mood": NaN', 1),
            "entries, record 1: mood has to be a number",
        ),
        (text.replace('"mood": null', '"colour": 1', 1), "entries, record 1: colour isn't known"),
        (text.replace('"starred": false, ', "", 1), "entries, record 1: starred is missing"),
        (
            text.replace('"starred": false', '"starred": null', 1),
            "entries, record 1: starred has to be true",
        ),
        (
            text.replace('"kind": "free"', '"kind": "song"', 1),
            "entries, record 1: kind isn't one of",
        ),
        (text.replace('"tags": []', '"tags": [1]', 1), "entries, record 1: tags has to be text"),
        (
            text.replace('"tags": []', '"tags": "walk"', 1),
            "entries, record 1: tags has to be a list",
        ),
        (
            text.replace('"answers": []', '"answers": [{"text": 1}]', 1),
            "answers.prompt_text is missing",
        ),
        (
            text.replace('"body": "One."', '"body": ["One."]', 1),
            "entries, record 1: body has to be text",
        ),
        (
            text.replace('"day": "2026-11-22"', '"day": "2026-02-30"', 1),
            "entries, record 1: day has to be a day",
        ),
        (
            text.replace('"day": "2026-11-22"', '"day": "9999-12-31"', 1),
            "entries, record 1: day has to be a day",
        ),
        (
            text.replace('T21:10:00.000000Z"', 'T21:10"', 1),
            "entries, record 1: created_at has to be a time",
        ),
        (
            text.replace('"utc_offset": 3600', '"utc_offset": 86400', 1),
            "entries, record 1: utc_offset has to be",
        ),
        (text.replace('"id": "', '"id": "ILOU', 1), "entries, record 1: id has to be 20"),
        (text.replace('"hash": "', '"hash": "z', 1), "entries, record 1: hash has to be a hash"),
        (text.replace("},\n{", "},\nnull,\n{", 1), "entries, record 2: it has to be an object"),
        (text.replace('"salt": "', '"salt": "../', 1), "meta: salt has to be a hash"),
        (
            text.replace('"meta": {"salt"', '"meta": {"salt": 1, "x"', 1),
            "meta: salt has to be a hash",
        ),
        (text.replace('"pauses": []', '"pauses": 7'), "pauses has to be a list"),
        (text + text, "is cut off or isn't valid JSON"),
        (
            text.replace(
                '"pulses": []',
                '"pulses": [{"week": "2026-W48x", "taken_on": "2026-11-22",'
                ' "taken_at": "2026-11-22T21:10:00Z", "answers": {}}]',
            ),
            "pulses, record 1: week has to be a week",
        ),
        (
            text.replace(
                '\n"people": []',
                '\n"people": [{"alias": "Sam", "context": "married", "cadence_days": null,'
                ' "quote": true, "made_at": "2026-11-22T21:10:00Z"}]',
            ),
            "people, record 1: context isn't one of",
        ),
        (
            text.replace('"pulses": []', '"pulses": [{"answers": {}}]'),
            "pulses, record 1: week is missing",
        ),
        (text.replace('"entries"', '"pauses"', 1), "pauses, record 1: "),
        (text.replace('"pauses": [', '"pauses": [' + PAUSE), "last_day comes before"),
        (
            text.replace('"revisions": [', '"revisions": [' + _wordings(text)),
            "revisions, record 2: an earlier record",
        ),
        (_twice(text), "entries, record 3: an earlier record has the same id"),
        (_moved(text), "put entries before unsaid"),
        (text[: len(text) // 2], "is cut off"),
        (text[:-3], "is cut off"),
        (text.replace('"meta": {', '"meta": ' + "[" * 10_000 + ' {"a":', 1), "is cut off"),
        (text.replace('"mood": null', '"mood": ' + "9" * 5_000, 1), "is cut off"),
        (text.replace('"mood": null', '"mood": ' + '{"a":' * 10_000, 1), "is cut off"),
    ]


PAUSE = '{"first_day": "2026-11-22", "last_day": "2026-11-21", "made_at": "2026-11-22T21:10:05Z"}'


def _wordings(text: str) -> str:
    """The same earlier wording of an entry, twice."""
    entry = json.loads(text)["entries"][0]
    names = ("revision", "modified_at", "body", "tags", "people", "private", "hash")
    wording = {"entry": entry["id"], **{name: entry[name] for name in names}}
    return f"{json.dumps(wording)}, {json.dumps(wording)}"


def _twice(text: str) -> str:
    found = json.loads(text)
    found["entries"].append(found["entries"][0])
    return json.dumps(found)


def _moved(text: str) -> str:
    found = json.loads(text)
    entries = found.pop("entries")
    return json.dumps({**found, "entries": entries})


def test_what_does_not_fit_is_one_line_and_nothing_comes_in(
    trust: Trust, first: dict[str, str], home: Path
) -> None:
    text = export(trust, first, "--include-private")
    for file, said in broken(text):
        done = trust("import", "-", stdin=file)
        assert (done.code, done.out) == (1, ""), said
        assert len(done.err.splitlines()) == 1, done.err
        assert said in done.err, done.err
        assert "nothing was imported" in done.err
        assert "One." not in done.err
        assert not (home / "journal.db").exists() or not trust("list").out.startswith("0"), said
    assert trust("list", "--json").json["data"]["entries"] == []


def test_a_file_that_another_program_wrote_anew_comes_in(
    trust: Trust, first: dict[str, str]
) -> None:
    """Keys sorted, indented, in another alphabet's escapes, with a moment of another zone."""
    found = json.loads(export(trust, first, "--include-private"))
    found["entries"][0]["created_at"] = "2026-11-22T22:10:00+01:00"
    found["entries"][0]["body"] = "One.\r\nÜber\u0000 \ud800."
    trust("import", "-", stdin="\ufeff" + json.dumps(found, sort_keys=True, indent=4))

    one, two = json.loads(export(trust, {}))["entries"]
    assert one["created_at"] == "2026-11-22T21:10:00.000000Z"
    assert one["body"] == "One.\nÜber� �."
    assert two["body"] == "Two."


def test_why_days_were_taken_off_is_exported_with_private_words_only(trust: Trust) -> None:
    assert trust("pause", "next week", "--reason", "in hospital").code == 0
    reasons = [
        [pause["reason"] for pause in json.loads(trust("export", "json", "-", *more).out)["pauses"]]
        for more in ((), ("--include-private",))
    ]
    assert reasons == [[None], ["in hospital"]]
