"""The words of the program: each has its place, none shames, and the screens read as they did.

The screens stand in `tests/golden/`, byte for byte. After a change that is meant,
`UPDATE_GOLDEN=1 pytest tests/cli/test_words.py` writes them anew; read the difference.
Their questions come from `tests/golden/packs/`, which stays as it is when our packs grow.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import shutil
import string
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import import_module
from itertools import count
from pathlib import Path
from types import ModuleType

import pytest
from rich.cells import cell_len
from rich.text import Text

import trustjournal
from conftest import Trust
from trustjournal import errors, features, sentences, views
from trustjournal.__main__ import main
from trustjournal.app import App
from trustjournal.commands import COMMANDS
from trustjournal.domain import ids
from trustjournal.features.storm_joy.model import JOY, STORM
from trustjournal.views import messages
from trustjournal.views.safety_texts import PAGES
from trustjournal.views.screen import Screen

SOURCE = Path(trustjournal.__file__).parent
GOLDEN = Path(__file__).parent.parent / "golden"

# --- every error has its sentence ----------------------------------------------------------------

ERRORS = {name for name in dir(errors) if isinstance(getattr(errors, name), type)}
"""The classes of errors. Each is given its sentence, which names the details it needs."""
TABLES = {
    **dict.fromkeys(("Problem", "_refuse", "_report", "_warn"), messages.PACK_PROBLEMS),
    "SettingsProblem": messages.SETTINGS_PROBLEMS,
}
"""Warnings about packs and settings are given a code, and these tables have its sentence."""
OF_SETTINGS = {"where", "key", "takes"}
"""The fields of `SettingsProblem`, which stand in for details."""


@dataclass(frozen=True)
class Raised:
    """A place in the source where a sentence meets its details."""

    place: str
    sentence: str
    details: frozenset[str]


def _name_of(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _values(node: ast.expr, module: ModuleType) -> list[str]:
    """The texts an expression can be: a literal, a constant of its module, or one of two."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.IfExp):
        return _values(node.body, module) + _values(node.orelse, module)
    if isinstance(node, ast.Name):
        text = getattr(module, node.id, None)
        return [text] if isinstance(text, str) else []
    return []


def _details(call: ast.Call) -> frozenset[str]:
    names = {keyword.arg for keyword in call.keywords if keyword.arg}
    for keyword in call.keywords:
        if keyword.arg == "details" and isinstance(keyword.value, ast.Dict):
            names |= {k.value for k in keyword.value.keys if isinstance(k, ast.Constant)}  # type: ignore[misc]
    name = _name_of(call)
    return frozenset(
        names
        | (OF_SETTINGS if name == "SettingsProblem" else {"value"} if name == "between" else set())
    )


def _calls() -> Iterator[tuple[str, ModuleType, ast.Call]]:
    for file in sorted(SOURCE.rglob("*.py")):
        path = file.relative_to(SOURCE.parent).with_suffix("")
        calls = [n for n in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(n, ast.Call)]
        for call in calls:
            name = _name_of(call)
            if name.startswith("_") and "packs" not in path.parts:
                continue
            is_between = name == "between" and isinstance(call.func, ast.Name)
            if call.args and (is_between or name in {*ERRORS, *TABLES}):
                module = import_module(".".join(path.parts).removesuffix(".__init__"))
                yield f"{path}:{call.lineno}", module, call


@cache
def _raised() -> list[Raised]:
    """Every place that raises a sentence. The scan takes seconds: not while tests are collected."""
    raised = []
    for place, module, call in _calls():
        table = TABLES.get(_name_of(call))
        for text in _values(call.args[0], module):
            raised.append(Raised(place, table[text] if table else text, _details(call)))
    return raised


def _sentences() -> list[str]:
    return sorted({raised.sentence for raised in _raised()})


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_the_scan_sees_what_is_raised() -> None:
    assert {
        sentences.DISK_FULL,
        "{value} isn't an entry; use an id, last, last-1, a day, or 2026-11-22.2 for "
        "the second entry of that day",
    } <= {*_sentences()}
    assert len(_sentences()) > 250


def test_every_warning_of_packs_and_settings_is_used() -> None:
    assert {text for table in TABLES.values() for text in table.values()} <= {*_sentences()}


def test_every_sentence_gets_the_details_it_names() -> None:
    lacking = [(r.place, _fields(r.sentence) - r.details) for r in _raised()]
    assert [each for each in lacking if each[1]] == []


