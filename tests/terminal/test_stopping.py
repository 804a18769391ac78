"""Ctrl-C keeps a draft, whatever is asked: nothing is stored that nobody finished."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conftest import NOW, Trust
from terminal_helpers import CTRL_C, CTRL_D, ENTER, Room, Terminal, no_trace_in, until

HANG_UP = 0
LONG = pytest.mark.torture
SUNDAY_AFTER = "2026-11-29T20:00:00+01:00"
KINDS = ["storm", "joy", "review", "checkin"]


class Place(Room):
    """A person's place, whose journal may be sealed."""

    env: dict[str, str]

    def open(self, *argv: str, **options: Any) -> Terminal:
        """The program at a terminal, which can open the journal."""
        return super().open(*argv, **{**self.env, **options})

    def stored(self) -> list[dict[str, Any]]:
        """All entries but the one everybody here has, newest first."""
        return [entry for entry in self.entries() if entry["body"] != "We cooked."]


@pytest.fixture
def place(home: Path, trust: Trust, request: pytest.FixtureRequest) -> Iterator[Place]:
    """A place with one entry in this week."""
    env = {"TRUST_PASSPHRASE": "five quiet words"} if getattr(request, "param", None) else {}

    def run(*argv: str, **options: Any) -> Any:
        return trust(*argv, **{"env": env, **options})

    home.mkdir(mode=0o700)
    (home / "config.toml").write_text(
        'context = "partnered"\nperson = "Sam"\nask_mood = false\nask_closeness = false\n'
        "ask_pulse = false\n",
        "utf-8",
    )
    with closing(Place(home, run)) as found:
        found.env = env
        assert run("journal", "--free", "-m", "We cooked.").code == 0
        if env:
            assert run("encrypt", "--remove-plaintext").code == 0
        yield found


SEALED = pytest.mark.parametrize(
    "place", [False, pytest.param(True, id="sealed")], indirect=True, ids=["plain file", "sealed"]
)


def begun(place: Place, kind: str, *options: str, now: str = NOW) -> Terminal:
    """The program that asks its first question."""
    terminal = place.open(kind, *options, TRUST_NOW=now)
    if kind == "review":
        terminal.wait_for("[Y/n] ")
        terminal.type(ENTER)
    if kind == "checkin":
        terminal.wait_for("”: ")
        terminal.type(ENTER)
    if kind == "joy":
        terminal.wait_for("someone else's: ")
        terminal.type(ENTER)
    return terminal


def stop(terminal: Terminal, half: str) -> None:
    """Press Ctrl-C where this stands in the line that is asked for."""
    if half:
        terminal.type(half)
        terminal.wait_for(half)
    terminal.type(CTRL_C)


def answer(terminal: Terminal, number: int, text: str, key: str = CTRL_D) -> None:
    """Answer the question with this number, and finish with a key."""
    terminal.wait_for(f"{number} of ")
    terminal.wait_for_the_writer()
    terminal.type(text + key)


def offered(place: Place, *argv: str, now: str = NOW) -> Terminal:
    """The program that asks what to do with a draft."""
    terminal = place.open(*argv, TRUST_NOW=now)
    terminal.wait_for("unsaved text")
    terminal.wait_for("[s/e/d] ")
    return terminal


def taken_up(place: Place, choice: str = "s", now: str = NOW) -> Terminal:
    """The program after a draft was saved."""
    terminal = offered(place, now=now)
    terminal.type(choice + ENTER)
    assert terminal.end() == 0
    assert no_trace_in(terminal.text)
    assert place.leftovers() == []
    return terminal


def assert_kept(place: Place, terminal: Terminal, code: int = 130) -> None:
    """It ended with this code and says where the draft is; nothing was stored."""
    assert terminal.end() == code
    assert no_trace_in(terminal.text)
    assert place.stored() == []
    [draft] = [path for path in place.drafts.iterdir() if path.suffix != ".json"]
    if code == 130:
        assert str(draft) in terminal.text.replace("\r\n", "")
        assert "to go on with it" in terminal.said


# --- several answers -------------------------------------------------------------------------


