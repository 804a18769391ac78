"""Stories of two machines, each told once, and the format of the states, which must not change."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from join_histories import ENTRY, ID, MADE, ROWS, first_state
from trustjournal.domain.entry import content_hash
from trustjournal.domain.join import entries, kinds, stamps
from trustjournal.domain.join.kinds import KINDS
from trustjournal.domain.join.parts import State
from trustjournal.records.sections import SECTIONS
from trustjournal.storage import migrations

GOLDEN = Path(__file__).parent.parent / "golden" / "sync" / "join.json"
BEGIN = datetime(2026, 11, 23, 8, tzinfo=UTC)


def at(hour: int, machine: str = "laptop") -> str:
    """Return the stamp of an hour after `BEGIN`."""
    return stamps.next_stamp(BEGIN + timedelta(hours=hour), stamps.NEVER, machine)


def moment(hour: int) -> str:
    return stamps.moment_of(at(hour)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def edit(state: State, body: str, hour: int, machine: str = "laptop", **changes: Any) -> State:
    text: dict[str, Any] = {"title": None, "body": body, "answers": [], "modified_at": moment(hour)}
    edited = entries.edit(state, text, at(hour, machine))
    return kinds.change("entry", edited, changes, at(hour, machine)) if changes else edited


def change(state: State, hour: int, machine: str = "laptop", **changes: Any) -> State:
    return kinds.change("entry", state, changes, at(hour, machine))


def join(*states: State) -> State:
    first, *others = states
    for other in others:
        first = kinds.join("entry", first, other)
    return first


def row(state: State) -> dict[str, Any]:
    values = entries.values_of(state)
    assert values is not None
    return values


@pytest.fixture
def entry() -> State:
    return entries.from_rows(ENTRY)


# --- texts -------------------------------------------------------------------------------


def test_two_edits_the_later_reads_and_the_other_is_an_earlier_version(entry: State) -> None:
    laptop, desktop = edit(entry, "ours", 1), edit(entry, "theirs", 2, "desktop")
    both = join(laptop, desktop)
    assert row(both)["body"] == "theirs"
    assert entries.is_edited_in_two_places(both)
    assert [version["body"] for version in entries.earlier_versions(both)] == ["words 0", "ours"]
    assert [text["body"] for text in kinds.other_words("entry", both)] == ["ours"]

    settled = edit(both, "ours and theirs", 3)
    assert not entries.is_edited_in_two_places(settled)
    assert not entries.is_edited_in_two_places(join(settled, laptop, desktop))
    assert row(join(settled, laptop))["body"] == "ours and theirs"


def test_a_new_mood_and_a_new_text_both_hold(entry: State) -> None:
    mood = edit(entry, "words 0", 5, mood=5)
    text = edit(entry, "new words", 2, "desktop")
    both = join(mood, text)
    assert (row(both)["body"], row(both)["mood"]) == ("new words", 5)
    assert not entries.is_edited_in_two_places(both)
    assert [version["mood"] for version in entries.earlier_versions(both)] == [3, 5]


def test_a_mood_added_later_makes_no_other_text(entry: State) -> None:
    """`add_feelings` makes no version, so the same text has another mood in the rows."""
    rows = {**ENTRY, "mood": 5}
    both = join(entry, entries.from_rows(rows))
    assert row(both)["revision"] == 1


def test_two_moods_added_to_one_text_don_t_hide_what_was_written_over_it(entry: State) -> None:
    moods = join(edit(entry, "words 0", 1, mood=1), edit(entry, "words 0", 2, "desktop", mood=2))
    third = edit(moods, "words 0", 3, mood=4)
    both = join(third, edit(entry, "new words", 1, "stick"))
    assert (row(both)["body"], row(both)["mood"]) == ("new words", 4)
    assert not entries.is_edited_in_two_places(both)


def test_the_same_words_written_twice_are_not_two_texts(entry: State) -> None:
    both = join(edit(entry, "mended", 1), edit(entry, "mended", 2, "desktop"))
    assert not entries.is_edited_in_two_places(both)


def test_a_clock_two_days_ahead_does_not_beat_what_was_written_after_reading(entry: State) -> None:
    ahead = edit(entry, "from a clock ahead", 48, "desktop")
    clock = stamps.next_stamp(BEGIN, stamps.newest(ahead), "laptop")
    text: dict[str, Any] = {
        "title": None,
        "body": "after reading",
        "answers": [],
        "modified_at": moment(0),
    }
    answer = entries.edit(ahead, text, clock)
    assert row(join(answer, ahead))["body"] == "after reading"
    assert [each["body"] for each in entries.earlier_versions(answer)][-1] == "from a clock ahead"


# --- labels ------------------------------------------------------------------------------


def test_a_rename_on_thirty_entries_and_an_edit_of_one_both_hold() -> None:
    thirty = [entries.from_rows(ENTRY | {"body": f"words {n}"}) for n in range(30)]
    renamed = [change(state, 1, people=["Sam"]) for state in thirty]
    # An edit stores all labels again, as it read them.
    edited = edit(thirty[7], "edited", 2, "desktop", people=["Alex"], tags=["walk", "sea"])
    joined = [join(state, edited) if n == 7 else state for n, state in enumerate(renamed)]
    assert all(row(state)["people"] == ["Sam"] for state in joined)
    assert (row(joined[7])["body"], row(joined[7])["tags"]) == ("edited", ["sea", "walk"])


# --- private -----------------------------------------------------------------------------


def test_an_opening_undoes_only_what_it_saw(entry: State) -> None:
    private = change(entry, 1, private=True)
    opened = change(private, 3, "desktop", private=False)
    assert not row(join(private, opened))["private"]
    again = change(entry, 2, "stick", private=True)
    assert row(join(opened, again))["private"], "the stick's mark was not seen, though it is older"


def test_private_off_and_on_again_between_two_looks(entry: State) -> None:
    """Rows look the same before and after, but the second mark holds against an opening."""
    private = change(entry, 1, private=True)
    opened = change(private, 4, "desktop", private=False)
    again = change(change(private, 2, private=False), 3, private=True)
    assert row(join(opened, again))["private"]
    without_a_look = change(private, 3, private=True)
    assert row(join(opened, without_a_look))["private"]


# --- trash and purge ---------------------------------------------------------------------


def test_an_edit_that_did_not_know_brings_an_entry_back(entry: State) -> None:
    trashed = entries.trash(entry, moment(2), at(2))
    assert row(trashed)["deleted_at"] == moment(2)
    edited = edit(entry, "still at it", 1, "desktop")
    both = join(trashed, edited)
    assert row(both)["deleted_at"] is None
    assert entries.is_back_from_trash(both)
    assert stamps.machine_of(entries.last_change(both)) == "desktop"
    again = entries.trash(both, moment(3), at(3))
    assert row(join(again, trashed, edited))["deleted_at"] == moment(3)
    assert not entries.is_back_from_trash(again)
    assert entries.checkin_of(entries.purge(again, at(4))) is None
    assert entries.earlier_versions(entries.purge(again, at(4))) == []
    assert entries.last_change(entries.purge(again, at(4))) == at(4)
    taken_out = entries.untrash(again, at(4))
    assert row(join(taken_out, again))["deleted_at"] is None
    assert not entries.is_back_from_trash(taken_out)


def test_a_label_changed_elsewhere_does_not_bring_it_back(entry: State) -> None:
    trashed = entries.trash(entry, moment(2), at(2))
    assert entries.is_in_trash(join(trashed, change(entry, 3, "desktop", tags=["sea"])))


def test_a_purge_gives_back_the_words_it_never_saw(entry: State) -> None:
    purged = entries.purge(edit(entry, "seen", 1), at(3))
    assert "words" not in json.dumps(purged)
    edited = edit(entry, "never seen", 2, "desktop")
    both = join(edited, purged)
    assert kinds.is_purged(both)
    assert entries.values_of(both) is None
    given_back = kinds.unseen_words("entry", edited, both)
    assert [text["body"] for text in given_back.values()] == ["never seen"]
    assert kinds.unseen_words("entry", both, join(both, purged)) == {}
    assert kinds.unseen_words("entry", entry, join(entry, purged)) == {}


def test_words_that_were_given_back_are_seen_from_then_on(entry: State) -> None:
    edited = edit(entry, "never seen", 2, "desktop")
    both = join(edited, entries.purge(entry, at(3)))
    (name,) = kinds.unseen_words("entry", edited, both)
    given_back = kinds.note_given_back("entry", both, name, "laptop")
    assert kinds.gone_at(given_back) == at(3)
    assert kinds.unseen_words("entry", edited, join(edited, given_back)) == {}


def test_a_new_version_with_words_that_were_seen_is_not_given_back(entry: State) -> None:
    purged = entries.purge(entry, at(3))
    text = entries.current(entry)
    same = entries.edit(entry, text | {"modified_at": moment(2)}, at(2, "desktop"))
    assert kinds.unseen_words("entry", same, join(same, purged)) == {}


def test_what_stays_private_is_not_opened_by_who_has_not_seen_that() -> None:
    promise = kinds.change("promise", first_state("promise"), {"private": True}, at(1))
    opened = kinds.change("promise", promise, {"private": False}, at(2, "desktop"))
    stayed = kinds.stay_private("promise", promise, at(2))
    both = kinds.values_of("promise", kinds.join("promise", opened, stayed))
    assert both is not None
    assert both["private"]
    assert kinds.stay_private("promise", opened, at(3)) == opened


def test_what_comes_after_a_purge_stays_away(entry: State) -> None:
    purged = entries.purge(entry, at(1))
    for later in (edit(purged, "x", 2), entries.trash(purged, moment(2), at(2))):
        assert later == purged
    assert change(purged, 2, mood=1) == purged
    assert entries.untrash(purged, at(2)) == purged


def test_what_belongs_to_a_purged_entry_goes_with_it(entry: State) -> None:
    purged = {("entry", ID): entries.purge(entry, at(1))}

    def purged_at(kind: str, key: str) -> str | None:
        return kinds.gone_at(purged.get((kind, key), {}))

    for kind in ("intention", "unsaid"):
        state = first_state(kind)
        assert [*kinds.owners_of(kind, state)] == [("entry", ID)]
        gone = kinds.follow_purges(kind, state, purged_at)
        assert gone == {"#gone": {"stamp": at(1)}}
        assert kinds.follow_purges(kind, gone, purged_at) == gone
    share = kinds.follow_purges("share", first_state("share"), purged_at)
    values = kinds.values_of("share", share)
    assert values is not None
    assert [line["text"] for line in values["lines"]] == ["a promise"]
    assert "a line" not in json.dumps(share)
    event = first_state("prompt_event")
    assert kinds.follow_purges("prompt_event", event, purged_at) == event


# --- other kinds -------------------------------------------------------------------------


def test_two_corrections_of_a_promise_are_both_there() -> None:
    promise = first_state("promise")
    words = {"text": "Call the dentist", "cue": None}
    laptop = kinds.change("promise", promise, words, at(1))
    desktop = kinds.change("promise", promise, words | {"text": "Call today"}, at(2, "desktop"))
    both = kinds.join("promise", laptop, desktop)
    values = kinds.values_of("promise", both)
    assert values is not None
    assert values["text"] == "Call today"
    assert kinds.other_words("promise", both) == [words]
    settled = kinds.change("promise", both, words, at(3))
    assert kinds.other_words("promise", settled) == []


def test_a_column_changes_without_the_others_of_its_group() -> None:
    promise = kinds.from_values("promise", ROWS["promise"] | {"cue": "if it rings"})
    corrected = kinds.change("promise", promise, {"text": "Call today", "made_at": "x"}, at(1))
    values = kinds.values_of("promise", corrected)
    assert values is not None
    assert (values["text"], values["cue"], values["made_at"]) == ("Call today", "if it rings", MADE)
    with pytest.raises(KeyError):
        kinds.change("promise", promise, {"colour": "red"}, at(1))


def test_updates_go_with_their_promise() -> None:
    event = first_state("promise_event")
    assert [*kinds.owners_of("promise_event", event)] == [("promise", ID)]
    gone = kinds.follow_purges("promise_event", event, lambda kind, key: at(1))
    assert kinds.gone_at(gone) == at(1)
    assert [*kinds.owners_of("share", first_state("share"))] == [("entry", ID)]


def test_replaced_words_of_a_promise_that_come_late_were_seen() -> None:
    promise = first_state("promise")
    words = {"text": "Call the dentist", "cue": None}
    gone = kinds.remove("promise", kinds.change("promise", promise, words, at(2)), at(3))
    assert kinds.unseen_words("promise", promise, kinds.join("promise", promise, gone)) == {}


def test_words_that_never_change_are_given_back_too() -> None:
    event = first_state("promise_event") | {"note": "We spoke", "change": "Ring first"}
    gone = kinds.follow_purges("promise_event", event, lambda kind, key: at(1))
    (words,) = kinds.unseen_words("promise_event", event, gone).values()
    assert words == {"note": "We spoke", "change": "Ring first"}
    seen = kinds.remove("promise_event", event, at(2))
    assert kinds.unseen_words("promise_event", event, seen) == {}


def test_a_promise_deleted_unseen_gives_its_words_back() -> None:
    promise = first_state("promise")
    gone = kinds.remove("promise", promise, at(1))
    words = {"text": "Call the dentist", "cue": None}
    corrected = kinds.change("promise", promise, words, at(2, "desktop"))
    both = kinds.join("promise", corrected, gone)
    assert [*kinds.unseen_words("promise", corrected, both).values()] == [words]


def test_a_page_removed_and_set_again() -> None:
    person = kinds.change("person", first_state("person"), {"quote": True}, at(1))
    gone = kinds.remove("person", person, at(2))
    assert kinds.values_of("person", gone) is None
    page = {"alias": "Alex", "made_at": moment(3), "cadence_days": 3}
    again = kinds.change("person", gone, page, at(3, "desktop"))
    values = kinds.values_of("person", kinds.join("person", again, gone))
    assert values is not None
    assert (values["cadence_days"], values["context"], values["quote"]) == (3, None, True)


def test_a_page_removed_where_someone_must_not_be_quoted_meanwhile() -> None:
    person = kinds.change("person", first_state("person"), {"quote": True}, at(1))
    gone = kinds.remove("person", person, at(3))
    quiet = kinds.change("person", person, {"quote": False}, at(2, "desktop"))
    values = kinds.values_of("person", kinds.join("person", gone, quiet))
    assert values is not None
    assert (values["alias"], values["quote"]) == (None, False)


def test_the_day_of_a_date_stays_in_one_piece() -> None:
    date = first_state("person_date")
    group = {"name": "birthday", "made_at": moment(1)}
    laptop = kinds.change("person_date", date, group | {"month": 3, "day": 31}, at(1))
    other = kinds.change("person_date", date, group | {"month": 2, "day": 3}, at(2, "desktop"))
    values = kinds.values_of("person_date", kinds.join("person_date", laptop, other))
    assert values is not None
    assert (values["month"], values["day"]) == (2, 3)


# --- rows --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_state_reads_like_the_row_it_was_made_of(kind: str) -> None:
    state = first_state(kind)
    values = entries.values_of(state) if kind == "entry" else kinds.values_of(kind, state)
    assert values is not None
    expected = {name: value for name, value in ROWS[kind].items() if name != "id"}
    assert values == expected
    assert kinds.fits(kind, "key", state)


@pytest.mark.parametrize("key", [["0001", "v"], -(10**20)])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind in kinds.KINDS])
def test_a_state_whose_owner_is_no_key_does_not_fit(kind: str, key: object) -> None:
    owner = kinds.KINDS[kind].owner
    state = first_state(kind)
    if owner and state.get(owner[0]):
        assert not kinds.fits(kind, "key", {**state, owner[0]: key})


def test_a_flag_is_the_same_from_sql_and_from_python() -> None:
    event = ROWS["promise_event"] | {"told_them": 0}
    assert str(kinds.from_values("promise_event", event)) == str(first_state("promise_event"))
    assert str(entries.from_rows(ENTRY | {"starred": 0})) == str(entries.from_rows(ENTRY))


def version(number: int, hour: int, **values: Any) -> dict[str, Any]:
    """Return the row of an earlier version."""
    names = ("title", "body", "mood", "closeness", "tags", "people", "private")
    content = {name: ENTRY[name] for name in names} | values
    made = {"revision": number, "modified_at": moment(hour), **content}
    return made | {"hash": content_hash(ENTRY | content)}


def test_an_entry_with_earlier_versions_reads_like_its_rows() -> None:
    versions = [
        version(1, 1, body="first", tags=["sea", "walk"]),
        version(2, 2, body="second", private=True),
        version(3, 3, body="second", mood=5),
    ]
    now = ENTRY | {"revision": 4, "modified_at": moment(4), "body": "third", "people": []}
    now |= {"deleted_at": moment(5), "starred": True}
    now["hash"] = content_hash(now)
    state = entries.from_rows(now, versions)
    assert entries.earlier_versions(state) == versions
    assert row(state) == {name: value for name, value in now.items() if name != "id"}
    assert entries.from_rows(now, versions[::-1]) == state


def test_rows_after_an_edit_tell_the_state_that_the_edit_made() -> None:
    """So a journal that was copied by hand has nothing to tell its copy."""
    before = ENTRY | {"modified_at": moment(1)}
    state = entries.from_rows(before)
    stamp = stamps.stamp_of(moment(2))
    text = {"title": "A title", "body": "new", "answers": [], "modified_at": moment(2)}
    edited = entries.edit(state, text, stamp)
    edited = kinds.change("entry", edited, {"mood": 4, "tags": ["sea"], "private": True}, stamp)
    now = row(edited) | {"id": ID}
    assert entries.from_rows(now, entries.earlier_versions(edited)) == edited


def test_two_texts_of_one_clock_that_went_back_keep_their_order() -> None:
    now = ENTRY | {"revision": 2, "modified_at": moment(1), "body": "second"}
    state = entries.from_rows(now, [version(1, 9, body="first")])
    assert row(state)["body"] == "second"
    assert not entries.is_edited_in_two_places(state)
    assert stamps.newest(state) > at(9, "")


def test_two_versions_of_one_moment_with_the_same_words_are_two() -> None:
    now = ENTRY | {"revision": 3, "modified_at": moment(1), "mood": 5}
    versions = [version(1, 1, mood=1), version(2, 1, mood=2)]
    state = entries.from_rows(now, versions)
    assert entries.earlier_versions(state) == versions
    assert row(state)["revision"] == 3


def test_a_check_in_is_a_part_of_its_entry() -> None:
    checkin = {"day": "2026-11-22", "person": "alex", "not_today": False, "follow_up": None}
    state = entries.from_rows(ENTRY, checkin=checkin)
    assert entries.checkin_of(state) == checkin
    renamed = change(state, 1, checkin=checkin | {"person": "sam"})
    assert entries.checkin_of(join(renamed, state)) == checkin | {"person": "sam"}
    assert entries.checkin_of(entries.from_rows(ENTRY)) is None


def test_keys() -> None:
    keys = {kind: kinds.key_of(kind, ROWS[kind]) for kind in KINDS}
    assert keys["entry"] == ID
    assert keys["sitting"] == "2026-11-22\x1f\x1f600\x1f600"
    assert kinds.key_of("sitting", ROWS["sitting"], place=2) == (
        "2026-11-22\x1f\x1f600\x1f600\x1e2"
    )
    assert keys["unsaid"].startswith(f"{ID}\x1f")
    assert "line" not in keys["unsaid"]
    assert "page" not in keys["share"]
    assert len(set(keys.values())) == len(keys) - 1, "a promise and an entry have an id each"


def test_every_table_and_every_column_has_a_place_in_a_state() -> None:
    parts_of_others = {"revision", "checkin"}
    assert {section.table for section in SECTIONS.values()} == KINDS.keys() | parts_of_others
    numbers = {"n": None, "entry_n": "entry", "promise_n": "promise"}
    worked_out = {"entry": {"hash", "revision", "deleted_at"}}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrations.apply_up_to(connection, migrations.LATEST)
        for kind, declared in KINDS.items():
            columns = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({kind})")}
            names = {numbers.get(name, name) for name in columns} - {None, "id"}
            names -= worked_out.get(kind, set())
            stored = {name for field in declared.fields.values() for name in field.columns}
            assert not names - stored, kind


# --- the format --------------------------------------------------------------------------


def golden_states() -> dict[str, Any]:
    """Return a state of each kind, and some that several machines made."""
    states: dict[str, Any] = {kind: first_state(kind) for kind in KINDS}
    both = join(
        edit(states["entry"], "ours", 1, mood=4, tags=["sea"], private=True),
        edit(states["entry"], "theirs", 2, "desktop", private=False),
    )
    trashed = entries.trash(both, moment(3), at(3))
    states["entry edited in two places, in the trash"] = trashed
    states["entry taken out again"] = entries.untrash(trashed, at(4))
    states["entry purged"] = entries.purge(both, at(5))
    states["promise corrected"] = kinds.change(
        "promise", states["promise"], {"text": "Call today", "cue": None, "private": False}, at(1)
    )
    states["promise deleted"] = kinds.remove("promise", states["promise"], at(2))
    states["person removed"] = kinds.remove("person", states["person"], at(1))
    states["pause ended"] = kinds.remove("pause", states["pause"], at(1))
    states["share without a line"] = kinds.remove_line(states["share"], 1, at(1))
    return states


def test_the_format_of_states_has_not_changed() -> None:
    """Other machines read it. `UPDATE_GOLDEN=1` writes the file again after an addition."""
    text = json.dumps(golden_states(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


# --- stamps, and what isn't ours ---------------------------------------------------------


def test_stamps() -> None:
    stamp = stamps.next_stamp(BEGIN, stamps.NEVER, "laptop")
    assert stamp == "0001795420800000000-laptop"
    assert stamps.moment_of(stamp) == BEGIN
    assert stamps.next_stamp(BEGIN, stamp, "desktop") == "0001795420800000001-desktop"
    early = stamps.next_stamp(datetime(1950, 1, 1, tzinfo=UTC), stamps.NEVER, "")
    assert early == "0000000000000000000-"


def test_words_that_look_like_stamps_do_not_set_the_clock() -> None:
    false = "9999999999999999999-x"
    state = entries.from_rows(
        ENTRY
        | {"title": false, "body": false, "tags": [false, "stamp", "on"], "prompt_text": false}
    )
    assert stamps.newest(state) == stamps.stamp_of(ENTRY["modified_at"])


def test_a_label_that_looks_like_a_tombstone_is_a_label() -> None:
    state = entries.from_rows(ENTRY | {"tags": ["#gone", "sea"]})
    assert row(join(state, change(state, 1, mood=1)))["tags"] == ["#gone", "sea"]


@pytest.mark.parametrize(
    "state",
    [None, [], {"wordings": 3}, {"wordings": {}}, {"wordings": {"x": {}}}, {"tags": ["x"]}, {}],
)
def test_a_damaged_state_does_not_fit(state: Any) -> None:
    assert not kinds.fits("entry", "key", state)


def test_states_of_later_kinds_fit() -> None:
    assert kinds.fits("of a later version", "key", {"x": 1})
    assert not kinds.fits("of a later version", "key", 1)
    assert [*kinds.owners_of("of a later version", {"entry": ID})] == []
    later = {"words": 3}
    assert kinds.follow_purges("of a later version", later, lambda kind, key: at(1)) == later
    assert kinds.unseen_words("of a later version", later, {"#gone": {}}) == {}


def test_texts_that_claim_to_be_written_over_each_other_are_read_all_the_same(
    entry: State,
) -> None:
    state = json.loads(json.dumps(edit(edit(entry, "words 0", 1), "second", 2)))
    one, other = sorted(state["wordings"])[:2]
    for name, over in ((one, other), (other, one)):
        state["wordings"][name]["over"] = {over: True}
    assert row(state)["body"] in ("words 0", "second")
    assert entries.earlier_versions(state)