def test_no_sentence_is_put_together_where_it_is_raised() -> None:
    """A translation needs the whole sentence, and details must be made safe for a terminal."""
    built = (ast.JoinedStr, ast.BinOp, ast.Call)
    assert [place for place, _, call in _calls() if isinstance(call.args[0], built)] == []


SCOLDING = re.compile(r"\b(please|sorry|oops|invalid|illegal|fatal)\b", re.IGNORECASE)


def test_a_sentence_is_one_plain_line_without_a_full_stop() -> None:
    every = _sentences()
    assert [one for one in every if one != " ".join(one.split())] == []
    assert [one for one in every if one.endswith((".", "!"))] == []
    assert [one for one in every if SCOLDING.search(one)] == []


def test_what_was_typed_does_not_end_a_list_of_what_fits() -> None:
    """`takes on, off, not maybe` reads as if "not maybe" could be typed too."""
    assert [one for one in _sentences() if re.search(r"\bnot \{\w+\}$", one)] == []


# --- no word shames ---------------------------------------------------------------------------------

SHAMING = re.compile(
    r"\b(lost|broke|broken|failed|failure|overdue|missed|missing|streak ended|should|must"
    r"|never forget|guilty|lazy|bad|forgot|neglect\w*|ashamed|shame|wasted|excuses?"
    r"|blame|fault|sloppy|weak|poor|too late|behind|wrong|unreliable)\b",
    re.IGNORECASE,
)
ALLOWED = {
    # Of machines, not of people.
    sentences.FAULT,
    "is {} behind",  # a clock
    messages.PACK_PROBLEMS["lint_hard_word"],
    messages.PACK_PROBLEMS["pack_id_not_file"],
    messages.PACK_PROBLEMS["pack_missing_key"],
    messages.PACK_PROBLEMS["pack_key_not_text"],
    messages.PACK_PROBLEMS.get("pack_blank", ""),
    # "It isn't your fault", to someone who is not safe.
    PAGES["en"].opening,
}


def _words_of(file: Path) -> Iterator[str]:
    """Every text in a file that is not documentation."""
    tree = ast.parse(file.read_text("utf-8"))
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in documentation:
            yield node.value  # type: ignore[attr-defined]


SPEAKING = [
    file
    for file in sorted(SOURCE.rglob("*.py"))
    # SQL, the linter's own lists, what people themselves call their feelings, and what someone
    # who was made up wrote.
    if ("storage" not in file.parts and file.stem not in ("lint_words", "feelings", "demo"))
    or file.parent.name == "views"
]
"""Every file whose texts can reach a screen: not those of `views` alone."""


def test_no_sentence_shames() -> None:
    found = [
        (file.stem, text)
        for file in SPEAKING
        for text in _words_of(file)
        # A name, such as `streak_view` or the verb `broken`, is no sentence.
        if " " in text and SHAMING.search(text) and text not in ALLOWED
    ]
    assert found == []
    assert {"model", "question_choice", "template", "options"} <= {file.stem for file in SPEAKING}


def test_no_help_shames(trust: Trust) -> None:
    for name in COMMANDS:
        out = trust(name, "--help").out
        parts = re.findall(r"^  ([a-z]+)  ", out.partition("Commands:")[2], re.MULTILINE)
        for text in [out, *(trust(name, part, "--help").out for part in parts)]:
            # The person says `trust promise broken` of their own promise; the program never does.
            said = text.replace("broken", "") if name == "promise" else text
            assert not SHAMING.search(said), text


def test_no_sentence_is_put_together_from_a_verb_or_a_pronoun() -> None:
    """A translation needs the whole sentence, once for one and once for several."""
    glued = re.compile(r"""[\'"](is|are|was|were|has|have|it|them)[\'"] if """)
    lines = [
        f"{file.relative_to(SOURCE)}:{number}"
        for file in SOURCE.rglob("*.py")
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if glued.search(line)
    ]
    assert lines == []


FAINT = {
    "views/day_marks.py": "marks of blank days",
    "views/full_screen.py": "rules, and the dots between filters",
    "views/markdown.py": "rules",
    "tui/list_and_page.py": "the line between the list and the page",
}
"""The files that draw something faint, and what it is."""


def test_nothing_that_must_be_read_is_faint() -> None:
    found = {
        str(file.relative_to(SOURCE))
        for file in SOURCE.rglob("*.py")
        if re.search(r'"[^"\n]*\bdim\b[^"\n]*"|\\x1b\[2m', file.read_text("utf-8"))
    }
    assert found == set(FAINT)