@SEALED
@pytest.mark.parametrize("manner", ["inline", "plain"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.some(6)
def test_ctrl_c_in_the_second_answer_keeps_the_first_and_the_half(
    place: Place, kind: str, manner: str
) -> None:
    terminal = begun(place, kind, *(["--plain"] if manner == "plain" else []))
    answer(terminal, 1, f"The first.{ENTER}Its second line.")
    answer(terminal, 2, "half of the sec", CTRL_C)
    assert_kept(place, terminal)
    name = "check-in" if kind == "checkin" else kind
    again = taken_up(place)
    assert f"({name}, 9 words)" in again.said
    [entry] = place.stored()
    assert entry["kind"] == kind
    texts = [each["text"] for each in entry["answers"]]
    assert texts == ["The first.\nIts second line.", "half of the sec"]


@pytest.mark.parametrize("manner", ["inline", "plain"])
@pytest.mark.parametrize("kind", KINDS)
def test_ctrl_c_before_a_word_keeps_nothing(place: Place, kind: str, manner: str) -> None:
    terminal = begun(place, kind, *(["--plain"] if manner == "plain" else []))
    answer(terminal, 1, "", ENTER)
    answer(terminal, 2, "  ", CTRL_C)
    assert terminal.end() == 130
    assert terminal.text.rstrip().endswith(f"trust {kind}: stopped")
    assert place.stored() == []
    assert place.leftovers() == []


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("kind", ["storm", "review"])
def test_ctrl_c_anywhere_keeps_all_that_was_written(place: Place, kind: str, number: int) -> None:
    terminal = begun(place, kind)
    for before in range(1, number):
        answer(terminal, before, f"answer {before}")
    answer(terminal, number, f"half of {number}", CTRL_C)
    assert_kept(place, terminal)
    taken_up(place)
    [entry] = place.stored()
    last = f"If half of {number}" if (kind, number) == ("review", 3) else f"half of {number}"
    wanted = [*(f"answer {before}" for before in range(1, number)), last]
    assert [each["text"] for each in entry["answers"]] == wanted


@pytest.mark.parametrize("manner", ["inline", "plain"])
@pytest.mark.parametrize("kind", ["joy", "checkin"])
def test_more_than_one_ctrl_c_keeps_it_too(place: Place, kind: str, manner: str) -> None:
    terminal = begun(place, kind, *(["--plain"] if manner == "plain" else []))
    answer(terminal, 1, "It snowed.", CTRL_C * 3)
    assert_kept(place, terminal)
    taken_up(place)
    assert [each["text"] for each in place.stored()[0]["answers"]] == ["It snowed."]


@pytest.mark.parametrize("typed", [":q!", ":wq", "q"])
def test_a_habit_from_an_editor_becomes_no_storm(place: Place, typed: str) -> None:
    terminal = begun(place, "storm")
    answer(terminal, 1, f"{typed}{ENTER}{typed}{ENTER}{typed}", CTRL_C)
    assert_kept(place, terminal)
    again = offered(place)
    again.type(f"d{ENTER}")
    again.wait_for("[y/N] ")
    again.type(f"y{ENTER}")
    assert again.end() == 0
    assert place.stored() == []
    assert place.leftovers() == []


@pytest.mark.parametrize(
    ("kind", "ending"),
    [
        pytest.param(kind, ending, marks=() if (n + m) % 4 == 0 else LONG)
        for n, kind in enumerate(KINDS)
        for m, ending in enumerate([signal.SIGTERM, HANG_UP, signal.SIGKILL, signal.SIGHUP])
    ],
)
def test_whatever_else_ends_it_stores_nothing(place: Place, kind: str, ending: int) -> None:
    terminal = begun(place, kind)
    answer(terminal, 1, "The first.")
    terminal.wait_for("2 of ")
    terminal.wait_for_the_writer()
    terminal.type("half")
    until(lambda: terminal.read(0.01) and "half" in "".join(place.draft_texts()), "the draft")
    if ending == HANG_UP:
        terminal.hang_up()
    else:
        terminal.kill(ending)
    terminal.end()
    assert no_trace_in(terminal.text)
    assert place.stored() == []
    taken_up(place)
    assert [each["text"] for each in place.stored()[0]["answers"]] == ["The first.", "half"]


def test_a_draft_can_be_gone_on_with_and_stopped_again(place: Place) -> None:
    terminal = begun(place, "storm")
    answer(terminal, 1, "The cup.", CTRL_C)
    terminal.end()
    again = offered(place)
    again.type(f"e{ENTER}")
    again.wait_for_the_writer()
    again.type(f" It fell.{CTRL_C}")
    assert_kept(place, again)
    again = offered(place, "storm")
    again.type(f"e{ENTER}")
    again.wait_for_the_writer()
    again.type(f" And broke.{CTRL_D}")
    again.wait_for("Saved")
    again.wait_for("1 of 3")
    again.wait_for_the_writer()
    again.type(CTRL_C)
    assert again.end() == 130
    [entry] = place.stored()
    assert [each["text"] for each in entry["answers"]] == ["The cup. It fell. And broke."]
    assert place.leftovers() == []


def test_words_that_the_disk_refused_stand_on_the_screen(place: Place) -> None:
    terminal = begun(place, "storm")
    terminal.wait_for("1 of 3")
    terminal.wait_for_the_writer()
    shutil.rmtree(place.drafts)
    place.drafts.write_text("no folder any more")
    terminal.type(f"The cup.{CTRL_C}")
    terminal.wait_for("couldn't be stored anywhere")
    terminal.wait_for("The cup.")
    assert terminal.end() in (74, 130)
    assert no_trace_in(terminal.text)


# --- a review --------------------------------------------------------------------------------


def test_an_if_then_and_how_the_last_one_went_survive_ctrl_c(place: Place) -> None:
    terminal = begun(place, "review")
    for number, text in ((1, ""), (2, ""), (3, "If she is late, then I ask.")):
        answer(terminal, number, text)
    assert terminal.end() == 0
    place.trust("journal", "--free", "-m", "She was late.", now=SUNDAY_AFTER)

    terminal = begun(place, "review", now=SUNDAY_AFTER)
    terminal.wait_for("How did it go?")
    terminal.wait_for_the_writer()
    terminal.type(f"I asked, twice.{CTRL_D}")
    answer(terminal, 1, "", ENTER)
    answer(terminal, 2, "", ENTER)
    answer(terminal, 3, "If it rains, then tea.", CTRL_C)
    assert terminal.end() == 130
    shown = place.trust("review", "--json", now=SUNDAY_AFTER).json["data"]
    assert shown["intention"]["outcome"] is None
    assert not shown["reviewed"]

    taken_up(place, now=SUNDAY_AFTER)
    shown = place.trust("review", "--json", now=SUNDAY_AFTER).json["data"]
    assert shown["intention"]["outcome"] == "I asked, twice."
    assert shown["next_intention"]["text"] == "If it rains, then tea."
    assert shown["reviewed"]


def test_a_review_offers_what_was_left_of_it_before_it_asks_again(place: Place) -> None:
    terminal = begun(place, "review")
    answer(terminal, 1, "The cooking.", CTRL_C)
    terminal.end()
    again = offered(place, "review")
    again.type(f"s{ENTER}")
    assert again.end() == 0
    assert "Answer three questions?" not in again.text
    assert [entry["kind"] for entry in place.stored()] == ["review"]


# --- a check-in ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ending", ["ctrl-c", pytest.param("kill", marks=LONG), "term", pytest.param("", id="hang up")]
)
def test_a_check_in_left_at_its_last_question_is_a_draft(place: Place, ending: str) -> None:
    terminal = begun(place, "checkin")
    answer(terminal, 1, "Quiet on Sunday")
    answer(terminal, 2, "A walk")
    terminal.wait_for("none): ")
    if ending == "ctrl-c":
        stop(terminal, "fri")
        assert_kept(place, terminal)
    elif ending:
        terminal.kill(signal.SIGKILL if ending == "kill" else signal.SIGTERM)
        terminal.end()
    else:
        terminal.hang_up()
        terminal.end()
    assert place.stored() == []
    taken_up(place)
    [entry] = place.stored()
    assert (entry["kind"], entry["people"]) == ("checkin", ["Sam"])
    assert [each["text"] for each in entry["answers"]] == ["Quiet on Sunday", "A walk"]


def test_a_check_in_without_a_word_is_not_kept_by_ctrl_c(place: Place) -> None:
    terminal = begun(place, "checkin")
    answer(terminal, 1, "", ENTER)
    answer(terminal, 2, "", ENTER)
    terminal.wait_for("none): ")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert place.stored() == []
    assert place.leftovers() == []


def test_words_at_its_first_prompt_are_kept_too(place: Place) -> None:
    terminal = place.open("checkin")
    terminal.wait_for("”: ")
    stop(terminal, "Quiet on Sun")
    assert_kept(place, terminal)
    taken_up(place)
    assert [each["text"] for each in place.stored()[0]["answers"]] == ["Quiet on Sun"]

    terminal = place.open("checkin")
    terminal.wait_for("”: ")
    terminal.type(f"More sleep{ENTER}")
    terminal.wait_for("1 of 2")
    terminal.kill(signal.SIGKILL)
    terminal.end()
    taken_up(place)
    assert [each["text"] for each in place.stored()[0]["answers"]] == ["More sleep"]


@pytest.mark.parametrize("typed", ["", "n", "not today"])
def test_ctrl_c_at_its_first_prompt_without_words_keeps_nothing(place: Place, typed: str) -> None:
    terminal = place.open("checkin")
    terminal.wait_for("”: ")
    stop(terminal, typed)
    assert terminal.end() == 130
    assert place.stored() == []
    assert place.leftovers() == []


# --- promises --------------------------------------------------------------------------------


def promises(place: Place) -> list[dict[str, Any]]:
    found = place.trust("promise", "list", "--all", "--json").json["data"]["promises"]
    assert isinstance(found, list)
    return found


def ask_about_ring(place: Place, *options: str) -> Terminal:
    """A promise that is being made, at its first question."""
    terminal = place.open("promise", "add", "Ring every day", "--to", "Sam", *options)
    terminal.wait_for("smaller promise: ")
    return terminal


@SEALED
def test_ctrl_c_while_a_promise_is_made_keeps_it_as_a_draft(place: Place) -> None:
    terminal = ask_about_ring(place, "--size", "small")
    terminal.type(f"Ring on Sundays{ENTER}")
    terminal.wait_for("[y/N] ")
    terminal.type(f"y{ENTER}")
    terminal.wait_for("skips): ")
    stop(terminal, "If the soup is")
    assert_kept(place, terminal)
    assert promises(place) == []
    again = taken_up(place)
    assert "(promise, 10 words)" in again.said
    assert "Noted" in again.said
    [found] = promises(place)
    assert found["text"] == "Ring every day / Ring on Sundays"
    assert found["cue"] == "If the soup is"
    assert (found["person"], found["size"], found["made_on"]) == ("Sam", "small", "2026-11-22")
    assert place.stored() == []


@pytest.mark.parametrize("half", ["", "y", f"no{ENTER}"], ids=["nothing", "yes", "no"])
@pytest.mark.parametrize("ending", [CTRL_C, pytest.param("", id="hang up")])
def test_a_promise_left_at_its_first_question_is_the_one_that_was_typed(
    place: Place, half: str, ending: str
) -> None:
    terminal = ask_about_ring(place)
    terminal.type(half)
    if half.endswith(ENTER):
        terminal.wait_for("keeps it as it is): ")
    if ending:
        terminal.type(ending)
        assert_kept(place, terminal)
    else:
        terminal.hang_up()
        terminal.end()
    assert promises(place) == []
    taken_up(place)
    assert [(each["text"], each["cue"]) for each in promises(place)] == [("Ring every day", None)]


def test_a_promise_that_is_private_stays_so_as_a_draft(place: Place) -> None:
    terminal = ask_about_ring(place, "--private")
    terminal.type(CTRL_C)
    terminal.end()
    taken_up(place)
    [found] = promises(place)
    assert (found["private"], found["text"]) == (True, None)


def broken(place: Place) -> Terminal:
    """A repair, at its first question."""
    place.trust("promise", "add", "Ring")
    place.trust("promise", "broken", "ring")
    terminal = place.open("promise", "repair", "ring")
    terminal.wait_for("skips): ")
    return terminal


def half_repaired(place: Place) -> None:
    """The draft of a repair that Ctrl-C has left."""
    terminal = broken(place)
    terminal.type(f"I did not ring.{ENTER}")
    terminal.wait_for("skips): ")
    stop(terminal, "half a co")
    assert_kept(place, terminal)


@SEALED
def test_ctrl_c_in_a_repair_keeps_the_lines_and_the_half_of_one(place: Place) -> None:
    half_repaired(place)
    [found] = promises(place)
    assert found["state"]["status"] == "needs repair"
    assert [event["kind"] for event in found["events"]] == ["broken"]
    again = taken_up(place)
    assert "Repaired: Ring" in again.said
    [found] = promises(place)
    assert found["state"]["status"] == "repaired"
    event = found["events"][-1]
    assert (event["acknowledged"], event["note"]) == ("I did not ring.", "half a co")
    assert (event["amends"], event["change"]) == (None, None)
    assert place.stored() == []


def test_ctrl_c_in_a_repair_before_a_word_keeps_nothing(place: Place) -> None:
    terminal = broken(place)
    terminal.type(ENTER)
    terminal.wait_for("skips): ")
    terminal.type(CTRL_C * 2)
    assert terminal.end() == 130
    assert terminal.text.rstrip().endswith("trust promise repair: stopped")
    assert place.leftovers() == []
    assert promises(place)[0]["state"]["status"] == "needs repair"


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL, HANG_UP])
def test_a_repair_that_is_ended_otherwise_is_not_recorded(place: Place, ending: int) -> None:
    terminal = broken(place)
    terminal.type(f"I did not ring.{ENTER}")
    terminal.wait_for("skips): ")
    terminal.type("half")
    until(lambda: terminal.read(0.01) and terminal.text.endswith("half"), "the half line")
    if ending == HANG_UP:
        terminal.hang_up()
    else:
        terminal.kill(ending)
    terminal.end()
    assert no_trace_in(terminal.text)
    assert promises(place)[0]["state"]["status"] == "needs repair"
    taken_up(place)
    event = promises(place)[0]["events"][-1]
    assert (event["kind"], event["acknowledged"]) == ("repair", "I did not ring.")
    assert event["note"] == (None if ending == signal.SIGKILL else "half")


