"""The writing rules a machine can see: what trips each of them, and what does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from trustjournal.packs.library import built_in_folder
from trustjournal.packs.lint import check
from trustjournal.packs.lint_words import LANGUAGES
from trustjournal.packs.problems import Problem
from trustjournal.views import messages

PACK = """\
schema: 1
id: own
title: "My own"
license: CC0-1.0
language: {language}
version: 1.0.0
prompts:
"""
PROMPT = """\
  - id: {id}
    practice: {practice}
    depth: {depth}
    text: "{text}"
"""
QUIET = "What did I hear today while I was listening?"
"""A question nothing can be said about."""


def pack(text: str, language: str = "en", depth: int = 1, more: str = "") -> str:
    """A pack of one question."""
    prompt = PROMPT.format(id="one", practice="presence", depth=depth, text=text)
    return PACK.format(language=language) + prompt + more


def found(text: str) -> list[Problem]:
    reading = check(text.encode())
    assert reading.pack is not None, reading.problems
    assert {problem.severity for problem in reading.problems} <= {"warning"}
    return list(reading.problems)


def whats(text: str) -> set[str]:
    return {problem.what for problem in found(text)}


TRIPS: list[tuple[str, str, str]] = [
    ("lint_question_marks", "en", "What did I hear today? And what did I say?"),
    ("lint_question_marks", "en", "I write about what I heard today at the table."),
    ("lint_length", "en", "What did I hear today?"),
    ("lint_length", "en", "What did I hear today " + "and then again " * 7 + "?"),
    ("lint_closed", "en", "Did I hear anything today that I had not expected?"),
    ("lint_closed", "en", "Isn’t there something I heard today at the table?"),
    ("lint_closed", "es", "¿Dije hoy a alguien algo que no esperaba decir?"),
    ("lint_closed", "de", "Habe ich heute etwas gehört, das mich gefreut hat?"),
    ("lint_closed", "fr", "Ai-je dit aujourd’hui à quelqu’un une chose inattendue ?"),
    ("lint_closed", "fr", "Est-ce que j’ai écouté aujourd’hui avant de parler ?"),
    ("lint_why", "fr", "Pourquoi ai-je écouté aujourd’hui avant de parler ?"),
    ("lint_no_first_person", "fr", "Qu’a dit {person} aujourd’hui en premier à table ?"),
    ("lint_second_person", "fr", "Qu’as-tu entendu aujourd’hui pendant que je parlais ?"),
    ("lint_no_time", "fr", "Qu’ai-je entendu quand {person} parlait à table ?"),
    ("lint_hard_word", "fr", "Qu’est-ce que j’aurais dû ne jamais dire cette semaine ?"),
    ("lint_status_word", "fr", "Qu’a dit ma femme aujourd’hui que j’entends encore ?"),
    ("lint_closed", "pt", "Será que escutei hoje antes de falar?"),
    ("lint_closed", "pt", "Disse hoje a alguém uma coisa que não esperava dizer?"),
    ("lint_why", "pt", "Por que escutei hoje antes de falar alguma coisa?"),
    ("lint_second_person", "pt", "O que você ouviu hoje enquanto eu falava?"),
    ("lint_no_time", "pt", "O que ouvi enquanto {person} falava à mesa?"),
    ("lint_hard_word", "pt", "O que eu deveria ter dito hoje à mesa?"),
    ("lint_status_word", "pt", "O que meu marido disse hoje que ainda escuto?"),
    ("lint_why", "en", "Why did I listen today before I said anything?"),
    ("lint_why", "en", "How come I listened today before I said anything?"),
    ("lint_why", "es", "¿Por qué escuché hoy antes de decir algo?"),
    ("lint_why", "de", "Warum habe ich heute zuerst zugehört und dann geredet?"),
    ("lint_why", "de", "Wieso habe ich heute zuerst zugehört und dann geredet?"),
    ("lint_why", "de", "Weshalb habe ich heute zuerst zugehört und dann geredet?"),
    ("lint_no_first_person", "en", "What did {person} say today before anyone else spoke?"),
    ("lint_no_first_person", "de", "Was hat {person} heute als Erstes am Tisch gesagt?"),
    ("lint_second_person", "en", "What did you hear today while I was speaking?"),
    ("lint_second_person", "en", "What did I hear today in your own voice?"),
    ("lint_second_person", "es", "¿Qué te dije hoy que no esperaba decir?"),
    ("lint_second_person", "es", "¿Qué oyó usted hoy mientras yo escuchaba?"),
    ("lint_second_person", "de", "Was hast du heute gehört, während ich geredet habe?"),
    ("lint_second_person", "de", "Was haben Sie heute gehört, während ich geredet habe?"),
    ("lint_no_time", "en", "What did I hear while I was listening?"),
    ("lint_no_time", "es", "¿Qué oí mientras escuchaba a {person} en la mesa?"),
    ("lint_no_time", "de", "Was habe ich gehört, während {person} am Tisch sprach?"),
    ("lint_hard_word", "en", "What have I never said aloud to anyone this week?"),
    ("lint_hard_word", "en", "What should I have said to {person} this week?"),
    ("lint_hard_word", "en", "What was my fault in the quarrel last week?"),
    ("lint_hard_word", "es", "¿Qué debería haber dicho hoy en la mesa?"),
    ("lint_hard_word", "es", "¿De quién fue la culpa de la última discusión?"),
    ("lint_hard_word", "de", "Was hätte ich heute niemals zu {person} gesagt?"),
    ("lint_hard_word", "de", "Woran war ich heute selbst in Wahrheit schuld?"),
    ("lint_status_word", "en", "What did my wife say today that I still hear?"),
    ("lint_status_word", "en", "What did I hear today when he said nothing?"),
    ("lint_status_word", "es", "¿Qué dijo hoy mi marido que todavía oigo?"),
    ("lint_status_word", "de", "Was hat mein Mann heute gesagt, das mir nachgeht?"),
    ("lint_ending", "en", "What did I hear in {person}'s voice today?"),
    ("lint_ending", "en", "What did I hear in {person}’s voice today?"),
    ("lint_ending", "de", "Was habe ich heute in {person}s Stimme gehört?"),
    ("lint_placeholder", "en", "What did I hear {name} say today at the table?"),
    ("lint_placeholder", "en", "What did I hear {Person} say today at the table?"),
    ("lint_placeholder", "en", "What did I hear {person say today at the table?"),
]
PASSES: list[tuple[str, str, int]] = [
    ("en", QUIET, 1),
    ("en", "What am I like when I listen for long?", 3),
    ("en", "Whatever I heard today, what did I do with it?", 1),
    ("en", "Where was I when the candid talk began yesterday?", 1),
    ("en", "How did I answer 'why' when it came up this week?", 2),
    ("en", "Which mustard, shoulder or default did I notice lately?", 2),
    ("en", "What did {person} and I laugh about at the last meal?", 1),
    ("en", "What did I hear in the voice of '{person}' today?", 1),
    ("es", "¿Qué palabra de {person} sigo oyendo esta noche?", 1),
    ("es", "Al volver a casa hoy, ¿qué oí primero en la puerta?", 1),
    ("es", "¿Qué esperanza llevaba hoy dentro, y quién vio algo de ella?", 1),
    ("fr", "Qu’est-ce que j’entends encore ce soir, dit par {person} ?", 1),
    ("fr", "Quel ton ai-je pris dernièrement, et à quel moment ?", 3),
    ("pt", "O que {person} disse que ainda escuto esta noite?", 1),
    ("pt", "O que foi que eu ouvi hoje, e como quase sempre calei?", 1),
    ("de", "Was habe ich heute gehört, als {person} am Tisch sprach?", 1),
    ("de", "Welche Frage geht mir in letzter Zeit immer wieder nach?", 2),
    ("de", "Was hat {person} mir diese Woche erzählt, und wie klang ihre Stimme dabei?", 2),
    ("de", "Wie klang sie heute, die Stimme, mit der ich gegrüßt habe?", 1),
]


@pytest.mark.parametrize(("what", "language", "text"), TRIPS)
def test_a_question_that_leaves_a_rule_is_warned_about(what: str, language: str, text: str) -> None:
    problems = [problem for problem in found(pack(text, language)) if problem.what == what]

    assert [(p.line, p.column, p.place) for p in problems] == [(11, 11, "prompts[1].text")]


@pytest.mark.parametrize(("language", "text", "depth"), PASSES)
def test_a_question_that_keeps_the_rules_is_let_be(language: str, text: str, depth: int) -> None:
    assert found(pack(text, language, depth)) == []


def test_every_warning_has_an_example_here() -> None:
    elsewhere = {"lint_theirs", "lint_doubled_text", "lint_translation"}
    elsewhere |= {"lint_two_in_one"}  # which needs a follow-up
    elsewhere |= {"lint_not_in_original"}  # in `test_pack_commands.py`
    elsewhere |= {"lint_form_asks", "lint_sentence_ends"}
    tried = {what for what, _, _ in TRIPS} | elsewhere
    assert tried == {what for what in messages.PACK_PROBLEMS if what.startswith("lint_")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", ["lint_closed", "lint_why", "lint_hard_word", "lint_no_time"])
def test_every_rule_of_words_is_tried_in_every_language(language: str, what: str) -> None:
    assert (what, language) in {(tried, spoken) for tried, spoken, _ in TRIPS}


@pytest.mark.parametrize("tag", ["en", "en-GB", "EN"])
def test_the_language_is_the_first_part_of_its_tag(tag: str) -> None:
    assert "lint_why" in whats(pack("Why did I listen today before I spoke?", tag))


def test_a_language_without_word_lists_gets_the_rules_that_need_none() -> None:
    assert whats(pack("Perché?", "it")) == {"lint_length"}
    assert whats(pack("Che cosa ho visto negli occhi di {person}s stasera", "it")) == {
        "lint_question_marks",
        "lint_ending",
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "今日、わたしは{person}の声に何を聞きましたか？"),
        ("ar", "ماذا سمعت اليوم في صوت {person} وأنا أصغي؟"),
        ("el", "Τι άκουσα σήμερα στη φωνή ενός ανθρώπου δίπλα μου;"),
    ],
)
def test_other_scripts_ask_in_their_own_way(language: str, text: str) -> None:
    assert whats(pack(text, language)) == set()


# --- other forms than a question ------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "language", "text"),
    [
        ("sentence", "en", "I felt closest to {person} today when …"),
        ("sentence", "en", "Did I say today what I meant? I meant ..."),
        ("sentence", "es", "He sentido hoy que …"),
        ("sentence", "de", "Habe ich heute Zeit, dann …"),
        ("words", "en", "Three words for my day today"),
        ("letter", "en", "A letter tonight to the me of tomorrow"),
        ("title", "en", "A title for today, if my day were a film"),
        ("title", "de", "Mein heutiger Titel"),
    ],
)
def test_another_form_asks_nothing(form: str, language: str, text: str) -> None:
    """Nor is it too short as a question would be, or opened by a word of yes or no."""
    asked = pack(text, language)
    assert "lint_question_marks" in whats(asked) or "?" in text
    assert whats(pack(text, language, more=f"    form: {form}\n")) <= (
        {"lint_form_asks"} if "?" in text else set()
    )
    assert "lint_question_marks" in whats(
        pack(text.replace("?", ""), language, more="    form: question\n")
    )


@pytest.mark.parametrize("form", ["sentence", "words", "letter", "title"])
def test_another_form_with_a_question_mark_is_a_question(form: str) -> None:
    assert "lint_form_asks" in whats(pack(QUIET, more=f"    form: {form}\n"))


def test_a_sentence_to_finish_is_left_open_and_nothing_else_is() -> None:
    closed = "I felt closest to {person} at the table today"
    assert whats(pack(closed, more="    form: sentence\n")) == {"lint_sentence_ends"}
    for form in ("words", "letter", "title"):
        assert whats(pack(closed, more=f"    form: {form}\n")) == set()


def test_the_other_rules_hold_for_every_form() -> None:
    said = whats(pack("What should come of you …", more="    form: sentence\n"))
    assert said == {
        *("lint_no_first_person", "lint_second_person", "lint_no_time", "lint_hard_word"),
    }


def test_a_form_that_does_not_exist_is_an_error() -> None:
    reading = check(pack("A poem of mine about today", more="    form: poem\n").encode())
    assert reading.pack is None
    assert [(p.what, p.place) for p in reading.problems if p.severity == "error"] == [
        ("pack_not_allowed", "prompts[1].form")
    ]


# --- what is not the question itself --------------------------------------------------------


def test_an_event_is_time_enough() -> None:
    text = "What did each of us look after in the quarrel?"
    assert whats(pack(text)) == {"lint_no_time"}
    assert whats(pack(text, more="    cadence: storm\n")) == set()
    assert whats(pack(text, more="    cadence: daily\n")) == {"lint_no_time"}


def test_follow_ups_and_notes_are_read_too() -> None:
    more = (
        '    follow_ups: ["What was it like?", "Why?", "What would you do, {name}?"]\n'
        '    note: "You should write that it exists."\n'
    )
    assert [(p.what, p.place) for p in found(pack(QUIET, more=more))] == [
        ("lint_why", "prompts[1].follow_ups[2]"),
        ("lint_placeholder", "prompts[1].follow_ups[3]"),
        ("lint_second_person", "prompts[1].follow_ups[3]"),
        ("lint_second_person", "prompts[1].note"),
        ("lint_hard_word", "prompts[1].note"),
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("What did I hear today, and what did I say to it?", "and what"),
        ("How did I listen today, I and {person}, And Who saw it?", "And Who"),
        ("What did I hear today, and whose voice was it?", "and whose"),
        ("What did I hear today, and then what?", ""),
        ("What did I hear and what I had expected to hear today?", ""),
        ("What did I hear today, and whatever did it sound like?", ""),
    ],
)
def test_a_second_question_belongs_in_the_follow_up(text: str, word: str) -> None:
    """Without a follow-up there may be no better place for it; elsewhere nothing is known."""
    more = '    follow_ups: "What was it like?"\n'
    warned = [problem.details.get("word") for problem in found(pack(text, more=more))]
    assert warned == ([word] if word else [])
    assert found(pack(text)) == []


def test_the_wording_with_a_name_is_read_like_the_other() -> None:
    more = (
        '    with_name: "Did {person}\'s voice tell, and what?"\n'
        '    follow_ups: "What was it like?"\n'
    )
    assert {(p.what, p.place) for p in found(pack(QUIET, more=more))} == {
        (what, "prompts[1].with_name")
        for what in (
            "lint_closed",
            "lint_two_in_one",
            "lint_no_first_person",
            "lint_no_time",
            "lint_ending",
        )
    }


def test_a_follow_up_alone_needs_no_list() -> None:
    more = '    follow_ups: "Did it help?"\n'
    assert [p.place for p in found(pack(QUIET, more=more))] == ["prompts[1].follow_ups"]


def test_a_check_in_is_said_to_somebody() -> None:
    tables = 'review: [{id: a, text: "What do you see?"}]\n'
    assert "lint_second_person" in whats(pack(QUIET, more=tables))
    assert whats(pack(QUIET, more=tables.replace("review", "checkin"))) == set()
    always = 'pulse: [{id: a, text: "I have always listened."}]\n'
    assert whats(pack(QUIET, more=always)) == {"lint_hard_word"}


def test_the_same_text_twice_is_told_with_the_line_of_the_first() -> None:
    second = PROMPT.format(id="two", practice="presence", depth=1, text=QUIET.upper())
    (problem,) = found(pack(QUIET, more=second))
    assert (problem.what, problem.line, problem.details) == (
        "lint_doubled_text",
        15,
        {"line": "11"},
    )
    review = f'review: [{{id: a, text: "{QUIET}"}}]\n'
    assert whats(pack(QUIET, more=review)) == {"lint_doubled_text"}


@pytest.mark.parametrize(
    ("name", "language", "origin", "warned"),
    [
        ("walks-fr", "fr", "walks", False),
        ("walks-pt", "pt-BR", "walks", False),
        ("walks-pt-br", "pt-BR", "walks", False),
        ("own", "fr", "null", False),
        ("promenades", "fr", "walks", True),
        ("walks", "fr", "walks", True),
        ("walks-pt-br", "pt-PT", "walks", True),
    ],
)
def test_a_translation_is_named_after_its_original(
    name: str, language: str, origin: str, warned: bool
) -> None:
    text = pack("Qu'ai-je entendu ce soir en écoutant quelqu'un ?", language, 3)
    text = text.replace("id: own", f"id: {name}\ntranslation_of: {origin}")
    assert whats(text) == ({"lint_translation"} if warned else set())


def _shares(theirs: int, of: int) -> str:
    text = PACK.format(language="en")
    for number in range(of):
        text += PROMPT.format(
            id=f"p{number}",
            practice="presence",
            depth=1,
            text=f"What did I hear today for the {number}th time?",
        )
        text += "    facet: theirs\n" if number < theirs else ""
    return text


@pytest.mark.parametrize(("theirs", "of"), [(0, 3), (1, 1), (1, 4), (2, 5), (2, 8), (3, 9)])
def test_one_question_in_four_may_look_at_the_other_person(theirs: int, of: int) -> None:
    assert whats(_shares(theirs, of)) == set()


@pytest.mark.parametrize(("theirs", "of"), [(2, 2), (2, 4), (3, 8), (4, 9)])
def test_more_than_one_question_in_four_is_warned_about(theirs: int, of: int) -> None:
    (problem,) = found(_shares(theirs, of))
    assert (problem.what, problem.place) == ("lint_theirs", f"prompts[{theirs}].facet")
    assert (problem.details["theirs"], problem.details["all"]) == (str(theirs), str(of))


# --- beside errors --------------------------------------------------------------------------


def test_warnings_are_told_beside_errors_in_the_order_of_the_file() -> None:
    text = pack("Why did I listen today before I spoke?", depth=7, more="    care: perhaps\n")
    reading = check(text.encode())
    assert reading.pack is None
    assert [(p.what, p.severity) for p in reading.problems] == [
        ("pack_not_number", "error"),
        ("lint_why", "warning"),
        ("pack_not_flag", "error"),
    ]


@pytest.mark.parametrize(
    "text", ["", "[", "just words", "prompts: none", "prompts: [a, [b]]", "schema: 2\nprompts: []"]
)
def test_what_is_no_pack_is_only_what_the_reader_says(text: str) -> None:
    from trustjournal.packs.reader import read

    assert check(text.encode()) == read(text.encode())


def test_a_warning_is_one_line_people_can_read() -> None:
    for _, language, text in TRIPS:
        for problem in found(pack(text, language)):
            said = messages.problem(problem)
            assert "\n" not in said
            assert "*" not in said
            assert len(said) < 200


# --- ours -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(built_in_folder().glob("*.yaml")), ids=lambda p: p.stem)
def test_a_built_in_pack_keeps_the_writing_rules(path: Path) -> None:
    problems = check(path.read_bytes()).problems
    assert [problem for problem in problems if problem.what != "lint_two_in_one"] == []


def test_reading_a_pack_to_be_asked_from_does_not_load_the_linter() -> None:
    code = (
        "import sys; from trustjournal.__main__ import main; code = main(['prompt']);"
        "assert 'trustjournal.packs.reader' in sys.modules;"
        "sys.exit('trustjournal.packs.lint' in sys.modules or 'trustjournal.packs.lint_words' in"
        " sys.modules or code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