# --- the screens, byte for byte ----------------------------------------------------------------------

NOWHERE = "/nowhere/sam"
"""A folder that is not there: the same path on every machine, and looking creates nothing."""

STORY: list[tuple[str, tuple[str, ...], str]] = [
    ("2026-10-19T21:40", (), "On the walk to the shop, alone. Nobody wanted anything. I hummed."),
    (
        "2026-10-20T22:05",
        ("--mood", "3", "--closeness", "2"),
        "I was drying a cup the whole time Sam talked about the team. I heard the first half.",
    ),
    (
        "2026-10-22T23:10",
        ("--tag", "calls", "--person", "Sam"),
        "Sam went quiet after the call. I asked. It was relief, not worry. I had guessed wrong.",
    ),
    ("2026-10-23T22:00", ("--mood", "2"), "Tired. I said *fine* three times."),
    ("2026-10-26T21:30", (), "I said I would send the form. I did, at eleven at night."),
    ("2026-10-27T21:30", (), "Sam brought up the thing about my brother. I said: go on."),
    ("2026-10-29T21:30", ("--mood", "4"), "I let Sam finish the story about the bus."),
    ("2026-10-31T21:30", (), "Good news reached me at lunch, and I told it in one line."),
    ("2026-11-02T21:30", ("--free",), "Nothing much. We ate, we read. It was a good quiet."),
    ("2026-11-03T21:30", ("--mood", "2"), "We were short with each other about the dishes."),
    ("2026-11-09T21:30", ("--mood", "3"), "Back from the journey. Sam had made soup."),
    ("2026-11-10T21:30", ("--mood", "4", "--closeness", "4"), "I asked what would help this week."),
    ("2026-11-12T21:30", (), "I kept the early evening. Phone in the drawer."),
    ("2026-11-13T21:30", ("--private",), "Something that is not mine to pass on."),
    ("2026-11-16T22:15", ("--mood", "3", "--practice", "presence"), "I listened, mostly."),
    (
        "2026-11-17T22:30",
        ("--mood", "4", "--closeness", "4"),
        "日本語の手紙を読んだ。It took an hour.",
    ),
    (
        "2026-11-19T23:40",
        ("--mood", "4", "--closeness", "5", "--tag", "dinner", "--person", "Sam"),
        "Sam's sister rang in the middle of dinner and I noticed that I wanted to be asked how"
        " I was, and that nobody could have known.\n\nLater I said so, in one sentence. Sam put"
        " the plates down and sat again. We talked until the candle was out.",
    ),
    ("2026-11-20T08:30", ("--date", "2026-11-11"), "Found on paper: we danced in the kitchen."),
    ("2026-11-21T22:20", ("--private", "--mood", "2"), "Sealed."),
    ("2026-11-22T21:50", ("--mood", "4", "--closeness", "4"), "A slow Sunday. I felt at ease."),
]
"""When, with which options, and what was written."""


class Paper(io.TextIOWrapper):
    """Standard output that keeps its bytes, with someone in front of it or not."""

    def __init__(self, encoding: str = "utf-8", *, terminal: bool = True) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="\n")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    @property
    def written(self) -> bytes:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue()


STYLES = re.compile(rb"\x1b\[[0-9;]*m")


def run(
    home: str,
    *argv: str,
    now: str,
    out: Paper | None = None,
    columns: str = "80",
    term: str = "xterm",
) -> bytes:
    """Run the program; the bytes it put on standard output, without colours."""
    out = out or Paper()
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("NO_COLOR", raising=False)
        patch.setattr("trustjournal.packs.library.built_in_folder", lambda: GOLDEN / "packs")
        for name, value in (
            *(("TRUST_HOME", home), ("TRUST_NOW", now), ("COLUMNS", columns), ("TERM", term)),
        ):
            patch.setenv(name, value)
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", out)
        main(list(argv))
    return STYLES.sub(b"", out.written)