def test_what_is_written_above_the_lines_of_a_repair_is_not_lost(place: Place) -> None:
    half_repaired(place)
    editor = place.editor('printf "%s\\n%s" "Sorry." "$(cat "$1")" > "$1"')
    assert place.trust("config", "set", "editor", editor).code == 0
    taken_up(place, "e")
    assert promises(place)[0]["events"][-1]["acknowledged"] == "Sorry.\n\nI did not ring."


def test_an_edit_that_empties_a_promise_keeps_the_rest_as_a_draft(place: Place) -> None:
    terminal = ask_about_ring(place)
    terminal.type(ENTER)
    terminal.wait_for("skips): ")
    stop(terminal, "If it rings")
    terminal.end()
    editor = place.editor('sed -i "/Ring every day/d" "$1"')
    assert place.trust("config", "set", "editor", editor).code == 0
    again = offered(place)
    again.type(f"e{ENTER}")
    assert again.end() == 2
    assert "a promise needs a few words" in again.said
    assert no_trace_in(again.text)
    assert "If it rings" in place.draft_texts()[0]


def copied(place: Place) -> Path:
    """A copy of the drafts, as a kill between storing and removing leaves them."""
    copy = place.home.parent / "copy"
    shutil.copytree(place.drafts, copy)
    return copy