def answer_the_review(home: str, now: str) -> None:
    """A review of last week, with the if-then of this one."""
    from trustjournal import services
    from trustjournal.domain.entry import Answer

    quiet = io.StringIO()
    environ = {"TRUST_HOME": home, "TRUST_NOW": now}
    app = App(stdin=quiet, stdout=quiet, stderr=quiet, environ=environ)
    period, _ = services.review.period_due(app)
    texts = (
        "That I kept the evening, and that it was easy.",
        "Sam's soup. I have told them.",
        "If the phone rings at table, then it stays in the drawer.",
    )
    answers = [
        Answer(question.text, text, "emotional-trust", question.id)
        for question, text in zip(services.review.questions(app, period), texts, strict=True)
    ]
    entry, draft = services.review.begin_review(app, period)
    services.review.save_review(app, period, entry, draft, answers)
    app.close()


@contextlib.contextmanager
def nothing_random(first: int = 0) -> Iterator[None]:
    """Ids in a fixed order, and always the same salt."""
    numbers = count(first)

    def new_id(_: App) -> str:
        return ids.encode(blake2b(str(next(numbers)).encode(), digest_size=13).digest())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trustjournal.packs.library.built_in_folder", lambda: GOLDEN / "packs")
        patch.setattr(App, "new_id", new_id)
        patch.setattr("trustjournal.app.os.urandom", lambda length: bytes(range(length)))
        yield


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five weeks of a made-up journal. Nobody in it is real."""
    home = tmp_path_factory.mktemp("golden") / "home"
    with nothing_random():
        for when, options, text in STORY:
            if when > "2026-11-16T12:00" and not (home / "reviewed").exists():
                answer_the_review(str(home), "2026-11-15T20:00:00+01:00")
                (home / "reviewed").touch()
            answers = () if "--free" in options else ("--answer",)
            run(str(home), "journal", "-m", text, *answers, *options, now=f"{when}:00+01:00")
            if when.startswith("2026-11-03"):
                pause = ("pause", "2026-11-04..2026-11-08", "--reason", "travelling")
                run(str(home), *pause, now=f"{when}:00+01:00")
        run(str(home), "edit", "2026-10-29", "--star", now="2026-10-30T12:00:00+01:00")
    (home / "reviewed").unlink()
    return home


EVENING = "2026-11-22T23:40:00+01:00"
NIGHT = "2026-11-23T01:30:00+01:00"

SCREENS: dict[str, tuple[str, ...]] = {
    "welcome": (),
    "today": (),
    "saved": ("journal", "--mood", "4", "-m", "One more thing before I sleep."),
    "saved-answer": ("journal", "--answer", "-m", "One more thing before I sleep."),
    "streak": ("streak",),
    "review": ("review", "--no-input"),
    "review-month": ("review", "--month", "--no-input"),
    "list": ("list",),
    "read": ("read",),
    "read-month": ("read", "november"),
    "search": ("search", "sam", "OR", "soup", "-n", "4"),
    "show": ("show", "2026-11-19"),
    "packs": ("packs", "list"),
    "config": ("config", "list"),
    "about": ("about",),
    "safety": ("safety",),
    "help": ("--help",),
    "help-all": ("help", "all"),
}
SAVING = ("saved", "saved-answer")
"""The screens that store something."""
VIEWS = ("80", "40", "plain", "ascii")


def check(name: str, found: bytes) -> None:
    """Compare with the golden file, or write it where that was asked for."""
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(found)
    assert path.exists(), "UPDATE_GOLDEN=1 writes it"
    assert found.decode("utf-8").splitlines() == path.read_text("utf-8").splitlines()
    assert found == path.read_bytes()


@pytest.mark.every_case
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_reads_as_it_did(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, screen: str, view: str
) -> None:
    monkeypatch.setattr("trustjournal.commands.about.__version__", "1.2.3")
    home = str(kept)
    if screen in ("welcome", "config", "about", "safety", "help", "help-all"):
        home = NOWHERE
    elif screen in SAVING:
        home = str(shutil.copytree(kept, tmp_path / "copy"))
    argv = [*SCREENS[screen], *(["--plain"] if view == "plain" else [])]
    out = Paper("ascii" if view == "ascii" else "utf-8")

    now = NIGHT if screen in SAVING else EVENING
    columns = "40" if view == "40" else "80"

    with nothing_random(first=100):
        found = run(home, *argv, now=now, out=out, columns=columns)

    for line in found.decode().splitlines():
        assert line == line.rstrip()
        assert cell_len(line) <= int(columns), line
    check(f"{screen}-{view}.txt", found)


@pytest.mark.parametrize("columns", ["40", "120"])
# A hit that has no colour is marked by a sign instead.
@pytest.mark.parametrize("screen", sorted({*SCREENS} - {*SAVING, "welcome", "search"}))
def test_a_terminal_without_colours_shows_the_same(kept: Path, screen: str, columns: str) -> None:
    colourful = run(str(kept), *SCREENS[screen], now=EVENING, columns=columns)
    dumb = Paper()

    run(str(kept), *SCREENS[screen], now=EVENING, columns=columns, term="dumb", out=dumb)

    assert b"\x1b" not in dumb.written
    assert dumb.written == colourful


@pytest.mark.parametrize("screen", ["list", "show", "read", "read-month"])
def test_it_fits_from_40_to_200_columns(kept: Path, screen: str) -> None:
    for columns in range(40, 201, 20):
        found = run(str(kept), *SCREENS[screen], now=EVENING, columns=str(columns)).decode()
        widest = max(map(cell_len, found.splitlines()))
        assert widest <= columns
        assert widest > min(columns, 80) - 12, "and it takes the room there is"


def test_no_color_takes_the_colours_and_leaves_the_words(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        for name, value in (
            *(("TRUST_HOME", str(kept)), ("TRUST_NOW", EVENING), ("NO_COLOR", "1")),
            *(("TERM", "xterm-256color"), ("COLUMNS", "80")),
        ):
            patch.setenv(name, value)
        out = Paper()
        patch.setattr(sys, "stdout", out)
        assert main(["streak"]) == 0
    assert not re.search(rb"\x1b\[[0-9;]*(3[0-9]|4[0-9]|9[0-7])m", out.written)
    assert STYLES.sub(b"", out.written) == (GOLDEN / "streak-80.txt").read_bytes()


DOCUMENTS: dict[str, tuple[str, ...]] = {
    "review.md": ("review", "--markdown"),
    "today.json": ("--json",),
    "list.json": ("list", "-n", "4", "--json"),
    "read.json": ("read", "2026-11-19..2026-11-21", "--json"),
    "read.txt": ("read", "2026-11-19..2026-11-21"),
    "search.json": ("search", "sam", "dinner", "--json"),
    "show.json": ("show", "2026-11-19", "--json"),
    "show-review.json": ("show", "2026-11-15", "--json"),
    "streak.json": ("streak", "--all", "--json"),
    "review.json": ("review", "--json"),
    "prompt.json": ("prompt", "--json"),
    "pause.json": ("pause", "--json"),
    "error.json": ("journal", "--mood", "9", "--json"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_reads_as_it_did(kept: Path, name: str) -> None:
    quiet = Paper(terminal=False)

    found = run(str(kept), *DOCUMENTS[name], now=EVENING, out=quiet)

    check(name, found)


EXPORTS: dict[str, tuple[str, ...]] = {
    "export.md": ("markdown", "--single"),
    "export.json": ("json",),
    "export.csv": ("csv",),
    "export.txt": ("jrnl",),
    "export-dayone.json": ("dayone",),
    "export.html": ("html",),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_reads_as_it_did(kept: Path, name: str, tmp_path: Path) -> None:
    dest = tmp_path / "dest"
    run(str(kept), "export", *EXPORTS[name], str(dest), now=EVENING)

    if name == "export-dayone.json":  # not every zlib packs it into the same bytes
        with zipfile.ZipFile(dest) as archive:
            check(name, archive.read("Trust.json"))
    else:
        check(name, dest.read_bytes())


def test_a_page_of_the_export_reads_as_it_did(kept: Path, tmp_path: Path) -> None:
    run(str(kept), "export", "markdown", str(tmp_path / "pages"), now=EVENING)

    page = tmp_path / "pages" / "2026" / "2026-11-19.md"
    check("export-2026-11-19.md", page.read_bytes())
    check("export-2026-W46.md", (tmp_path / "pages" / "reviews" / "2026-W46.md").read_bytes())


# --- storms and joys ---------------------------------------------------------------------------------

MOMENTS: list[tuple[str, tuple[str, ...]]] = [
    ("2026-10-22T20:00", ("storm", "-m", "This one does not come back.")),
    ("2026-11-16T20:30", ("storm", "-m", "Two people late for the same bus.", "-m", "Hunger.")),
    (
        "2026-11-18T19:00",
        (
            "joy",
            *("-m", "The letter came, and it was yes.", "-m", "Light, all the way up the stairs."),
            *("-m", "Sam, tonight, with soup."),
        ),
    ),
    ("2026-11-21T18:15", ("joy", "-m", "It snowed, and nobody had to go anywhere.")),
    ("2026-11-21T18:30", ("joy", "--private", "-m", "Sealed.")),
]
MOMENT_SCREENS: dict[str, tuple[str, ...]] = {
    "storm": ("storm", "-m", "The door was loud. Both of us were tired.", "-m", "", "-m", "Tea."),
    "joy": ("joy", "-m", "The snow stayed."),
    "storm-questions": ("storm", "--no-input"),
    "review-moments": ("review", "--no-input"),
    "list-moments": ("list", "--practice", "storms-joys"),
}
MOMENT_DOCUMENTS: dict[str, tuple[str, ...]] = {
    "storm.json": ("storm", "-m", "The door was loud.", "-m", "", "-m", "Tea.", "--json"),
    "joy-questions.json": ("joy", "--no-input", "--json"),
    "review-moments.json": ("review", "--json"),
    "review-moments.md": ("review", "--markdown"),
}
MOMENT_VIEWS = ("80", "40", "plain")


@pytest.fixture(scope="module")
def weathered(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same journal with storms and joys, whose questions come from packs of the tests."""
    home = tmp_path_factory.mktemp("weathered") / "home"
    shutil.copytree(kept, home)
    (home / "packs").mkdir()
    for path in (GOLDEN / "moments").glob("*.yaml"):
        shutil.copy(path, home / "packs" / path.name)
    with nothing_random(first=200):
        for when, argv in MOMENTS:
            run(str(home), *argv, now=f"{when}:00+01:00")
    return home