@pytest.mark.parametrize("what", ["promise", "repair"])
def test_a_draft_that_is_stored_already_is_not_offered(place: Place, what: str) -> None:
    if what == "promise":
        ask_about_ring(place).type(CTRL_C)
        until(lambda: place.draft_texts() and not place.stored(), "the draft")
        place._terminals[-1].end()
    else:
        half_repaired(place)
    copy = copied(place)
    taken_up(place)
    before = promises(place)
    shutil.copytree(copy, place.drafts, dirs_exist_ok=True)
    assert place.trust().err == ""
    assert place.leftovers() == []
    assert promises(place) == before


def test_a_repair_whose_promise_is_gone_is_an_entry_of_its_own(place: Place) -> None:
    assert place.trust("backup").code == 0
    half_repaired(place)
    assert place.trust("restore", "last", "--yes").code == 0
    assert promises(place) == []
    taken_up(place)
    [entry] = place.stored()
    assert entry["kind"] == "free"
    assert "I did not ring." in entry["body"]
    assert "half a co" in entry["body"]


@pytest.mark.parametrize("about", [5, [], {"what": 1}, {"repairs": 7}, {"size": "huge"}])
def test_a_description_of_a_promise_that_makes_no_sense_stops_nobody(
    place: Place, about: object
) -> None:
    half_repaired(place)
    [description] = place.drafts.glob("*.json")
    known = json.loads(description.read_bytes())
    description.write_text(json.dumps({**known, "promise": about}))
    taken_up(place)
    [entry] = place.stored()
    assert (entry["kind"], "half a co" in entry["body"]) == ("free", True)


def test_what_comes_with_ctrl_d_goes_to_the_next_question(place: Room) -> None:
    terminal = place.open("joy", "--mine", "--plain")
    terminal.wait_for_the_writer()
    terminal.type(f"one{CTRL_D}two{CTRL_D}three{CTRL_D}")
    assert terminal.end() == 0
    body, *_ = place.bodies()
    assert all(word in body for word in ("one", "two", "three"))


def test_a_long_line_is_taken_whole_where_nothing_can_be_asked(place: Room) -> None:
    line = " ".join(f"word{number:04}" for number in range(600))
    terminal = place.open("journal", "--json")
    terminal.wait_until_it_listens()
    terminal.type(f"{line}{ENTER}.{ENTER}end")
    terminal.type(ENTER + CTRL_D)
    assert terminal.end() == 0
    body, *_ = place.bodies()
    assert body == f"{line}\n.\nend"