@pytest.mark.every_case
@pytest.mark.parametrize("view", MOMENT_VIEWS)
@pytest.mark.parametrize("screen", MOMENT_SCREENS)
def test_a_screen_of_a_moment_reads_as_it_did(
    weathered: Path, tmp_path: Path, screen: str, view: str
) -> None:
    home = str(shutil.copytree(weathered, tmp_path / "copy"))
    argv = [*MOMENT_SCREENS[screen], *(["--plain"] if view == "plain" else [])]
    columns = "40" if view == "40" else "80"

    with nothing_random(first=300):
        found = run(home, *argv, now=EVENING, columns=columns)

    for line in found.decode().splitlines():
        assert cell_len(line) <= int(columns), line
    check(f"{screen}-{view}.txt", found)


@pytest.mark.parametrize("view", MOMENT_VIEWS)
def test_what_is_said_around_the_questions_reads_as_it_did(view: str) -> None:
    columns = "40" if view == "40" else "80"
    paper = Paper()
    screen = Screen(paper, {"COLUMNS": columns, "TERM": "xterm"}, view == "plain")

    for part in (
        features.storm_joy.view.head(STORM),
        views.entry.numbered_question(
            1, 3, "What would a film without sound have shown of us today?"
        ),
        [Text(features.storm_joy.view.TIME_UP)],
        features.storm_joy.view.smaller_steps(),
        [Text(features.storm_joy.view.SMALLER_CHOICE)],
        features.storm_joy.view.stopped(),
        features.storm_joy.view.not_now(),
        features.storm_joy.view.head(JOY),
    ):
        screen.print(*part)

    found = STYLES.sub(b"", paper.written)
    for line in found.decode().splitlines():
        assert cell_len(line) <= int(columns), line
    check(f"moments-{view}.txt", found)


@pytest.mark.parametrize("name", MOMENT_DOCUMENTS)
def test_a_document_about_moments_reads_as_it_did(
    weathered: Path, tmp_path: Path, name: str
) -> None:
    home = str(shutil.copytree(weathered, tmp_path / "copy"))

    with nothing_random(first=300):
        found = run(home, *MOMENT_DOCUMENTS[name], now=EVENING, out=Paper(terminal=False))

    check(name, found)


def test_no_golden_file_is_left_over() -> None:
    expected = {f"{screen}-{view}.txt" for screen in SCREENS for view in VIEWS} | set(DOCUMENTS)
    expected |= {"export-2026-11-19.md", "export-2026-W46.md", *EXPORTS}
    about_moments = (*MOMENT_SCREENS, "moments")
    expected |= {f"{screen}-{view}.txt" for screen in about_moments for view in MOMENT_VIEWS}
    expected |= set(MOMENT_DOCUMENTS)
    ours = {
        path.name
        for path in GOLDEN.iterdir()
        if path.suffix in (".txt", ".md", ".json", ".csv", ".html")
    }
    assert ours == expected
